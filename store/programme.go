package store

import (
	"context"
	"time"

	"barnstorm/domain/event"
	"barnstorm/domain/programme"
)

var _ programme.Store = (*Store)(nil)

// roomModel is a row of programme_rooms.
type roomModel struct {
	ID       programme.RoomID `gorm:"primaryKey"`
	EventID  event.ID
	Name     string
	NameKey  string // as it is compared
	Capacity int
}

func (roomModel) TableName() string { return "programme_rooms" }

func (m roomModel) room() programme.Room {
	return programme.Room{ID: m.ID, Event: m.EventID, Name: m.Name, Capacity: m.Capacity}
}

func roomOf(r programme.Room) roomModel {
	return roomModel{ID: r.ID, EventID: r.Event, Name: r.Name, NameKey: fold(r.Name), Capacity: r.Capacity}
}

// talkModel is a row of programme_sessions.
type talkModel struct {
	ID       programme.SessionID `gorm:"primaryKey"`
	EventID  event.ID
	RoomID   *programme.RoomID
	Title    string
	About    string
	Language string
	Starts   time.Time
	Ends     time.Time
	SignUp   bool
	Capacity int
	Taken    int
	Called   bool
	Version  int64
	Changed  time.Time
}

func (talkModel) TableName() string { return "programme_sessions" }

func (m talkModel) talk() programme.Session {
	return programme.Session{
		ID: m.ID, Event: m.EventID, Room: got(m.RoomID), Title: m.Title, About: m.About, Language: m.Language, Starts: m.Starts.UTC(), Ends: m.Ends.UTC(),
		SignUp: m.SignUp, Capacity: m.Capacity, Taken: m.Taken, Called: m.Called, Version: m.Version, Changed: m.Changed.UTC(),
	}
}

func talkOf(x programme.Session) talkModel {
	return talkModel{
		ID: x.ID, EventID: x.Event, RoomID: opt(x.Room), Title: x.Title, About: x.About, Language: x.Language, Starts: x.Starts.UTC(), Ends: x.Ends.UTC(),
		SignUp: x.SignUp, Capacity: x.Capacity, Taken: x.Taken, Called: x.Called, Version: x.Version, Changed: x.Changed.UTC(),
	}
}

func (s *Store) Rooms(ctx context.Context, id event.ID) ([]programme.Room, error) {
	return many(s.read.WithContext(ctx).Where("event_id = ?", id).Order("name_key, id"), roomModel.room)
}

func (s *Store) PutRoom(ctx context.Context, r programme.Room) (bool, error) {
	m := roomOf(r)
	fresh, err := s.addOnce(ctx, &m)
	if err != nil || fresh {
		return fresh, err
	}
	// Its name may be that of another room: then nothing is written.
	return did(s.db.WithContext(ctx).Exec(`
		update programme_rooms set name = ?, name_key = ?, capacity = ? where id = ? and event_id = ?
		and not exists (select 1 from programme_rooms o where o.event_id = ? and o.name_key = ? and o.id <> ?)`,
		m.Name, m.NameKey, m.Capacity, m.ID, m.EventID, m.EventID, m.NameKey, m.ID))
}

func (s *Store) DropRoom(ctx context.Context, id programme.RoomID) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`delete from programme_rooms where id = ? and not exists (select 1 from programme_sessions where room_id = ?)`, id, id))
}

func (s *Store) ProgrammeOf(ctx context.Context, id event.ID) ([]programme.Session, error) {
	return many(s.read.WithContext(ctx).Where("event_id = ?", id).Order("starts, id"), talkModel.talk)
}

func (s *Store) OnProgramme(ctx context.Context, id programme.SessionID) (programme.Session, error) {
	m, err := one[talkModel](s.read.WithContext(ctx).Where("id = ?", id), "not-on-programme")
	return m.talk(), err
}

func (s *Store) AddToProgramme(ctx context.Context, x programme.Session) (bool, error) {
	m := talkOf(x)
	return s.addOnce(ctx, &m)
}

func (s *Store) PutOnProgramme(ctx context.Context, x programme.Session) (bool, error) {
	m := talkOf(x)
	return did(s.db.WithContext(ctx).Model(&talkModel{}).Where("id = ? and version = ?", x.ID, x.Version-1).
		Select("*").Omit("id", "event_id", "taken").Updates(&m))
}
