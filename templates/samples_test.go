package templates

import (
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"
)

// samples holds what each page is tried with. A page without a sample fails
// the test below. Each context adds its own in <context>_samples_test.go:
//
//	var _ = sample("event/show", &EventShow{…}, &EventShow{…})
var samples = map[string][]any{}

func sample(page string, data ...any) bool {
	samples[page] = append(samples[page], data...)
	return true
}

// letterSamples is the same for letters.
var letterSamples = map[string][]any{}

func sampleLetter(name string, data ...any) bool {
	letterSamples[name] = append(letterSamples[name], data...)
	return true
}

// sampleFrame is a frame with everything in it.
func sampleFrame() Frame {
	return Frame{Lang: "en", Path: "/events", Title: "Unseat Keighley and Ilkley", Description: "Sixty of us, one town, one day.",
		Site: "Aire Valley Together", Brand: "/brand/aire.css", Person: "Samira Okafor-Lindqvist", CSRF: "token",
		Nav: []NavItem{{"/events", "Events", true}}, Rooms: []NavItem{{"/organise", "Today", false}},
		Strips: []Strip{{"demo", "Demonstration"}}, Canonical: "https://example.org/events", Robots: true}
}

// sampleForm is a form that came back with fields wrong.
func sampleForm(wrong ...string) Form {
	f := Form{Raw: url.Values{}, Wrong: map[string]string{}}
	for _, name := range wrong {
		f.Raw.Set(name, "as it was typed")
		f.Wrong[name] = "invalid-input"
	}
	return f
}

var _ = sample("error/refused",
	&Refused{Frame: sampleFrame(), Kind: "not-found"}, &Refused{Frame: sampleFrame(), Kind: "denied", Code: "not-your-role", Back: "/"},
	&Refused{Frame: sampleFrame(), Kind: "signed-out", Code: "sign-in-first"}, &Refused{Frame: sampleFrame(), Kind: "fault", ID: "7"},
	&Refused{Frame: sampleFrame(), Kind: "conflict"}, &Refused{Frame: sampleFrame(), Kind: "invalid"},
	&Refused{Frame: sampleFrame(), Kind: "busy", Again: "/events/x/rsvp", Fields: []Hidden{{"name", "Samira"}}}, &Refused{Frame: sampleFrame(), Kind: "too-many"})

func TestEveryPageRendersInEveryLanguage(t *testing.T) {
	pages := New(nil)
	for _, name := range Names() {
		if len(samples[name]) == 0 {
			t.Errorf("page %s has no sample: no test renders it", name)
		}
		for _, data := range samples[name] {
			for _, l := range Langs {
				if f, ok := data.(Framed); ok {
					f.Head().Lang = l.Code
				}
				var b bytes.Buffer
				if err := pages.Render(&b, l.Code, name, "", data); err != nil {
					t.Error(err)
				}
				wellFormed(t, name+" in "+l.Code, b.String())
			}
		}
	}
}

// wellFormed finds what a template gives away when something in it is wrong.
func wellFormed(t *testing.T, name, page string) {
	t.Helper()
	for _, sign := range []string{"<no value>", "%!", "ZgotmplZ", "error..", " style=", "onclick="} {
		if i := strings.Index(page, sign); i >= 0 {
			t.Errorf("%s: %q in …%s…", name, sign, page[max(0, i-80):min(len(page), i+80)])
		}
	}
}

func TestEveryLetterIsWrittenInEveryLanguage(t *testing.T) {
	pages := New(nil)
	for _, name := range LetterNames() {
		if len(letterSamples[name]) == 0 {
			t.Errorf("letter %s has no sample: no test writes it", name)
		}
		for _, data := range letterSamples[name] {
			for _, l := range Langs {
				subject, plain, html, err := pages.Letter(l.Code, name, data)
				if err != nil || subject == "" || len(plain) < 20 {
					t.Errorf("letter %s in %s: %q, %q, %v", name, l.Code, subject, plain, err)
				}
				wellFormed(t, "letter "+name, strings.ReplaceAll(plain+html, "<style>", ""))
			}
		}
	}
}

func TestEverythingParses(t *testing.T) {
	if err := New(nil).Check(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkFirstPage(b *testing.B) {
	for b.Loop() {
		data := &Refused{Frame: sampleFrame(), Kind: "not-found"}
		if err := New(nil).Render(io.Discard, "de", "error/refused", "", data); err != nil {
			b.Fatal(err)
		}
	}
}
