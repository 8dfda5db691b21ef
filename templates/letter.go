package templates

import (
	"fmt"
	"html/template"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	text "text/template"
)

// A letter is one file letters/<context>/<name>.txt with the blocks "subject"
// and "text". The page that mail programs prefer is made from the text: an
// empty line parts paragraphs, "# " begins a heading, "- " an item, and a line
// that is an address alone becomes a button, named by the line before it when
// that ends in a colon.

// Letter writes a letter in the language of lang. data is what it mentions,
// as a rule the Fields of a domain letter; a field it lacks is an error.
func (ps *Pages) Letter(lang, name string, data any) (subject, plain, html string, err error) {
	l := In(lang)
	t, err := parsedLetter(l, name)
	if err != nil {
		return "", "", "", err
	}
	var s, p, h strings.Builder
	for block, to := range map[string]*strings.Builder{"subject": &s, "text": &p} {
		if err := t.ExecuteTemplate(to, block, data); err != nil {
			return "", "", "", fmt.Errorf("templates: letter %s in %s: %w", name, lang, err)
		}
	}
	subject, plain = strings.Join(strings.Fields(s.String()), " "), tidy(p.String())
	err = envelope().Execute(&h, sheet{Lang: l.Lang, Subject: subject, Parts: paragraphs(plain)})
	return subject, headingMark.ReplaceAllString(plain, ""), h.String(), err
}

// LetterNames is the name of every letter.
func LetterNames() []string {
	found, _ := fs.Glob(files, "letters/*/*.txt")
	for i, f := range found {
		found[i] = strings.TrimSuffix(strings.TrimPrefix(f, "letters/"), ".txt")
	}
	return found
}

var letters sync.Map // locale and name to *text.Template

func parsedLetter(l *Locale, name string) (*text.Template, error) {
	if t, ok := letters.Load(l.Tag + " " + name); ok {
		return t.(*text.Template), nil
	}
	t, err := parseLetter(l, name)
	if err == nil {
		letters.Store(l.Tag+" "+name, t)
	}
	return t, err
}

func parseLetter(l *Locale, name string) (*text.Template, error) {
	t, err := text.New("").Funcs(sentenceFuncs(l)).Option("missingkey=error").ParseFS(files, "letters/"+name+".txt")
	if err != nil {
		return nil, fmt.Errorf("templates: letter %s: %w", name, err)
	}
	return t, nil
}

var envelope = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("layout.html").ParseFS(files, "letters/layout.html"))
})

var headingMark = regexp.MustCompile(`(?m)^# `)

var gap = regexp.MustCompile(`\n{3,}`)

// tidy leaves one empty line between paragraphs and none at the ends.
func tidy(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.TrimSpace(gap.ReplaceAllString(strings.Join(lines, "\n"), "\n\n")) + "\n"
}

// A sheet is a letter as a page.
type sheet struct {
	Lang, Subject string
	Parts         []paragraph
}

// A paragraph is a heading with lines under it, a button, a list, or lines.
type paragraph struct {
	Heading string
	Button  word
	Items   [][]word
	Lines   [][]word
}

// A word is text, or a link when it has an address.
type word struct{ Text, Href string }

var bareAddress = regexp.MustCompile(`https?://[^\s<>"]*[^\s<>".,;:!?)]`)

func paragraphs(plain string) []paragraph {
	var all []paragraph
	for _, block := range strings.Split(strings.TrimSpace(plain), "\n\n") {
		all = append(all, paragraphOf(strings.Split(block, "\n")))
	}
	return all
}

func paragraphOf(lines []string) paragraph {
	last := strings.TrimSpace(lines[len(lines)-1])
	name, named := strings.CutSuffix(lines[0], ":")
	switch {
	case strings.HasPrefix(lines[0], "# "):
		p := paragraph{Heading: lines[0][2:]}
		for _, line := range lines[1:] {
			p.Lines = append(p.Lines, linked(line))
		}
		return p
	case len(lines) == 2 && named && bareAddress.FindString(last) == last:
		return paragraph{Button: word{name, last}}
	case strings.HasPrefix(lines[0], "- "):
		var p paragraph
		for _, line := range lines {
			p.Items = append(p.Items, linked(strings.TrimPrefix(line, "- ")))
		}
		return p
	}
	var p paragraph
	for _, line := range lines {
		p.Lines = append(p.Lines, linked(line))
	}
	return p
}

// linked cuts a line into text and the addresses that stand in it.
func linked(line string) []word {
	var words []word
	from := 0
	for _, at := range bareAddress.FindAllStringIndex(line, -1) {
		words = append(words, word{Text: line[from:at[0]]}, word{line[at[0]:at[1]], line[at[0]:at[1]]})
		from = at[1]
	}
	return append(words, word{Text: line[from:]})
}
