package demo

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// furnish says what the i-th event offers: access, languages and doors and, of
// the one that the demo is shown with, who hosts it and which coach goes there.
func (k *maker) furnish(ctx context.Context, r *rooms, i int, p plan, e event.Event) error {
	who := k.organiser(p.local)
	if _, err := r.event.Describe(ctx, who, e.ID, p.details(i, e)); err != nil {
		return err
	}
	if !p.shown {
		return nil
	}
	if err := k.hosted(ctx, r, who, p, e); err != nil {
		return err
	}
	_, err := r.event.AddCoach(ctx, who, e.ID, event.CoachInput{ID: domain.NewID[string](k.clock), From: "Leeds", Title: "Leeds, Wellington Street, 8:45", Seats: 29})
	return err
}

// details is what the i-th event says: the same for a venue each time, with
// questions at which nobody has looked yet.
func (p plan) details(i int, e event.Event) event.DetailsInput {
	dice := rand.New(rand.NewPCG(uint64(len(p.town.venue)), uint64(p.town.at.Lat*1000)))
	in := event.DetailsInput{Version: e.Version, Languages: []string{p.local.nation.locale}}
	for _, question := range event.Questions {
		answer := []event.Answer{event.Yes, event.Yes, event.No, event.Unknown}[dice.IntN(4)]
		if question == "child-care" && (p.kind == event.Meeting || p.kind == event.Rally || p.shown) {
			answer = event.Yes
		}
		if question != "stream" && question != "strobe" && answer != event.Unknown {
			in.Access = append(in.Access, question+":"+string(answer))
		}
	}
	if second := []string{"", "en", "pl", "tr", "ur", "ar"}[i%6]; second != "" && second != in.Languages[0] {
		in.Languages = append(in.Languages, second)
	}
	switch p.kind {
	case event.Unseat, event.Canvass:
		in.Doors, in.Purpose, in.Density, in.Shows = 20*p.cap, string(event.Persuade), string(event.Dense), 70
	case event.Rally:
		in.Room, in.Shows, in.Peak, in.EntryChecked, in.Responsible = 220, 70, p.cap, true, p.local.group.Name
	}
	return in
}

// hosted asks two people to host an event, of whom one has accepted.
func (k *maker) hosted(ctx context.Context, r *rooms, who domain.Actor, p plan, e event.Event) error {
	ms := k.members[p.local.group.ID]
	for n := range min(2, len(ms)) {
		m := ms[len(ms)-1-n]
		if _, err := r.event.AskHost(ctx, who, e.ID, event.HostInput{ID: domain.NewID[string](k.clock), Email: m.email}); err != nil || n == 1 {
			return err
		}
		l, err := r.post.letter()
		if err != nil {
			return err
		}
		if _, err := r.event.Accept(ctx, domain.Actor{Person: m.id}, tokenOf(l)); err != nil {
			return err
		}
	}
	return nil
}

// tokenOf is the private link in a letter.
func tokenOf(l domain.Letter) domain.Token {
	link := l.Fields["link"]
	return domain.Token(link[strings.LastIndexByte(link, '/')+1:])
}

// ride says how the i-th who answers gets there: some want a lift, and some
// have seats.
func (p plan) ride(i int, in *event.RSVPInput) {
	if !p.rides {
		return
	}
	from := p.local.towns[i/7%len(p.local.towns)].name
	if p.shown && i%3 == 0 {
		from = "Leeds"
	}
	switch i % 7 {
	case 2, 6:
		in.Lift, in.From = string(event.Wants), from
	case 4:
		in.Lift, in.From, in.Seats = string(event.Offers), from, 3
	}
}

// agreeLifts has those who were matched answer, but for every fourth.
func (k *maker) agreeLifts(ctx context.Context, r *rooms) error {
	found := slices.Clone(r.post.found)
	r.post.found = nil
	for n, l := range found {
		if n%4 == 3 {
			continue
		}
		held, err := r.event.Hold(ctx, tokenOf(l))
		if err != nil {
			return err
		}
		mine, err := r.event.LiftHeld(ctx, held)
		if err != nil {
			return err
		}
		for _, ride := range mine.Rides {
			if ride.Mine {
				continue
			}
			if err := r.event.AgreeLift(ctx, tokenOf(l), ride.Pair.ID, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// propose has members of the first group propose events, which nobody has
// decided on.
func (k *maker) propose(ctx context.Context) error {
	l := k.locals[0]
	return k.within(ctx, func(r *rooms) error {
		for n, in := range []event.Input{
			{Kind: string(event.Meeting), Title: "Tea and doors: an evening for newcomers", About: "Two hours in the library, with tea, for everybody who has never knocked on a door and would like to hear how it goes.", Venue: "Keighley Library"},
			{Kind: string(event.Canvass), Title: "An hour of doors after the market", About: "We meet at the market cross when the stalls close and do one street together. Whoever has never done it walks with me.", Venue: "Market cross"},
		} {
			k.ago(float64(3 - n))
			day := k.now.AddDate(0, 0, 17+n).Format(time.DateOnly)
			in.ID, in.Group, in.Zone, in.Town, in.Capacity = domain.NewID[string](k.clock), string(l.group.ID), l.group.Zone, l.towns[0].name, 20
			in.Starts, in.Ends = day+"T17:00", day+"T19:00"
			m := k.members[l.group.ID][(12+n)%len(k.members[l.group.ID])]
			if _, err := r.event.Propose(ctx, domain.Actor{Person: m.id, Name: m.name, Roles: map[domain.GroupID][]domain.Role{l.group.ID: {domain.Member}}}, in); err != nil {
				return err
			}
		}
		return nil
	})
}
