package templates

import (
	"strings"
	"testing"
)

// The papers of the two schemes: tokens.css.
var paperLight, paperDark = lch{0.99, 0.002, 1.85}.hex(), lch{0.16, 0.006, 4.71}.hex()

// contrast is the contrast ratio of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(s string) float64 {
		c, ok := parseColour(s)
		if !ok {
			t.Fatalf("%q is no colour", s)
		}
		rgb := c.linear()
		return 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryGroupCanBeRead(t *testing.T) {
	for name, colour := range map[string]string{"ours": "#c4000f", "yellow": "#ffd500", "orange": "#ff7a00", "green": "#00843d", "light green": "#7ac143",
		"teal": "#008080", "blue": "#0057b8", "violet": "#6a1b9a", "pink": "#e6007e", "black": "#000", "white": "#fff", "red": "#ff0000", "grey": "#808080"} {
		b, ok := BrandOf(colour)
		if !ok {
			t.Fatalf("%s is no colour", colour)
		}
		for _, pair := range []struct{ what, a, b string }{
			{"type on the field", b.Ink, b.Field}, {"type of the colour on light paper", b.Text, paperLight},
			{"type of the colour on dark paper", b.TextDark, paperDark}, {"ink on the wash", "#14151a", b.Wash}, {"ink on the dark wash", "#f1f0ed", b.WashDark},
		} {
			if c := contrast(t, pair.a, pair.b); c < 4.5 {
				t.Errorf("%s: %s has a contrast of %.2f: %s on %s", name, pair.what, c, pair.a, pair.b)
			}
		}
	}
}

func TestAColourComesBackAsItWas(t *testing.T) {
	for _, colour := range []string{"#000000", "#ffffff", "#c4000f", "#ffd500", "#0057b8", "#123456"} {
		c, ok := parseColour(colour)
		if got := c.hex(); !ok || got != colour {
			t.Errorf("%s: %s", colour, got)
		}
	}
	for _, colour := range []string{"", "red", "#12345", "#12345g", "#1234567", `#fff;}`, "url(x)"} {
		if _, ok := BrandOf(colour); ok {
			t.Errorf("%q is a colour", colour)
		}
	}
}

func TestTheBrandSheetSetsTheTokens(t *testing.T) {
	b, _ := BrandOf("#ffd500")
	css := b.Stylesheet()
	for _, want := range []string{"--group: #ffd500;", "--map-need: #", "--brand: #ffd500;", "--brand-ink: #", "prefers-color-scheme: dark"} {
		if !strings.Contains(css, want) {
			t.Errorf("no %q in %s", want, css)
		}
	}
}
