package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
)

// speakerModel is a row of programme_speakers.
type speakerModel struct {
	ID      programme.SpeakerID `gorm:"primaryKey"`
	EventID event.ID
	Name    string
	Address string
	Yes     *time.Time
	ByID    *domain.PersonID
	Own     bool
	Made    time.Time
}

func (speakerModel) TableName() string { return "programme_speakers" }

func (m speakerModel) speaker() programme.Speaker {
	return programme.Speaker{ID: m.ID, Event: m.EventID, Name: m.Name, Address: m.Address, Yes: when(m.Yes), By: got(m.ByID), Own: m.Own, Made: m.Made.UTC()}
}

func speakerOf(x programme.Speaker) speakerModel {
	return speakerModel{ID: x.ID, EventID: x.Event, Name: x.Name, Address: x.Address, Yes: maybe(x.Yes), ByID: opt(x.By), Own: x.Own, Made: x.Made.UTC()}
}

// billModel is a row of programme_billing.
type billModel struct {
	SessionID programme.SessionID `gorm:"primaryKey"`
	SpeakerID programme.SpeakerID `gorm:"primaryKey"`
	Place     int
}

func (billModel) TableName() string { return "programme_billing" }

func (s *Store) SpeakersAt(ctx context.Context, id event.ID) ([]programme.Speaker, error) {
	return many(s.read.WithContext(ctx).Where("event_id = ?", id).Order("name, id"), speakerModel.speaker)
}

func (s *Store) Speaker(ctx context.Context, id programme.SpeakerID) (programme.Speaker, error) {
	m, err := one[speakerModel](s.read.WithContext(ctx).Where("id = ?", id), "not-on-programme")
	return m.speaker(), err
}

func (s *Store) PutSpeaker(ctx context.Context, x programme.Speaker) error {
	m := speakerOf(x)
	return s.put(ctx, &m)
}

func (s *Store) DropSpeaker(ctx context.Context, id programme.SpeakerID) error {
	if err := s.db.WithContext(ctx).Exec(`delete from programme_billing where speaker_id = ?`, id).Error; err != nil {
		return fault(err)
	}
	return fault(s.db.WithContext(ctx).Exec(`delete from programme_speakers where id = ?`, id).Error)
}

func (s *Store) BillsAt(ctx context.Context, id event.ID) (all []programme.Bill, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select b.session_id as session, b.speaker_id as speaker from programme_billing b join programme_sessions x on x.id = b.session_id
		where x.event_id = ? order by b.session_id, b.place`, id).Scan(&all).Error
	return all, fault(err)
}

func (s *Store) PutBills(ctx context.Context, id programme.SessionID, speakers []programme.SpeakerID) error {
	if err := s.db.WithContext(ctx).Exec(`delete from programme_billing where session_id = ?`, id).Error; err != nil {
		return fault(err)
	}
	for i, x := range speakers {
		if err := s.put(ctx, &billModel{id, x, i}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) SpeakersOf(ctx context.Context, addresses []string) ([]programme.Speaker, error) {
	return many(s.read.WithContext(ctx).Where("address <> '' and address in ?", addresses).Order("made, id"), speakerModel.speaker)
}

// pickModel is a row of programme_picks.
type pickModel struct {
	RsvpID    event.RSVPID        `gorm:"primaryKey"`
	SessionID programme.SessionID `gorm:"primaryKey"`
	People    int
	At        time.Time
}

func (pickModel) TableName() string { return "programme_picks" }

func (m pickModel) pick() programme.Pick {
	return programme.Pick{RSVP: m.RsvpID, Session: m.SessionID, People: m.People, At: m.At.UTC()}
}

func pickOf(p programme.Pick) pickModel { return pickModel{p.RSVP, p.Session, p.People, p.At.UTC()} }

func (s *Store) PicksOf(ctx context.Context, id event.RSVPID) ([]programme.Pick, error) {
	return many(s.read.WithContext(ctx).Where("rsvp_id = ?", id).Order("session_id"), pickModel.pick)
}

func (s *Store) PicksFor(ctx context.Context, id programme.SessionID) ([]programme.Pick, error) {
	return many(s.read.WithContext(ctx).Where("session_id = ?", id).Order("rsvp_id"), pickModel.pick)
}

func (s *Store) AddPick(ctx context.Context, p programme.Pick) (bool, error) {
	m := pickOf(p)
	return s.addOnce(ctx, &m)
}

func (s *Store) TurnPick(ctx context.Context, p programme.Pick, from int) (bool, error) {
	db := s.db.WithContext(ctx)
	if p.People == 0 {
		return did(db.Exec(`delete from programme_picks where rsvp_id = ? and session_id = ? and people = ?`, p.RSVP, p.Session, from))
	}
	return did(db.Exec(`update programme_picks set people = ?, at = ? where rsvp_id = ? and session_id = ? and people = ?`, p.People, p.At.UTC(), p.RSVP, p.Session, from))
}

// A session without places of its own has as many as its room holds.
func (s *Store) TakeChairs(ctx context.Context, id programme.SessionID, n int) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update programme_sessions set taken = taken + ? where id = ? and (? < 0 or called and (not sign_up or
			coalesce(nullif(capacity, 0), (select r.capacity from programme_rooms r where r.id = programme_sessions.room_id), 0) = 0
			or taken + ? <= coalesce(nullif(capacity, 0), (select r.capacity from programme_rooms r where r.id = programme_sessions.room_id), 0)))`, n, id, n, n))
}

func (s *Store) Unpick(ctx context.Context, id event.RSVPID, most int) error {
	db := s.db.WithContext(ctx)
	err := db.Exec(`
		update programme_sessions set taken = taken - (select p.people - ? from programme_picks p where p.session_id = programme_sessions.id and p.rsvp_id = ?)
		where id in (select p.session_id from programme_picks p where p.rsvp_id = ? and p.people > ?)`, most, id, id, most).Error
	if err != nil {
		return fault(err)
	}
	if most == 0 {
		return fault(db.Exec(`delete from programme_picks where rsvp_id = ?`, id).Error)
	}
	return fault(db.Exec(`update programme_picks set people = ? where rsvp_id = ? and people > ?`, most, id, most).Error)
}
