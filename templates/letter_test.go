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
