package templates

import (
	"strings"
	"testing"
)

func TestALetterBecomesAPage(t *testing.T) {
	var b strings.Builder
	text := "Hello <b>,\n\n# The hall\nNorth Street\nKeighley\n\nYour place:\nhttps://example.org/rsvp/t?a=1&b=2\n\n- one\n- see https://example.org/x.\n"
	if err := envelope().Execute(&b, sheet{Lang: "en", Subject: "S", Parts: paragraphs(text)}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Hello &lt;b&gt;,", "<h2>The hall</h2>", "<p>North Street<br>Keighley</p>",
		`<a class="button" href="https://example.org/rsvp/t?a=1&amp;b=2">Your place</a>`, `<li>see <a href="https://example.org/x">https://example.org/x</a>.</li>`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
}

// The dates of a series have one title: what is called off is named with its day,
// hour and place, in every language.
func TestWhatIsCalledOffIsNamed(t *testing.T) {
	ps := New(nil)
	for _, l := range Langs {
		subject, plain, _, err := ps.Letter(l.Code, "event/called-off", deskFields)
		if err != nil {
			t.Fatal(err)
		}
		blanks := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
		if day := blanks.Replace(In(l.Code).DayMonth(deskStarts)); !strings.Contains(blanks.Replace(subject), day) {
			t.Errorf("%s: no %s in %s", l.Code, day, subject)
		}
		for _, part := range []string{"10", "13", "Civic Hall", "North Street", "BD21 3RN"} {
			if !strings.Contains(blanks.Replace(plain), part) {
				t.Errorf("%s: no %s in\n%s", l.Code, part, plain)
			}
		}
	}
}
