package demo

import (
	"context"
	_ "embed"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
)

// table is the programme of the festival, as its organisers have it in a
// spreadsheet: {sat} and {sun} are its days.
//
//go:embed festival.csv
var table string

// holds is how many people the rooms of the festival hold.
var holds = map[string]string{"Main hall": "240", "Library": "40", "Workshop": "12", "Garden tent": "80"}

// festive puts a programme on the festival: rooms, sessions of which two clash,
// speakers of whom most have said yes, two delegations, and what some of those
// who come have chosen.
func (k *maker) festive(ctx context.Context, r *rooms, p plan, e event.Event) error {
	if p.kind != event.Festival {
		return nil
	}
	who := k.organiser(p.local)
	days := strings.NewReplacer("{sat}", p.starts.Format(time.DateOnly), "{sun}", p.starts.AddDate(0, 0, 1).Format(time.DateOnly))
	if _, err := r.programme.BringSheet(ctx, who, e.ID, programme.SheetInput{Text: days.Replace(table), Sure: true}); err != nil {
		return err
	}
	made, err := r.programme.Desk(ctx, who, e.ID)
	if err != nil {
		return err
	}
	for _, room := range made.Rooms {
		if err := r.programme.PutRoom(ctx, who, e.ID, programme.RoomInput{ID: string(room.ID), Name: room.Name, Capacity: holds[room.Name]}); err != nil {
			return err
		}
	}
	for i, x := range made.Speakers {
		if i%4 == 3 {
			continue // no yes yet
		}
		if _, err := r.programme.PutSpeaker(ctx, who, e.ID, programme.SpeakerInput{ID: string(x.ID), Name: x.Name, Said: true}); err != nil {
			return err
		}
	}
	for _, in := range []event.DelegationInput{{Name: "Aufbruch Leipzig", Email: "aufbruch@example.org", People: 24}, {Name: "Barrio a Barrio, Bilbao", People: 9}} {
		in.ID = domain.NewID[string](k.clock)
		if _, err := r.event.Bring(ctx, who, e.ID, in); err != nil {
			return err
		}
	}
	return k.choose(ctx, r, e, made.Sessions)
}

// choose has some of those who come put sessions on their timetables. Where a
// workshop is full they do without.
func (k *maker) choose(ctx context.Context, r *rooms, e event.Event, sessions []programme.Session) error {
	coming, err := r.post.RSVPs(ctx, e.ID, "", 24)
	for i, party := range coming {
		for j, x := range sessions {
			if err != nil {
				return err
			}
			if party.ByMail() && (i+j)%3 == 0 {
				err = r.programme.Pick(ctx, party, programme.PickInput{Session: string(x.ID), People: "1"})
			}
			if domain.Is(err, domain.Conflict) {
				err = nil
			}
		}
	}
	return err
}
