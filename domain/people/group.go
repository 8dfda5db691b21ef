package people

import (
	"context"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// A Group is a network, a nation, a region or a local group. Groups form a
// tree; roles count in a group and in every group below it.
type Group struct {
	ID       domain.GroupID
	Parent   domain.GroupID // empty at the top
	Lineage  string         // ids from the top down to this one, each followed by a slash
	Name     string
	Slug     string
	About    string
	Country  string // ISO 3166-1 alpha-2
	Currency string // ISO 4217, of those in which money is taken
	Zone     string // IANA name
	Locale   string // language, such as "de"
	Entity   domain.EntityID
	Colour   string // "#rrggbb", empty for the house colour
	At       domain.Point
	Made     time.Time
}

// An Entity is the legal entity that receives a group's money.
type Entity struct {
	ID      domain.EntityID
	Name    string
	Country string
	Kind    string // the kind of recipient that a law pack knows
	Address string // for the imprint
	Sandbox bool   // no money moves
	Made    time.Time
}

// Groups remembers groups and legal entities.
type Groups interface {
	// Group returns a group, or refuses with NotFound.
	Group(ctx context.Context, id domain.GroupID) (Group, error)
	// GroupCalled returns the group with a slug, or refuses with NotFound.
	GroupCalled(ctx context.Context, slug string) (Group, error)
	// TopGroup returns the group above all others, or refuses with NotFound
	// on an empty database.
	TopGroup(ctx context.Context) (Group, error)
	// GroupsIn lists groups: those of a country, or all when it is empty.
	GroupsIn(ctx context.Context, country string) ([]Group, error)
	// PutGroup keeps a group in place of an earlier version.
	PutGroup(ctx context.Context, g Group) error
	// Played counts those of some groups whose legal entity plays, and those for
	// which money moves.
	Played(ctx context.Context, in []domain.GroupID) (played, real int, err error)
	// Entity returns a legal entity, or refuses with NotFound.
	Entity(ctx context.Context, id domain.EntityID) (Entity, error)
	// PutEntity keeps a legal entity.
	PutEntity(ctx context.Context, e Entity) error
	// House reads a setting of the whole installation; empty when not set.
	House(ctx context.Context, name string) (string, error)
	// SetHouse keeps a setting of the whole installation.
	SetHouse(ctx context.Context, name, value string) error
}

// A GroupInput is what somebody sends to make a group below another.
type GroupInput struct {
	ID       string  `json:"id"` // made by the sender
	Name     string  `json:"name"`
	About    string  `json:"about"`
	Country  string  `json:"country"`
	Currency string  `json:"currency"`
	Zone     string  `json:"zone"`
	Locale   string  `json:"locale"`
	Colour   string  `json:"colour"`
	Lat      float64 `json:"lat"`
	Lon      float64 `json:"lon"`
}

// wrong checks what was sent; the currency of a group that is there stays as it
// is kept.
func (in GroupInput) wrong(kept string) error {
	w := domain.Wrong{}
	checkName(w, "name", in.Name)
	checkSetting(w, in.Country, in.Zone, in.Locale)
	w.Check(domain.IsCurrency(in.Currency) || kept != "" && in.Currency == kept, "currency", "pick-one")
	w.Check(len(in.About) <= MaxAbout, "about", "too-long")
	w.Check(in.Colour == "" || isColour(in.Colour), "colour", "not-a-colour")
	at := domain.Point{Lat: in.Lat, Lon: in.Lon}
	w.Check(at == domain.Point{} || at.Valid(), "lat", "not-a-place")
	return w.Err()
}

// MaxAbout is the longest text of a group about itself, in bytes.
const MaxAbout = 2000

func isColour(s string) bool {
	return len(s) == 7 && s[0] == '#' && strings.Trim(s[1:], "0123456789abcdefABCDEF") == ""
}

// Found makes a group below parent, which passes on its legal entity. Asking
// again with the same id changes nothing.
func (s *Service) Found(ctx context.Context, who domain.Actor, parent domain.GroupID, in GroupInput) (Group, error) {
	id, ok := domain.ParseID[domain.GroupID](in.ID)
	if !ok {
		return Group{}, domain.Refuse(domain.Invalid, "no-id")
	}
	if err := in.wrong(""); err != nil {
		return Group{}, err
	}
	var g Group
	err := s.Atomically(ctx, func(tx Store) error {
		above, err := tx.Group(ctx, parent)
		if err != nil {
			return err
		}
		if err := who.Must(domain.RunGroups, parent); err != nil {
			return err
		}
		g = Group{
			ID: id, Parent: parent, Lineage: above.Lineage + string(id) + "/", Name: strings.TrimSpace(in.Name),
			Slug: domain.Slug(in.Name), About: in.About, Country: in.Country, Currency: in.Currency, Zone: in.Zone,
			Locale: in.Locale, Entity: above.Entity, Colour: strings.ToLower(in.Colour),
			At: domain.Point{Lat: in.Lat, Lon: in.Lon}, Made: s.Clock.Now(),
		}
		return s.keepNew(ctx, tx, who, &g)
	})
	return g, err
}

// ChangeGroup changes what a group says of itself. Its country and currency
// stay, because money has been taken and promised in them.
func (s *Service) ChangeGroup(ctx context.Context, who domain.Actor, id domain.GroupID, in GroupInput) (Group, error) {
	var g Group
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if g, err = tx.Group(ctx, id); err != nil {
			return err
		}
		if err := who.Must(domain.RunGroups, id); err != nil {
			return err
		}
		in.Country, in.Currency = g.Country, g.Currency
		if err := in.wrong(g.Currency); err != nil {
			return err
		}
		g.Name, g.About, g.Zone, g.Locale, g.Colour = strings.TrimSpace(in.Name), in.About, in.Zone, in.Locale, strings.ToLower(in.Colour)
		g.At = domain.Point{Lat: in.Lat, Lon: in.Lon}
		if err := tx.PutGroup(ctx, g); err != nil {
			return err
		}
		return s.record(ctx, tx, who, id, "change a group", string(id), "")
	})
	return g, err
}

func (s *Service) keepNew(ctx context.Context, tx Store, who domain.Actor, g *Group) error {
	switch old, err := tx.Group(ctx, g.ID); {
	case err == nil:
		*g = old
		return nil
	case !domain.Is(err, domain.NotFound):
		return err
	}
	switch _, err := tx.GroupCalled(ctx, g.Slug); {
	case err == nil:
		g.Slug += "-" + string(g.ID[len(g.ID)-6:])
	case !domain.Is(err, domain.NotFound):
		return err
	}
	if err := tx.PutGroup(ctx, *g); err != nil {
		return err
	}
	return s.record(ctx, tx, who, g.ID, "found a group", string(g.ID), "")
}

func (s *Service) record(ctx context.Context, tx Store, who domain.Actor, g domain.GroupID, act, object, detail string) error {
	now := s.Clock.Now()
	return tx.Record(ctx, Deed{ID: domain.NewID[string](now), At: now, Person: who.Person, Group: g, Act: act, Object: object, Detail: detail})
}

func checkName(w domain.Wrong, field, name string) {
	name = strings.TrimSpace(name)
	w.Check(name != "", field, "needed")
	w.Check(len([]rune(name)) <= MaxName && !strings.ContainsFunc(name, unicode.IsControl), field, "too-long")
}

// Languages is every language that Barnstorm speaks.
var Languages = []string{"en", "de", "es", "el", "fr"}

func checkSetting(w domain.Wrong, country, zone, locale string) {
	w.Check(isUpper(country, 2), "country", "pick-one")
	_, err := time.LoadLocation(zone)
	w.Check(err == nil && zone != "" && zone != "Local", "zone", "no-such-zone")
	known := false
	for _, l := range Languages {
		known = known || l == locale
	}
	w.Check(known, "locale", "pick-one")
}

func isUpper(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// Settings of the whole installation that every page tells of.
const (
	Demo     = "demo"     // its people are made up, and so is everything else
	Restored = "restored" // a copy, which sends and charges nothing until somebody confirms
)
