package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"barnstorm/domain"
	"barnstorm/templates"
)

// Says is an error in words, for a terminal: a refusal by its sentence, and under it each
// field or line with what is wrong there.
func Says(err error) string {
	refusal, ok := domain.AsError(err)
	if !ok {
		return err.Error()
	}
	lines := []string{templates.Word("en", "refusal."+refusal.Code, refusal.Args)}
	if file, ok := refusal.Args["file"].(string); ok {
		lines[0] = file + ": " + lines[0]
	}
	fields := refusal.Fields
	if len(refusal.Lines) > 0 {
		fields = nil // which point to these
	}
	where := slices.SortedFunc(maps.Keys(fields), func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	for _, field := range where {
		lines = append(lines, "  "+field+": "+templates.Wrong("en", fields[field], nil))
	}
	for _, l := range refusal.Lines {
		lines = append(lines, fmt.Sprintf("  line %d: %s", l.Line, templates.Word("en", "fault."+l.Code, "about", l.About)))
	}
	return strings.Join(lines, "\n")
}
