package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// quietModel is a row of quiet_doors.
type quietModel struct {
	Key  string `gorm:"primaryKey"`
	Kind string
	At   time.Time
	Kept bool // no undo of a record takes it away
}

func (quietModel) TableName() string { return "quiet_doors" }

// quiet is which of the keys nobody may be contacted under.
func (s *Store) quiet(ctx context.Context, keys []string) (map[string]bool, error) {
	var found []string
	err := s.read.WithContext(ctx).Raw(`select key from quiet_doors where key in ?`, keys).Scan(&found).Error
	quiet := map[string]bool{}
	for _, key := range found {
		quiet[key] = true
	}
	return quiet, fault(err)
}

func (s *Store) Hush(ctx context.Context, addresses []universe.Address, why string, at time.Time) error {
	var keys []string
	for _, a := range addresses {
		keys = append(keys, s.blind(a.Key()))
		if a.UPRN != "" {
			keys = append(keys, s.blind("uprn "+a.UPRN))
		}
	}
	_, err := addAll(ctx, s, keys, func(key string) quietModel { return quietModel{Key: key, Kind: why, At: at.UTC()} })
	return err
}

// personKey is what one person at an address is known by once both are gone.
func (s *Store) personKey(name, addressKey string) string {
	return s.blind("person " + universe.NameKey(name) + " " + addressKey)
}

// quietKeys is what is kept when nobody may be contacted where v was recorded:
// the person's key where it names one of ours, else those of the door.
func (s *Store) quietKeys(ctx context.Context, v canvass.Visit) ([]string, error) {
	door, ok := domain.ParseID[universe.DoorID](v.Door)
	if !ok { // a phone's own door, of which we know no address
		return nil, nil
	}
	var doors []doorModel
	if err := s.db.WithContext(ctx).Where("id = ?", door).Find(&doors).Error; err != nil || len(doors) == 0 {
		return nil, fault(err)
	}
	if elector, ok := domain.ParseID[universe.ElectorID](v.Elector); ok {
		var people []electorModel
		if err := s.db.WithContext(ctx).Where("id = ? and door_id = ?", elector, door).Find(&people).Error; err != nil {
			return nil, fault(err)
		}
		if len(people) > 0 {
			return []string{s.personKey(people[0].Name, doors[0].AddressKey)}, nil
		}
	}
	keys := []string{doors[0].AddressKey}
	if doors[0].UPRNKey != "" {
		keys = append(keys, doors[0].UPRNKey)
	}
	return keys, nil
}

// stillSaid is what visits at doors with the same address, in whatever effort,
// still say against any contact: those that no lead has taken back. A death says
// more than an objection, and sorts before it.
const stillSaid = `
	select coalesce(min(v.outcome), '') from doors here join doors d on d.address_key = here.address_key join visits v on v.door = cast(d.id as text)
	where here.id = ? and v.door <> '' and v.kind = 'visit' and v.outcome in ('do_not_contact', 'deceased') and v.elector = ? and not exists (
		select 1 from visits a where a.refers = v.id and a.kind = 'annulment' and a.effort_id = v.effort_id and a.lead)`

// said is the keys of where v was recorded, and what is still said there.
func (s *Store) said(ctx context.Context, v canvass.Visit) (keys []string, why string, err error) {
	if keys, err = s.quietKeys(ctx, v); err != nil || len(keys) == 0 {
		return nil, "", err
	}
	err = s.db.WithContext(ctx).Raw(stillSaid, v.Door, v.Elector).Scan(&why).Error
	return keys, why, fault(err)
}

func (s *Store) NeverAgain(ctx context.Context, v canvass.Visit) error {
	keys, why, err := s.said(ctx, v)
	for _, key := range keys {
		if err != nil || why == "" { // a lead took it back before it came
			return err
		}
		err = fault(s.db.WithContext(ctx).Exec(`insert into quiet_doors (key, kind, at) values (?, ?, ?)
			on conflict (key) do update set kind = case when excluded.kind = 'deceased' then 'deceased' else quiet_doors.kind end`, key, why, v.Received.UTC()).Error)
	}
	return err
}

func (s *Store) AskAgain(ctx context.Context, v canvass.Visit) error {
	keys, why, err := s.said(ctx, v)
	if err != nil || len(keys) == 0 {
		return err
	}
	if why != "" {
		return fault(s.db.WithContext(ctx).Exec(`update quiet_doors set kind = ? where key in ? and not kept`, why, keys).Error)
	}
	return fault(s.db.WithContext(ctx).Exec(`delete from quiet_doors where key in ? and not kept`, keys).Error)
}

func (s *Store) NeverMore(ctx context.Context, v canvass.Visit) error {
	keys, err := s.quietKeys(ctx, v)
	if err != nil {
		return err
	}
	var lifted int
	if err := s.db.WithContext(ctx).Raw(`select count(*) from visits where refers = ? and kind = 'annulment' and effort_id = ? and lead`, v.ID, v.Effort).Scan(&lifted).Error; err != nil || lifted > 0 {
		return fault(err)
	}
	for _, key := range keys {
		err := s.db.WithContext(ctx).Exec(`insert into quiet_doors (key, kind, at, kept) values (?, ?, ?, ?)
			on conflict (key) do update set kept = excluded.kept, kind = case when excluded.kind = 'deceased' then 'deceased' else quiet_doors.kind end`,
			key, v.Outcome, v.Received.UTC(), true).Error
		if err != nil {
			return fault(err)
		}
	}
	return nil
}

// outlasts is which of the records that go say something that stays.
const outlasts = `id in ? and kind = 'visit' and door <> '' and outcome in ('do_not_contact', 'deceased')`

// keepQuiet keeps for good what records say that are about to go.
func (s *Store) keepQuiet(ctx context.Context, ids []string) error {
	visits, err := many(s.db.WithContext(ctx).Where(outlasts, ids), visitModel.visit)
	for _, v := range visits {
		if err == nil {
			err = s.NeverMore(ctx, v)
		}
	}
	return err
}
