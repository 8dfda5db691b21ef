// Package lawpack is what the law asks of whoever receives gifts, as dated
// data: a pack for each legal form of a recipient in each country, and the
// pure functions that hold a gift to it. A rule says where it comes from and
// when somebody last read it there, and a rule that is out of date says so.
// None of it is legal advice. FORMAT.md beside this file describes the files.
package lawpack

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A Pack is the rules on gifts for one legal form in one country.
type Pack struct {
	ID        string // such as "gb-association"
	Country   string // ISO 3166-1 alpha-2
	Recipient string // the legal form, such as "association"
	Currency  string // ISO 4217, of every amount in it
	Zone      *time.Location
	Rules     []Rule // by name, then by when they came into force
}

// What a rule is about.
const (
	Ignore    = "ignore"    // up to Sum nothing is asked and nobody checked
	Donor     = "donor"     // above Sum only some may give
	Ask       = "ask"       // above Sum these things have to be known
	Record    = "record"    // above Sum name and address are kept
	Report    = "report"    // above Sum it is reported
	Limit     = "limit"     // more than Sum may not be taken
	Cash      = "cash"      // more than Sum may not be taken in cash
	Anonymous = "anonymous" // more than Sum may not be taken from somebody unnamed
	Decide    = "decide"    // days to check the donor, and to keep a gift or return it
	PassOn    = "pass-on"   // days until it has to be with the treasurer
	Dues      = "dues"      // membership dues count as gifts
	Duty      = "duty"      // what the recipient has to do besides
	Taxed     = "tax"       // what a receipt says of taxes
)

// Over what a sum is made up before it is held to a rule.
const (
	OfGift     = "gift"
	OfSitting  = "sitting"  // what the same donor gave within a day, however it was split
	OfYear     = "year"     // of the calendar, by the clock of the pack
	OfElection = "election" // since the election before; over the year where its day is not known
	OfCycle    = "cycle"    // since the general election before; over the year where none is known
)

// A Rule is one sentence of the law while it is in force. Days are written
// 2026-12-31 and mean the clock of the pack.
type Rule struct {
	ID      string // what it is called; its versions share it
	Says    string
	Sum     int64 // minor units
	Reached bool  // it counts from Sum on, not only above it
	Of      string
	Further int64    // once reported, every further so much is again; 0 is every gift
	Asks    []string // items of Items
	Donors  []string // of what kinds a donor may be; empty is any
	Look    bool     // somebody has to see for themselves whether the donor may
	Days    int      // the first day is the day of receipt
	Every   string   // "quarter", "year" or "" for at once: when it is reported
	Tax     string   // what a receipt says of taxes: one of Taxes
	From    string
	Until   string // the last day; empty while no end is known
	Note    string // what a person should know of it
	Source  string
	Checked string // when somebody read it at its source; empty is never
	Again   string // when it has to be read again
}

// in reports whether the rule is in force on a day.
func (r Rule) in(day string) bool { return r.From <= day && (r.Until == "" || day <= r.Until) }

// Why a rule is not to be relied on.
const (
	Ended      = "ended"       // its last day is over, and what came after it is not known here
	NotChecked = "not-checked" // nobody has read it at its source
	CheckAgain = "check-again" // it was read too long ago
)

// A Held is a rule as it stands on a day.
type Held struct {
	Rule
	Stale string // empty, or why it is not to be relied on
}

// Day is the calendar day of a moment by the clock of the pack.
func (p *Pack) Day(at time.Time) string { return at.In(p.Zone).Format(time.DateOnly) }

// Year is the calendar year of a moment by the clock of the pack.
func (p *Pack) Year(at time.Time) string { return at.In(p.Zone).Format("2006") }

// InForce is the rules on the day of a moment. Of a rule whose last version
// has ended that version goes on to count, and says that it has ended: the
// older figure is the safer one, as limits of this kind only rise.
func (p *Pack) InForce(at time.Time) []Held {
	day := p.Day(at)
	last := map[string]Held{}
	var order []string
	for _, r := range p.Rules {
		if r.From > day {
			continue
		}
		if _, seen := last[r.ID]; !seen {
			order = append(order, r.ID)
		}
		last[r.ID] = Held{r, stale(r, day)}
	}
	held := make([]Held, len(order))
	for i, id := range order {
		held[i] = last[id]
	}
	return held
}

func stale(r Rule, day string) string {
	switch {
	case !r.in(day):
		return Ended
	case r.Checked == "":
		return NotChecked
	case r.Again < day:
		return CheckAgain
	}
	return ""
}

// Stale is the rules that are not to be relied on on the day of a moment.
func (p *Pack) Stale(at time.Time) (out []Held) {
	for _, h := range p.InForce(at) {
		if h.Stale != "" {
			out = append(out, h)
		}
	}
	return out
}

// Tax is what a receipt says of taxes on the day of a moment: one of Taxes, and
// empty where the pack says nothing.
func (p *Pack) Tax(at time.Time) string {
	for _, h := range p.InForce(at) {
		if h.Says == Taxed {
			return h.Tax
		}
	}
	return ""
}

// Deadline is the moment at which so many days end, the day of at being the
// first of them: midnight after the last day, by the clock of the pack.
func (p *Pack) Deadline(at time.Time, days int) time.Time {
	y, m, d := at.In(p.Zone).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, p.Zone).UTC()
}

// For finds the pack of a recipient: its country and its legal form, however
// written. False where there is none, and then nobody knows what the law asks.
func For(country, recipient string) (*Pack, bool) {
	form := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(recipient)), " ", "-")
	if form == "members-association" {
		form = "association"
	}
	i := slices.IndexFunc(all, func(p *Pack) bool { return p.Country == strings.ToUpper(country) && p.Recipient == form })
	if i < 0 {
		return nil, false
	}
	return all[i], true
}

// In is a moment by the clock of the pack called id, for people to read; by
// UTC where there is no such pack.
func In(id string, at time.Time) time.Time {
	i := slices.IndexFunc(all, func(p *Pack) bool { return p.ID == id })
	if i < 0 || at.IsZero() {
		return at
	}
	return at.In(all[i].Zone)
}

// All is every pack, by country and legal form.
func All() []*Pack { return slices.Clone(all) }

func byCountry(a, b *Pack) int {
	return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.Recipient, b.Recipient))
}
