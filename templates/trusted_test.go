package templates

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A value in an attribute that htmx and its like run as a script escapes the
// care of html/template, and our content policy forbids what a browser runs.
var runs = regexp.MustCompile(`(?i)\s(?:hx-on[^=]*|on[a-z]+|x-[a-z:.-]+|@[a-z:.-]+|style)\s*=|hx-vals\s*=\s*["']js:`)

func TestNoTemplateCarriesScriptOrStyle(t *testing.T) {
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" || strings.HasPrefix(path, "letters/") {
			return err
		}
		b, _ := files.ReadFile(path)
		if m := runs.FindString(string(b)); m != "" {
			t.Errorf("%s carries %q", path, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !runs.MatchString(`<p hx-on::click="{{.}}">`) || !runs.MatchString(`<p @click="x">`) || runs.MatchString(`<p hx-post="/x">`) {
		t.Error("the test does not see what it is for")
	}
}

func TestOnlyOneFileMakesMarkup(t *testing.T) {
	trusted := regexp.MustCompile(`template\.(HTML|HTMLAttr|JS|JSStr|URL|CSS|Srcset)\b`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "trusted.go" {
			return err
		}
		b, err := os.ReadFile(path)
		if m := trusted.Find(b); m != nil {
			t.Errorf("%s trusts a text as %s", path, m)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRichEscapesWhatItIsGiven(t *testing.T) {
	words := In("en")
	const evil = `"><img src=x onerror=alert(1)>**b**[x](javascript:1)`
	got := string(words.rich("layout.promise", "site", evil))
	if strings.Contains(got, "<img") || strings.Contains(got, "<a ") || strings.Contains(got, "<strong") {
		t.Error(got)
	}
}

func TestLinksLeadToTheWebOrToUs(t *testing.T) {
	for href, want := range map[string]string{
		"https://a.example/x": "https://a.example/x", "mailto:a@b.example": "mailto:a@b.example", "tel:+44": "tel:+44",
		"/events?a=b:c": "/events?a=b:c", "#main": "#main",
		"javascript:alert(1)": "#", "data:text/html,x": "#", "\tjavascript:1": "#", "JaVaScRiPt:1": "#", "vbscript:1": "#",
	} {
		if got := address(href); got != want {
			t.Errorf("%q: %q, want %q", href, got, want)
		}
	}
}

func TestHeadlinesAreAsLoudAsTheyFit(t *testing.T) {
	for title, want := range map[string]string{
		"£10 a month": "shout", "10 € τον μήνα": "shout wide", "Unseat Keighley and Ilkley": "", "Where am I missing?": "",
		"Haustür\u00adgespräche in Reckling\u00adhausen": "long", "Haustürgespräche": "long",
	} {
		if got := shout(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestLongWordsComeApartWhereTheyShould(t *testing.T) {
	for title, want := range map[string]string{
		"Haustürgespräche in Nürnberg": "Haustür\u00adgespräche in Nürnberg", "Unseat Peterborough": "Unseat Peterborough",
		"Telefonabend": "Telefon\u00adabend", "Haustür\u00adgespräche": "Haustür\u00adgespräche", "Weihnachtsfeierlichkeit": "Weihnachts\u00adfeierlichkeit",
		"Deux jours à Lyon : l’école !": "Deux jours à Lyon\u00a0: l’école\u00a0!",
	} {
		if got := soft(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestAStepIsKnownByItsFirstWords(t *testing.T) {
	for say, want := range map[string]string{
		"What makes that the right spot for you?": "What makes that the right spot for you?", "Hi, is it neighbour? I live round here.": "Hi, is it neighbour?", "": "",
		"We have covered a lot and from zero everyone for themselves to ten all together where": "We have covered a lot and from zero everyone for themselves…",
	} {
		if got := brief(say); got != want {
			t.Errorf("%q: %q, want %q", say, got, want)
		}
	}
}
