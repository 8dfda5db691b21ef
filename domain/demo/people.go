package demo

import (
	"context"
	"strconv"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

// Members is how many people the whole movement has.
const Members = 5000

// batch is how many deeds are done in one transaction.
const batch = 250

// join has everybody join a local group: each asks, reads the letter and
// follows its link. The first groups of a nation are the largest.
func (k *maker) join(ctx context.Context) error {
	total := k.share(Members) - len(readies)
	for done := 0; done < total; {
		n := min(batch, total-done)
		err := k.within(ctx, func(r *rooms) error {
			for i := range n {
				k.ago(530 - 525*float64(done+i)/float64(total))
				l := k.locals[int(float64(len(k.locals))*k.chance.Float64()*(0.4+0.6*k.chance.Float64()))]
				if _, err := k.joins(ctx, r, l.group, k.invent(l.nation, done+i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		done += n
		k.told("people", done, total)
	}
	return nil
}

func (k *maker) joins(ctx context.Context, r *rooms, g people.Group, p member) (member, error) {
	_, browser, err := r.people.Join(ctx, domain.Actor{}, people.JoinInput{Name: p.name, Email: p.email, Group: string(g.ID)}, p.locale, "")
	if err != nil {
		return p, err
	}
	l, err := r.post.letter()
	if err != nil {
		return p, err
	}
	link := l.Fields["link"]
	in, err := r.people.SignIn(ctx, people.Answer{Link: domain.Token(link[strings.LastIndexByte(link, '/')+1:]), Browser: browser, Agent: "demo"})
	p.id = in.Person
	k.members[g.ID] = append(k.members[g.ID], p)
	return p, err
}

// invent makes up somebody who lives in a nation.
func (k *maker) invent(n nation, i int) member {
	first, last := pick(k, n.firsts), pick(k, n.lasts)
	if at := strings.IndexByte(last, '/'); at >= 0 { // "Παπαδόπουλος/Παπαδοπούλου"
		if k.chance.IntN(2) == 0 {
			first, last = pick(k, n.women), last[at+1:]
		} else {
			last = last[:at]
		}
	} else if k.chance.IntN(2) == 0 {
		first = pick(k, n.women)
	}
	name := first + " " + last
	return member{name: name, email: address(name) + "." + strconv.Itoa(i) + "@example.org", locale: n.locale}
}

// greek writes Greek letters as e-mail addresses do.
var greek = strings.NewReplacer("ου", "ou", "θ", "th", "χ", "ch", "ψ", "ps", "ξ", "x", "α", "a", "β", "v", "γ", "g", "δ", "d", "ε", "e", "ζ", "z",
	"η", "i", "ι", "i", "κ", "k", "λ", "l", "μ", "m", "ν", "n", "ο", "o", "π", "p", "ρ", "r", "σ", "s", "ς", "s", "τ", "t", "υ", "y", "φ", "f", "ω", "o")

var latin = strings.NewReplacer("ß", "ss", "ł", "l", "ø", "o", "ı", "i", "ð", "d", "æ", "ae", "œ", "oe", "-", ".", "'", "")

// address makes the first part of an e-mail address of a name.
func address(name string) string { return latin.Replace(greek.Replace(domain.Slug(name))) }

// appoint has the people behind the ready links join and gives them, and some
// members of every local group, their roles.
func (k *maker) appoint(ctx context.Context) error {
	k.ago(4)
	return k.within(ctx, func(r *rooms) error {
		for _, ready := range readies {
			g := k.groups[ready.group]
			p := k.founder.Person
			if ready.Role != domain.Admin {
				m, err := k.joins(ctx, r, g, member{name: ready.Name, email: ready.email, locale: "en"})
				if err != nil {
					return err
				}
				p = m.id
			}
			if err := k.grant(ctx, r, g.ID, p, ready.Role); err != nil {
				return err
			}
			if err := k.agree(ctx, r, g.ID, p); err != nil {
				return err
			}
		}
		for _, l := range k.locals {
			for i, role := range []domain.Role{domain.Organiser, domain.Organiser, domain.Lead, domain.Lead, domain.Lead, domain.Canvasser, domain.Canvasser, domain.Canvasser, domain.Canvasser} {
				if i >= len(k.members[l.group.ID]) {
					break
				}
				if err := k.grant(ctx, r, l.group.ID, k.members[l.group.ID][i].id, role); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// agree has somebody agree to letters about what is on, and to nothing else.
func (k *maker) agree(ctx context.Context, r *rooms, g domain.GroupID, p domain.PersonID) error {
	_, err := r.people.Agree(ctx, domain.Actor{Person: p, Roles: map[domain.GroupID][]domain.Role{g: {domain.Member}}}, people.AgreeInput{
		ID: domain.NewID[string](k.clock), Group: string(g), Topic: string(domain.Briefings), Channel: string(domain.ByEmail), Wording: domain.Briefings.Wording() + ".en", Given: true,
	})
	return err
}

func (k *maker) grant(ctx context.Context, r *rooms, g domain.GroupID, p domain.PersonID, role domain.Role) error {
	return r.people.Grant(ctx, k.founder, g, people.GrantInput{Person: string(p), Role: string(role)})
}
