package script

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Bounds of a source and of one text in it, in bytes, and of the nesting of
// YAML nodes.
const (
	MaxSource = 256 << 10
	maxText   = 2000
	maxDepth  = 12
)

// Parse reads a script in the form "script/1" and checks all of it: unique
// ids, targets that exist, every step reachable and able to reach an end, no
// cycles, variables declared, option values that are strings, a branch's else.
// It returns either a flow without faults or at least one fault, by line.
func Parse(source []byte) (Flow, []Fault) {
	root, faults := document(source)
	if len(faults) > 0 {
		return Flow{}, faults
	}
	r := &reader{}
	r.script(root)
	if len(r.faults) == 0 {
		r.check()
	}
	if len(r.faults) > 0 {
		return Flow{}, sorted(r.faults)
	}
	return r.flow, nil
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// notYAML reads the library's message. What its parser "did not find" it
// counts from line 0, everything else from line 1.
func notYAML(message string) Fault {
	f := Fault{Code: "not-yaml", About: yamlLine.ReplaceAllString(strings.TrimPrefix(message, "yaml: "), "")}
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		f.Line, _ = strconv.Atoi(m[1])
	}
	if strings.HasPrefix(f.About, "did not find") {
		f.Line++
	}
	return f
}

// document reads the YAML itself. Aliases are refused: a script has no use
// for them, and a few lines of them unfold into gigabytes.
func document(source []byte) (*yaml.Node, []Fault) {
	switch {
	case len(source) > MaxSource:
		return nil, []Fault{{Code: "too-long"}}
	case !utf8.Valid(source):
		return nil, []Fault{{Code: "not-utf8"}}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(source, &doc); err != nil {
		return nil, []Fault{notYAML(err.Error())}
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, []Fault{{Line: 1, Code: "not-a-script"}}
	}
	return doc.Content[0], plain(doc.Content[0], 0)
}

// plain finds aliases, anchors and nesting deeper than any script's.
func plain(n *yaml.Node, depth int) []Fault {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return []Fault{{Line: n.Line, Code: "alias", About: n.Value + n.Anchor}}
	case depth > maxDepth:
		return []Fault{{Line: n.Line, Code: "too-deep"}}
	}
	for _, c := range n.Content {
		if f := plain(c, depth+1); f != nil {
			return f
		}
	}
	return nil
}

// reader gathers a flow and its faults.
type reader struct {
	flow   Flow
	faults []Fault
	root   *yaml.Node
}

func (r *reader) fault(n *yaml.Node, code, about string) {
	r.faults = append(r.faults, Fault{Line: n.Line, Code: code, About: about})
}

// words is what may stand in a mapping: each word and who reads its value.
type words map[string]func(*yaml.Node)

// fields reads a mapping, refusing unknown and repeated words, and reports
// which words stood there.
func (r *reader) fields(n *yaml.Node, known words) map[string]bool {
	seen := map[string]bool{}
	if n.Kind != yaml.MappingNode {
		r.fault(n, "not-a-mapping", n.Value)
		return seen
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, ok := known[k.Value]
		switch {
		case seen[k.Value]:
			r.fault(k, "word-twice", k.Value)
		case !ok:
			r.fault(k, "unknown-word", k.Value)
		default:
			read(v)
		}
		seen[k.Value] = true
	}
	return seen
}

// need says which compulsory words are missing from the mapping n.
func (r *reader) need(n *yaml.Node, seen map[string]bool, compulsory ...string) {
	for _, w := range compulsory {
		if !seen[w] {
			r.fault(n, "word-missing", w)
		}
	}
}

func (r *reader) text(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			r.fault(n, "not-text", n.Value)
			return
		}
		if len(n.Value) > maxText {
			r.fault(n, "too-many-letters", strings.ToValidUTF8(n.Value[:20], ""))
			return
		}
		*to = strings.TrimSpace(n.Value)
	}
}

// word reads text that must be quoted where YAML would read something else:
// a bare yes is a truth to YAML 1.1 and a bare 5 is a number.
func (r *reader) word(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		bare := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0
		if n.Kind == yaml.ScalarNode && bare && (n.Tag != "!!str" || oldTruth[strings.ToLower(n.Value)]) {
			r.fault(n, "quote-it", n.Value)
			return
		}
		r.text(to)(n)
	}
}

var oldTruth = map[string]bool{"yes": true, "no": true, "on": true, "off": true, "y": true, "n": true}

func (r *reader) truth(to *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Tag != "!!bool" {
			r.fault(n, "not-true-or-false", n.Value)
			return
		}
		*to = n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
	}
}

func (r *reader) number(to *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Tag != "!!int" || err != nil || v < -1000 || v > 100000 {
			r.fault(n, "not-a-number", n.Value)
			return
		}
		*to = v
	}
}

// each reads every entry of a list.
func (r *reader) each(read func(*yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			r.fault(n, "not-a-list", n.Value)
			return
		}
		for _, c := range n.Content {
			read(c)
		}
	}
}

func (r *reader) texts(to *[]string) func(*yaml.Node) {
	return r.each(func(n *yaml.Node) {
		var s string
		r.text(&s)(n)
		*to = append(*to, s)
	})
}

// pairs reads a mapping of free words to text.
func (r *reader) pairs(each func(key string, v *yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			r.fault(n, "not-a-mapping", n.Value)
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			each(n.Content[i].Value, n.Content[i+1])
		}
	}
}
