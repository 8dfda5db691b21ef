package people

import (
	"context"
	"slices"
	"strings"

	"barnstorm/domain"
)

// OwnPage is the source of what somebody says on their own page.
const OwnPage = "own page"

// An AgreeInput is what somebody sends to agree to being contacted, or to
// agree no longer. The id is made by the sender: sent twice it is one line.
type AgreeInput struct {
	ID      string `json:"id"`
	Group   string `json:"group"`
	Topic   string `json:"topic"`
	Channel string `json:"channel"`
	Wording string `json:"wording"`
	Given   bool   `json:"given"`
}

func (in AgreeInput) check() (id string, g domain.GroupID, err error) {
	w := domain.Wrong{}
	id, known := domain.ParseID[string](in.ID)
	w.Check(known, "id", "no-id")
	g, known = domain.ParseID[domain.GroupID](in.Group)
	w.Check(known, "group", "pick-one")
	w.Check(slices.Contains(domain.Topics, domain.Topic(in.Topic)), "topic", "pick-one")
	w.Check(slices.Contains(domain.Channels, domain.Channel(in.Channel)), "channel", "pick-one")
	return id, g, w.Err()
}

// Agree adds to the ledger that who agrees to be contacted by the legal entity
// of one of their groups, or no longer does. It refuses with NotFound a group
// that they do not belong to, unless they take back what it was told, and with
// Conflict a wording that is not today's: nobody agrees to what they have not
// read. What stands already is not noted again. Who wants mail again is off
// the list of those who asked for none.
func (s *Service) Agree(ctx context.Context, who domain.Actor, in AgreeInput) (domain.Consent, error) {
	id, g, err := in.check()
	if err != nil {
		return domain.Consent{}, err
	}
	if who.Nobody() {
		return domain.Consent{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	line := domain.Consent{
		ID: id, Person: who.Person, Group: g, Topic: domain.Topic(in.Topic), Channel: domain.Channel(in.Channel), Wording: in.Wording,
		Given: in.Given, At: s.Clock.Now(), Source: OwnPage, By: who.Person,
	}
	err = s.Atomically(ctx, func(tx Store) error {
		lines, err := tx.Consents(ctx, who.Person)
		if err != nil {
			return err
		}
		asked := slices.ContainsFunc(lines, func(c domain.Consent) bool { return c.Group == g })
		if len(who.Roles[g]) == 0 && (in.Given || !asked) {
			return domain.Refuse(domain.NotFound, "no-such-group")
		}
		version, language, _ := strings.Cut(in.Wording, ".")
		if in.Given && (version != line.Topic.Wording() || !slices.Contains(Languages, language)) {
			return domain.Refuse(domain.Conflict, "wording-changed")
		}
		group, err := tx.Group(ctx, g)
		if err != nil {
			return err
		}
		line.Entity = group.Entity
		return s.note(ctx, tx, line, lines)
	})
	return line, err
}

// note adds a line to the ledger unless it says what the last one said.
func (s *Service) note(ctx context.Context, tx Store, line domain.Consent, lines []domain.Consent) error {
	last := lastOf(lines, line)
	if line.Given && line.Channel == domain.ByEmail {
		contacts, err := tx.Contacts(ctx, line.Person)
		if err != nil {
			return err
		}
		for _, address := range (Profile{Contacts: contacts}).Emails() {
			if err := tx.TurnMailOn(ctx, address); err != nil {
				return err
			}
		}
	}
	if !line.Given && last.Given {
		line.Wording = last.Wording // what is taken back, in whatever language it was said
	}
	if last.Given == line.Given && (!line.Given || last.Wording == line.Wording) {
		return nil
	}
	return tx.PutConsent(ctx, line)
}

// lastOf is the last line about the same thing as one, or a line that gives
// nothing. The lines are in order.
func lastOf(lines []domain.Consent, like domain.Consent) (last domain.Consent) {
	for _, c := range lines {
		if c.Entity == like.Entity && c.Topic == like.Topic && c.Channel == like.Channel {
			last = c
		}
	}
	return last
}

// A Say is whether a legal entity may contact a person about one topic by one
// channel.
type Say struct {
	Entity  Entity
	Group   domain.GroupID // one of theirs that belongs to it
	Topic   domain.Topic
	Channel domain.Channel
	Last    domain.Consent // the last line about it; without an ID there is none
}

// Says is everything that a person can agree to and everything that they once
// said: each topic and channel by which they can be reached, for each legal
// entity of their groups.
func (s *Service) Says(ctx context.Context, me Profile) (all []Say, err error) {
	var entities []domain.EntityID
	asks, now := map[domain.EntityID]domain.GroupID{}, map[domain.EntityID]bool{}
	meet := func(e domain.EntityID, g domain.GroupID, belongs bool) {
		if _, known := asks[e]; !known {
			asks[e], entities = g, append(entities, e)
		}
		now[e] = now[e] || belongs
	}
	for _, b := range me.Belongings {
		if b.Until.IsZero() {
			meet(me.Groups[b.Group].Entity, b.Group, true)
		}
	}
	for _, c := range me.Consents {
		meet(c.Entity, c.Group, false)
	}
	for _, id := range entities {
		e, err := s.Store.Entity(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, topic := range domain.Topics {
			for _, channel := range domain.Channels {
				say := Say{Entity: e, Group: asks[id], Topic: topic, Channel: channel}
				say.Last = lastOf(me.Consents, domain.Consent{Entity: id, Topic: topic, Channel: channel})
				if say.Last.ID != "" || now[id] && me.reached(channel) {
					all = append(all, say)
				}
			}
		}
	}
	return all, nil
}

// reached reports whether there is anything to reach the person by.
func (p Profile) reached(by domain.Channel) bool {
	return slices.ContainsFunc(p.Contacts, func(c Contact) bool {
		return !c.Confirmed.IsZero() && (c.Kind == "email" && by == domain.ByEmail || c.Kind == "phone" && (by == domain.ByPhone || by == domain.BySMS))
	})
}
