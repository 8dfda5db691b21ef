package lawpack

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"time"
	_ "time/tzdata" // a machine without zones still knows where a year ends

	"gopkg.in/yaml.v3"

	"barnstorm/domain"
)

//go:embed packs/*.yaml
var files embed.FS

// all is the packs of this program. One that cannot be read is a fault of ours
// that no release may have: the program does not start with it.
var all = func() []*Pack {
	packs, err := load(files)
	if err != nil {
		panic(err)
	}
	return packs
}()

// Items is what a donor may be asked, in the order in which it is asked. True
// is a statement to tick, false is a line to fill in.
var Items = []Item{
	{"elector", true}, {"citizen-us", true}, {"no-contractor", true}, {"citizen-ca", true}, {"citizen-gr", true}, {"no-media", true}, {"citizen-eu", true},
	{"address", false}, {"occupation", false}, {"employer", false},
}

// An Item is one thing that a donor may be asked.
type Item struct {
	Name string
	Tick bool
}

func sorted(names []string) (out []string) {
	for _, i := range Items {
		if slices.Contains(names, i.Name) {
			out = append(out, i.Name)
		}
	}
	return out
}

// told reports whether a donor has answered what was asked.
func told(answers map[string]string, item string) bool { return answers[item] != "" }

// Taxes is what a receipt may say of taxes: that the gift is none to a charity,
// that it is not deductible, or that the official receipt is another.
var Taxes = []string{"no-charity", "not-deductible", "receipt-apart"}

// packFile and ruleFile are a file as it is written.
type packFile struct {
	Pack, Country, Recipient, Currency, Zone string
	Rules                                    []ruleFile
}

type ruleFile struct {
	Rule, Says, Over, At, Of, Further, From, Until, Every, Note, Source, Checked, Again, Tax string
	Ask, Donors                                                                              []string
	Days                                                                                     int
	Look                                                                                     bool
}

func load(dir fs.FS) ([]*Pack, error) {
	names, err := fs.Glob(dir, "packs/*.yaml")
	if err != nil {
		return nil, err
	}
	packs := make([]*Pack, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err == nil {
			packs[i], err = Read(text)
		}
		if err != nil {
			return nil, fmt.Errorf("lawpack: %s: %w", name, err)
		}
	}
	slices.SortFunc(packs, byCountry)
	return packs, nil
}

// Read reads one file, and is an error where it says anything that a pack
// cannot say.
func Read(text []byte) (*Pack, error) {
	var f packFile
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(f.Zone)
	if err != nil || f.Zone == "" {
		return nil, fmt.Errorf("zone %q is not one", f.Zone)
	}
	p := &Pack{ID: f.Pack, Country: f.Country, Recipient: f.Recipient, Currency: f.Currency, Zone: zone}
	if len(p.Country) != 2 || len(p.Currency) != 3 || p.Recipient == "" || p.ID == "" || len(f.Rules) == 0 {
		return nil, fmt.Errorf("pack %q does not say whose it is", f.Pack)
	}
	for _, r := range f.Rules {
		rule, err := r.rule(p.Currency)
		if err != nil {
			return nil, fmt.Errorf("rule %q: %w", r.Rule, err)
		}
		p.Rules = append(p.Rules, rule)
	}
	return p, p.check()
}

// rule reads what one rule says.
func (f ruleFile) rule(currency string) (Rule, error) {
	r := Rule{
		ID: f.Rule, Says: f.Says, Of: f.Of, Asks: f.Ask, Donors: f.Donors, Days: f.Days, Look: f.Look, Every: f.Every,
		From: f.From, Until: f.Until, Note: f.Note, Source: f.Source, Checked: f.Checked, Again: f.Again, Tax: f.Tax, Reached: f.At != "",
	}
	for _, m := range []struct {
		text string
		to   *int64
	}{{f.Over + f.At, &r.Sum}, {f.Further, &r.Further}} {
		if m.text == "" {
			continue
		}
		sum, ok := domain.ParseMoney(m.text, currency)
		if !ok {
			return r, fmt.Errorf("%q is no amount", m.text)
		}
		*m.to = sum.Minor
	}
	if r.Of == "" {
		r.Of = OfGift
	}
	if f.Over != "" && f.At != "" {
		return r, fmt.Errorf("it cannot be both over %s and from %s on", f.Over, f.At)
	}
	return r, r.check()
}

// known is the words that a rule may use.
var known = struct{ says, of, every, donors []string }{
	[]string{Ignore, Donor, Ask, Record, Report, Limit, Cash, Anonymous, Decide, PassOn, Dues, Duty, Taxed},
	[]string{OfGift, OfSitting, OfYear, OfElection, OfCycle},
	[]string{"", "quarter", "year"},
	[]string{"person", "company", "union", "association", "party", "public"},
}

func (r Rule) check() error {
	for _, word := range []struct {
		word string
		of   []string
	}{{r.Says, known.says}, {r.Of, known.of}, {r.Every, known.every}} {
		if !slices.Contains(word.of, word.word) {
			return fmt.Errorf("%q is not a word of packs", word.word)
		}
	}
	for _, kind := range r.Donors {
		if !slices.Contains(known.donors, kind) {
			return fmt.Errorf("%q is no kind of donor", kind)
		}
	}
	if len(sorted(r.Asks)) != len(r.Asks) {
		return fmt.Errorf("it asks %q, and not all of that can be asked", r.Asks)
	}
	for _, day := range []string{r.From, r.Until, r.Checked, r.Again} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return fmt.Errorf("%q is no day", day)
		}
	}
	switch {
	case r.ID == "" || r.From == "" || r.Source == "":
		return fmt.Errorf("it needs a name, a first day and a source")
	case r.Checked != "" && r.Again == "":
		return fmt.Errorf("it was checked, and does not say when to check it again")
	case (r.Says == Taxed) != slices.Contains(Taxes, r.Tax):
		return fmt.Errorf("%q is nothing that a receipt says of taxes", r.Tax)
	case r.Until != "" && r.Until < r.From:
		return fmt.Errorf("it ends before it begins")
	}
	return nil
}

// check holds that no two versions of a rule are in force at once, and that
// they stand in the order of time.
func (p *Pack) check() error {
	last := map[string]Rule{}
	for _, r := range p.Rules {
		if old, seen := last[r.ID]; seen && (old.Until == "" || old.Until >= r.From) {
			return fmt.Errorf("rule %q of %s is not over when the next one begins", r.ID, old.From)
		}
		last[r.ID] = r
	}
	return nil
}
