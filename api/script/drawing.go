package script

import (
	"fmt"
	"strconv"
	"strings"

	"barnstorm/domain/script"
	"barnstorm/templates"
)

// How many letters fit into a box's line, and beside a way.
const (
	lineLetters = 25
	wayLetters  = 20
	manyLetters = 14 // where more than three ways leave a box
)

// drawingOf is the picture of a flow, with words in the reader's language.
func drawingOf(f script.Flow, lang string) templates.FlowDrawing {
	d := f.Draw()
	out := templates.FlowDrawing{Width: d.Width, Height: d.Height, BoxWidth: script.BoxWidth, BoxHeight: script.BoxHeight}
	for _, b := range d.Boxes {
		s := b.Step
		head := strconv.Itoa(b.Number) + "  " + templates.Word(lang, "script.kind."+string(s.Kind))
		box := templates.FlowBox{X: b.X, Y: b.Y, Number: b.Number, Kind: string(s.Kind), Talk: s.ID == f.Conversation, Lines: []string{cut(head, lineLetters+2)}}
		text := s.Say
		if text == "" {
			text = s.Do
		}
		box.Lines = append(box.Lines, wrapped(text, lineLetters, 2)...)
		out.Boxes = append(out.Boxes, box)
	}
	leaving := map[string]int{}
	for _, w := range d.Ways {
		leaving[w.From]++
	}
	for _, w := range d.Ways {
		letters := wayLetters
		if leaving[w.From] > 3 {
			letters = manyLetters
		}
		first, last := w.Points[0], w.Points[len(w.Points)-1]
		out.Ways = append(out.Ways, templates.FlowWay{
			Path: pathOf(w.Points), Label: saidOn(w, letters, lang), X: first.X, Y: first.Y + 16 + 15*w.Row, Ends: w.To == "", EX: last.X, EY: last.Y,
		})
	}
	return out
}

// pathOf is a line through points that leaves and reaches each upright.
func pathOf(points []script.Point) string {
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", points[0].X, points[0].Y)
	for i, p := range points[1:] {
		from := points[i]
		if from.X == p.X {
			fmt.Fprintf(&b, "V%d", p.Y)
			continue
		}
		half := (from.Y + p.Y) / 2
		fmt.Fprintf(&b, "C%d %d %d %d %d %d", from.X, half, p.X, half, p.X, p.Y)
	}
	return b.String()
}

// saidOn is what leads along a way: the answers, or the condition.
func saidOn(w script.Way, letters int, lang string) string {
	var all []string
	for _, e := range w.Exits {
		switch e.Kind {
		case script.ExitOption:
			all = append(all, e.Label)
		case script.ExitGroup:
			all = append(all, e.Group)
		case script.ExitElse:
			all = append(all, templates.Word(lang, "script.else"))
		case script.ExitCase:
			text := templates.Word(lang, "script.op."+string(e.When.Op), "field", e.When.Field, "value", strings.Join(e.When.Values, ", "))
			all = append(all, strings.TrimSuffix(text, ":"))
		}
	}
	if len(all) == 0 {
		return ""
	}
	if len(all) > 1 {
		return cut(all[0], letters-3) + " +" + strconv.Itoa(len(all)-1)
	}
	return cut(all[0], letters)
}

// wrapped is the beginning of a text in at most so many lines.
func wrapped(text string, letters, most int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > letters {
			if lines = append(lines, line); len(lines) == most {
				lines[most-1] = cut(line+" …", letters+2)
				return lines
			}
			line = ""
		}
		line = strings.TrimSpace(line + " " + cut(word, letters))
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// cut leaves at most so many letters of a text.
func cut(text string, letters int) string {
	if r := []rune(text); len(r) > letters {
		return strings.TrimSpace(string(r[:letters-1])) + "…"
	}
	return text
}
