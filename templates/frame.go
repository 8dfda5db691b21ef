package templates

import "strings"

// A Frame is what the layout around a page needs to know. Every page struct
// embeds one.
type Frame struct {
	Lang        string    // the language of the page, as in Langs
	Prefix      string    // "/de" when the address names the language, else empty: links on the page keep it
	Path        string    // the path of the page without the prefix, for the links to other languages
	Title       string    // what a browser's tab and a search engine show
	Description string    // one sentence for search engines and previews
	Site        string    // the name on the masthead: that of the group
	Brand       string    // the address of the group's own colours, empty for ours
	Person      string    // who is signed in, as they write their name; empty for nobody
	CSRF        string    // the token that every form of a signed-in person carries
	Nav         []NavItem // the masthead, for everybody
	Rooms       []NavItem // the second row, for those who organise
	Strips      []Strip   // what is true of the whole page: a sandbox, no signal
	Told        bool      // Plays has said whether money moves here
	Canonical   string    // the whole URL that search engines should keep, empty for none
	Image       string    // the whole URL of a picture for previews, empty for none
	Robots      bool      // whether search engines may list the page
}

// A NavItem is one link of the navigation.
type NavItem struct {
	Href, Text string
	Current    bool // the page itself, or the room it lies in
}

// A Strip is the inverted line above a page that says a state of the whole of
// it. Kind is a word such as "demo", "sandbox" or "restored".
type Strip struct {
	Kind, Text string
}

// Framed is every page struct.
type Framed interface{ Head() *Frame }

// Head is the frame itself, to be filled in by whoever answers.
func (f *Frame) Head() *Frame { return f }

// To is the address of a path of ours in the language of the page.
func (f *Frame) To(path string) string { return f.Prefix + path }

// In is the address of this page in another language.
func (f *Frame) In(lang string) string { return "/" + lang + f.Path }

// Wear dresses the page in the name and the colour ("#rrggbb", or empty for
// ours) of the group whose page it is.
func (f *Frame) Wear(name, colour string) {
	f.Site, f.Brand = name, ""
	if colour != "" {
		f.Brand = "/brand/" + strings.ToLower(strings.TrimPrefix(colour, "#")) + ".css"
	}
}

// Plays says whether the one legal entity that the page is about plays, so that
// no money moves.
func (f *Frame) Plays(lang string, sandbox bool) {
	f.Told = true
	if sandbox {
		f.Strips = append(f.Strips, Strip{Kind: "sandbox", Text: Word(lang, "giving.sandbox")})
	}
}

// Langs is the languages again, for the layout.
func (f *Frame) Langs() []Lang { return Langs }

// OGLocale is the language as the Open Graph protocol writes it, "en_GB".
func (f *Frame) OGLocale() string {
	country := map[string]string{"en": "GB", "el": "GR"}[f.Lang]
	if country == "" {
		country = strings.ToUpper(f.Lang)
	}
	return f.Lang + "_" + country
}
