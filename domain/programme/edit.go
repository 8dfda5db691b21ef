package programme

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// A RoomInput is what an organiser sends to add a room or change one.
type RoomInput struct {
	ID       string `json:"id"` // made by the sender
	Name     string `json:"name"`
	Capacity string `json:"capacity"` // people; empty where nobody said
	Drop     bool   `json:"drop"`     // take it away
}

// PutRoom adds a room, or changes the one with that id. A name that another
// room has is refused beside its field; a room where a session is stays, with
// Conflict "room-used".
func (s *Service) PutRoom(ctx context.Context, who domain.Actor, id event.ID, in RoomInput) error {
	r, err := in.room(id)
	if err != nil {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error {
		if _, err := s.toEdit(ctx, tx, who, id); err != nil {
			return err
		}
		rooms, err := tx.Rooms(ctx, id)
		if err != nil {
			return err
		}
		known := slices.ContainsFunc(rooms, func(o Room) bool { return o.ID == r.ID })
		if in.Drop {
			if !known {
				return nil
			}
			if ok, err := tx.DropRoom(ctx, r.ID); err != nil || !ok {
				return orRefuse(err, domain.Conflict, "room-used")
			}
			return nil
		}
		if !known && len(rooms) >= MaxRooms {
			return domain.Wrong{"name": "too-many-rooms"}.Err()
		}
		if ok, err := tx.PutRoom(ctx, r); err != nil || !ok {
			return orElse(err, domain.Wrong{"name": "room-there"})
		}
		return nil
	})
}

func orElse(err error, w domain.Wrong) error {
	if err != nil {
		return err
	}
	return w.Err()
}

func (in RoomInput) room(id event.ID) (Room, error) {
	w := domain.Wrong{}
	rid, ok := domain.ParseID[RoomID](in.ID)
	w.Check(ok, "id", "not-an-id")
	r := Room{ID: rid, Event: id, Name: line(in.Name)}
	w.Check(r.Name != "" || in.Drop, "name", "needed")
	w.Check(short(r.Name, MaxName), "name", "too-long")
	r.Capacity = number(w, "capacity", in.Capacity)
	return r, w.Err()
}

// number reads how many people there may be; empty is 0.
func number(w domain.Wrong, field, text string) int {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	w.Check(err == nil && n >= 0 && n <= event.MaxCapacity, field, "out-of-range")
	return n
}

// A SessionInput is what an organiser sends to put a session on the programme
// or change one. Times are those on the wall there, "2026-12-05T10:00".
type SessionInput struct {
	ID       string   `json:"id"` // made by the sender
	Version  int64    `json:"version"`
	Title    string   `json:"title"`
	About    string   `json:"about"`
	Room     string   `json:"room"` // its id; empty where it is not known yet
	Language string   `json:"language"`
	Starts   string   `json:"starts"`
	Ends     string   `json:"ends"`
	SignUp   bool     `json:"sign_up"`
	Capacity string   `json:"capacity"` // places; empty for as many as the room holds
	Speakers []string `json:"speakers"` // ids of those who speak, in their order
}

// session reads the input for an event with rooms. An end that is missing is an
// hour after the start.
func (in SessionInput) session(e event.Event, rooms []Room) (Session, error) {
	w := domain.Wrong{}
	id, ok := domain.ParseID[SessionID](in.ID)
	w.Check(ok, "id", "not-an-id")
	x := Session{ID: id, Event: e.ID, Title: line(in.Title), About: strings.TrimSpace(in.About), Language: strings.ToLower(strings.TrimSpace(in.Language)), SignUp: in.SignUp, Called: true, Version: 1}
	w.Check(x.Title != "", "title", "needed")
	w.Check(short(x.Title, MaxTitle), "title", "too-long")
	w.Check(len([]rune(x.About)) <= MaxAbout, "about", "too-long")
	w.Check(x.Language == "" || slices.Contains(event.Languages, x.Language), "language", "pick-one")
	x.Capacity = number(w, "capacity", in.Capacity)
	if in.Room != "" {
		room, ok := domain.ParseID[RoomID](in.Room)
		w.Check(ok && slices.ContainsFunc(rooms, func(r Room) bool { return r.ID == room }), "room", "pick-one")
		x.Room = room
	}
	x.Starts, x.Ends = times(w, e, in.Starts, in.Ends)
	return x, w.Err()
}

// times reads when a session is, by the clock there: an hour that the clocks
// skip is none, and the hour that they repeat is taken as the first. It lies
// within the days of the event.
func times(w domain.Wrong, e event.Event, from, to string) (starts, ends time.Time) {
	zone := domain.Zone(e.Zone)
	starts, ok := event.ReadWall(strings.TrimSpace(from), zone)
	w.Check(ok, "starts", "not-a-time")
	ends = starts.Add(time.Hour)
	if text := strings.TrimSpace(to); text != "" {
		var known bool
		ends, known = event.ReadWall(text, zone)
		w.Check(known, "ends", "not-a-time")
		ok = ok && known
	}
	if ok {
		w.Check(ends.After(starts) && ends.Sub(starts) <= 24*time.Hour, "ends", "before-start")
		w.Check(!starts.Before(e.Starts) && starts.Before(e.Ends), "starts", "outside-event")
		w.Check(!ends.After(e.Ends), "ends", "outside-event")
	}
	return starts.UTC(), ends.UTC()
}

// PutSession puts a session on the programme of an event, or changes the one
// with that id. Again changes nothing. An old version is refused with Conflict
// "changed-meanwhile". What clashes is kept, and shown.
func (s *Service) PutSession(ctx context.Context, who domain.Actor, id event.ID, in SessionInput) (Session, error) {
	var x Session
	err := s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		rooms, err := tx.Rooms(ctx, id)
		if err != nil {
			return err
		}
		if x, err = in.session(e, rooms); err != nil {
			return err
		}
		bill, err := s.bill(ctx, tx, id, in.Speakers)
		if err != nil {
			return err
		}
		x.Changed = s.Clock.Now()
		fresh := true
		if in.Version == 0 {
			fresh, err = s.add(ctx, tx, &x)
		} else {
			err = s.change(ctx, tx, e, &x, in.Version)
		}
		if err != nil || !fresh {
			return err
		}
		return tx.PutBills(ctx, x.ID, bill)
	})
	return x, err
}

// bill reads who speaks, of those who are on the programme.
func (s *Service) bill(ctx context.Context, tx Store, id event.ID, texts []string) (bill []SpeakerID, err error) {
	known, err := tx.SpeakersAt(ctx, id)
	w := domain.Wrong{}
	for _, text := range texts {
		one, ok := domain.ParseID[SpeakerID](text)
		w.Check(ok && slices.ContainsFunc(known, func(x Speaker) bool { return x.ID == one }), "speakers", "pick-one")
		if !slices.Contains(bill, one) {
			bill = append(bill, one)
		}
	}
	if err == nil {
		err = w.Err()
	}
	return bill, err
}

// add keeps a new session, and reports whether it is new: one that is there
// already stays as it is.
func (s *Service) add(ctx context.Context, tx Store, x *Session) (bool, error) {
	all, err := tx.ProgrammeOf(ctx, x.Event)
	if err != nil {
		return false, err
	}
	if i := slices.IndexFunc(all, func(o Session) bool { return o.ID == x.ID }); i >= 0 {
		*x = all[i]
		return false, nil
	}
	if len(all) >= MaxSessions {
		return false, domain.Wrong{"title": "too-many-sessions"}.Err()
	}
	if fresh, err := tx.AddToProgramme(ctx, *x); err != nil || !fresh {
		return false, orRefuse(err, domain.Conflict, "id-taken")
	}
	return true, nil
}

// change keeps a session in place of an earlier version of it.
func (s *Service) change(ctx context.Context, tx Store, e event.Event, x *Session, version int64) error {
	old, err := s.sessionOf(ctx, tx, e, x.ID)
	if err != nil {
		return err
	}
	if old.Version != version {
		return domain.Refuse(domain.Conflict, "changed-meanwhile")
	}
	x.Version, x.Called, x.Taken = old.Version+1, old.Called, old.Taken
	if ok, err := tx.PutOnProgramme(ctx, *x); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if x.Starts.Equal(old.Starts) && x.Ends.Equal(old.Ends) && x.Room == old.Room || !x.Called {
		return nil
	}
	return s.tellPicked(ctx, tx, e, *x)
}

// sessionOf is a session of an event, or NotFound.
func (s *Service) sessionOf(ctx context.Context, st Store, e event.Event, id SessionID) (Session, error) {
	x, err := st.OnProgramme(ctx, id)
	if err == nil && x.Event != e.ID {
		err = domain.Refuse(domain.NotFound, "not-on-programme")
	}
	return x, err
}

// An OffInput is what an organiser sends to call a session off, or to have it on
// again.
type OffInput struct {
	On bool `json:"on"`
}

// CallOff calls a session off, or has it on again. Again changes nothing.
func (s *Service) CallOff(ctx context.Context, who domain.Actor, id event.ID, session SessionID, in OffInput) error {
	return s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		x, err := s.sessionOf(ctx, tx, e, session)
		if err != nil || x.Called == in.On {
			return err
		}
		x.Called, x.Version, x.Changed = in.On, x.Version+1, s.Clock.Now()
		if ok, err := tx.PutOnProgramme(ctx, x); err != nil || !ok {
			return orRefuse(err, domain.Conflict, "changed-meanwhile")
		}
		return s.tellPicked(ctx, tx, e, x)
	})
}

// A SlideInput is what an organiser sends whose festival moved: by how many days
// all sessions move along.
type SlideInput struct {
	Days int `json:"days"`
}

// Slide moves all sessions by whole days: each at the same time on the wall,
// whatever the clocks do between. A time that the clocks skip is the hour after
// it. Sessions outside the event afterwards show as clashes.
func (s *Service) Slide(ctx context.Context, who domain.Actor, id event.ID, in SlideInput) error {
	w := domain.Wrong{}
	w.Check(in.Days != 0 && in.Days >= -730 && in.Days <= 730, "days", "out-of-range")
	if err := w.Err(); err != nil {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		all, err := tx.ProgrammeOf(ctx, id)
		for _, x := range all {
			if err != nil {
				return err
			}
			x.Starts, x.Ends = event.DaysOn(x.Starts, e.Zone, in.Days), event.DaysOn(x.Ends, e.Zone, in.Days)
			x.Version, x.Changed = x.Version+1, s.Clock.Now()
			var ok bool
			if ok, err = tx.PutOnProgramme(ctx, x); err == nil && !ok {
				err = domain.Refuse(domain.Conflict, "changed-meanwhile")
			}
		}
		return err
	})
}
