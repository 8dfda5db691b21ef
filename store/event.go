package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

var _ event.Store = (*Store)(nil)

// eventModel is a row of events.
type eventModel struct {
	ID           event.ID `gorm:"primaryKey"`
	GroupID      domain.GroupID
	Kind         event.Kind
	Slug         string
	Title        string
	About        string
	Starts       time.Time
	Ends         time.Time
	Zone         string
	Venue        string
	Street       string
	Town         string
	Postcode     string
	Country      string
	Area         string
	Lat          float64
	Lon          float64
	Seat         string
	Capacity     int
	Taken        int
	Held         int
	Waiting      int
	Parted       bool
	Reserved     int
	ReservedUsed int
	Public       bool
	Private      bool
	Called       bool
	Why          string
	ReleaseAt    *time.Time
	WasAt        *time.Time // when it was to start before it was put to another time
	SeriesID     *event.SeriesID
	Access       string
	AccessAsk    string
	Languages    string
	Room         int
	Shows        int
	Peak         int
	EntryChecked bool
	Responsible  string
	Doors        int
	Purpose      event.Purpose
	Density      event.Density
	Minutes      int
	Pairs        bool
	Remind       string // the plan, empty for the usual one
	Search       string // title and place, folded for searching
	Forgotten    event.Forgotten
	Version      int64
	ByID         *domain.PersonID
	Made         time.Time
	Changed      time.Time
}

func (eventModel) TableName() string { return "events" }

func (m eventModel) event() event.Event {
	return event.Event{
		ID: m.ID, Group: m.GroupID, Kind: m.Kind, Slug: m.Slug, Title: m.Title, About: m.About,
		Starts: m.Starts.UTC(), Ends: m.Ends.UTC(), Zone: m.Zone,
		Where: domain.Place{
			Name: m.Venue, Street: m.Street, Town: m.Town, Postcode: m.Postcode, Country: m.Country, Area: m.Area,
			At: domain.Point{Lat: m.Lat, Lon: m.Lon},
		},
		Seat: m.Seat, Capacity: m.Capacity, Taken: m.Taken, Held: m.Held, Waiting: m.Waiting, Parted: m.Parted, Reserved: m.Reserved, Used: m.ReservedUsed, Public: m.Public, Private: m.Private, Called: m.Called, Why: m.Why,
		Series: got(m.SeriesID), Details: event.Details{
			Access: event.Access(m.Access), AccessAsk: m.AccessAsk, Languages: m.Languages, Room: m.Room, Shows: m.Shows, Peak: m.Peak, EntryChecked: m.EntryChecked, Responsible: m.Responsible,
			Outing: event.Outing{Doors: m.Doors, Purpose: m.Purpose, Density: m.Density, Minutes: m.Minutes, Pairs: m.Pairs},
		},
		Release: when(m.ReleaseAt), Was: when(m.WasAt), Remind: remindersIn(m.Remind),
		Version: m.Version, By: got(m.ByID), Made: m.Made.UTC(), Changed: m.Changed.UTC(),
	}
}

func eventOf(e event.Event) eventModel {
	return eventModel{
		ID: e.ID, GroupID: e.Group, Kind: e.Kind, Slug: e.Slug, Title: e.Title, About: e.About,
		Starts: e.Starts.UTC(), Ends: e.Ends.UTC(), Zone: e.Zone,
		Venue: e.Where.Name, Street: e.Where.Street, Town: e.Where.Town, Postcode: e.Where.Postcode, Country: e.Where.Country,
		Area: e.Where.Area, Lat: e.Where.At.Lat, Lon: e.Where.At.Lon,
		Seat: e.Seat, Capacity: e.Capacity, Taken: e.Taken, Held: e.Held, Waiting: e.Waiting, Parted: e.Parted, Reserved: e.Reserved, ReservedUsed: e.Used, Public: e.Public, Private: e.Private, Called: e.Called, Why: e.Why,
		SeriesID: opt(e.Series), Access: string(e.Details.Access), AccessAsk: e.Details.AccessAsk, Languages: e.Details.Languages, Room: e.Details.Room,
		Shows: e.Details.Shows, Peak: e.Details.Peak, EntryChecked: e.Details.EntryChecked, Responsible: e.Details.Responsible,
		Doors: e.Details.Outing.Doors, Purpose: e.Details.Outing.Purpose, Density: e.Details.Outing.Density, Minutes: e.Details.Outing.Minutes, Pairs: e.Details.Outing.Pairs,
		ReleaseAt: maybe(e.Release), WasAt: maybe(e.Was), Remind: remindersText(e.Remind),
		Search: searchOf(e), Version: e.Version, ByID: opt(e.By), Made: e.Made.UTC(), Changed: e.Changed.UTC(),
	}
}

// searchOf is what an event is found by: a place that is not for everybody is
// not among it.
func searchOf(e event.Event) string {
	if e.Private {
		return fold(e.Title + " " + e.Where.Town)
	}
	return fold(e.Title + " " + e.Where.Name + " " + e.Where.Town + " " + e.Where.Postcode)
}

// fold writes text as it is searched: lower case and without marks, the same
// on both databases.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if r < 0x300 || r > 0x36f {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (s *Store) Event(ctx context.Context, id event.ID) (event.Event, error) {
	m, err := one[eventModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-event")
	return m.event(), err
}

func (s *Store) VersionOf(ctx context.Context, id event.ID) (int64, error) {
	var found []int64
	err := s.read.WithContext(ctx).Raw("select version from events where id = ?", id).Scan(&found).Error
	if err == nil && len(found) == 0 {
		err = domain.Refuse(domain.NotFound, "no-such-event")
	}
	return append(found, 0)[0], fault(err)
}

func (s *Store) EventCalled(ctx context.Context, slug string) (event.Event, error) {
	m, err := one[eventModel](s.read.WithContext(ctx).Where("slug = ?", slug), "no-such-event")
	return m.event(), err
}

func (s *Store) HoldEvent(ctx context.Context, id event.ID) (event.Event, error) {
	// SQLite has one writer at a time and no such clause; PostgreSQL locks the row.
	q := s.db.WithContext(ctx).Where("id = ?", id)
	if s.postgres {
		q = q.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	m, err := one[eventModel](q, "no-such-event")
	return m.event(), err
}

func (s *Store) AddEvent(ctx context.Context, e event.Event) (bool, error) {
	m := eventOf(e)
	return s.addOnce(ctx, &m)
}

func (s *Store) PutEvent(ctx context.Context, e event.Event) (bool, error) {
	m := eventOf(e)
	return did(s.db.WithContext(ctx).Model(&eventModel{}).Where("id = ? and version = ?", e.ID, e.Version-1).
		Select("*").Omit("id", "group_id", "slug", "taken", "held", "waiting", "reserved", "reserved_used", "by_id", "made").Updates(&m))
}

func (s *Store) EventsIn(ctx context.Context, q event.Query) ([]event.Event, error) {
	db := s.read.WithContext(ctx).Where("(public or group_id in ? or id in ?) and ends > ?", q.Within, q.Known, q.From.UTC())
	if q.Own {
		db = db.Where("(group_id in ? or id in ?)", q.Within, q.Known)
	}
	if len(q.Groups) > 0 {
		db = db.Where("group_id in ?", q.Groups)
	}
	if q.Kind != "" {
		db = db.Where("kind = ?", q.Kind)
	}
	if q.Country != "" {
		db = db.Where("country = ?", q.Country)
	}
	if q.Seat != "" {
		db = db.Where("seat = ?", q.Seat)
	}
	for _, question := range q.Offers {
		db = db.Where("substr(access, ?, 1) = 'y'", 1+slices.Index(event.Questions, question))
	}
	if q.Spoken != "" {
		db = db.Where("' ' || languages || ' ' like ? escape '!'", "% "+likeless(q.Spoken)+" %")
	}
	if !q.Until.IsZero() {
		db = db.Where("starts < ?", q.Until.UTC())
	}
	if q.Called {
		db = db.Where("called")
	}
	if q.Near.Km > 0 {
		south, west, north, east := q.Near.Box()
		at, squeeze := q.Near.At, q.Near.Squeeze()
		db = db.Where("lat between ? and ? and lon between ? and ? and (lat <> 0 or lon <> 0)", south, north, west, east).
			Where("(lat - ?) * (lat - ?) + (lon - ?) * (lon - ?) * ? <= ?", at.Lat, at.Lat, at.Lon, at.Lon, squeeze*squeeze, (north-at.Lat)*(north-at.Lat))
	}
	if q.Text != "" {
		db = db.Where(`search like ? escape '!'`, "%"+likeless(fold(q.Text))+"%")
	}
	if !q.Over.IsZero() {
		db = db.Where("ends <= ?", q.Over.UTC())
		if q.After.ID != "" {
			db = db.Where("(starts, id) < (?, ?)", q.After.Starts.UTC(), q.After.ID)
		}
		return many(db.Order("starts desc, id desc").Limit(q.Most), eventModel.event)
	}
	if q.After.ID != "" {
		db = db.Where("(starts, id) > (?, ?)", q.After.Starts.UTC(), q.After.ID)
	}
	return many(db.Order("starts, id").Limit(q.Most), eventModel.event)
}

func (s *Store) Countries(ctx context.Context) (all []string, err error) {
	err = s.read.WithContext(ctx).Raw(`select distinct country from groups order by country`).Scan(&all).Error
	return all, fault(err)
}

// likeless makes the signs that "like" knows stand for themselves.
func likeless(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}
