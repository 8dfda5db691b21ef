package demo

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/letter"
)

// A Ready is somebody as whom a visitor of the demo may walk in.
type Ready struct {
	Role  domain.Role
	Name  string
	Link  string // a whole address, which Walk fills in
	email string
	group string // the key of their group
}

// readies is one person a role, in the order in which they are named.
var readies = []Ready{
	{Role: domain.Member, Name: "Maya Member", email: "member@example.org", group: home},
	{Role: domain.Canvasser, Name: "Cass Canvasser", email: "canvasser@example.org", group: home},
	{Role: domain.Lead, Name: "Lee Lead", email: "lead@example.org", group: home},
	{Role: domain.Organiser, Name: "Olive Organiser", email: "organiser@example.org", group: home},
	{Role: domain.Treasurer, Name: "Theo Treasurer", email: "treasurer@example.org", group: "top"},
	{Role: domain.Auditor, Name: "Audrey Auditor", email: "auditor@example.org", group: "top"},
	{Role: domain.Compliance, Name: "Cora Compliance", email: "compliance@example.org", group: "top"},
	{Role: domain.Admin, Name: "Ada Admin", email: "admin@example.org", group: "top"},
}

// home is the local group that the demo is shown from.
const home = "Aire Valley Together"

// forDemo is the purpose of a link that walks in as somebody made up.
const forDemo domain.Purpose = "demo"

// linkLife is how long a ready link works.
const linkLife = 90 * 24 * time.Hour

// Walk makes one ready link a role, in place of those made before. It refuses
// with NotFound where the house is no demo.
func (m *Movement) Walk(ctx context.Context) ([]Ready, error) {
	if is, err := m.Is(ctx); err != nil || !is {
		return nil, orNotFound(err)
	}
	now := m.Clock.Now()
	all := make([]Ready, len(readies))
	for i, r := range readies {
		found, err := m.Store.PeopleAt(ctx, r.email)
		if err != nil || len(found) == 0 {
			return nil, orNotFound(err)
		}
		t, who := domain.NewToken(), string(found[0].ID)
		if err := m.Store.RevokeLinks(ctx, who, now); err != nil {
			return nil, err
		}
		if err := m.Store.PutLink(ctx, domain.Link{Hash: t.Hash(), Purpose: forDemo, Object: who, Made: now, Expires: now.Add(linkLife)}); err != nil {
			return nil, err
		}
		all[i] = r
		all[i].Link = m.URL("/demo/enter/" + string(t))
	}
	return all, nil
}

// Behind is who a ready link walks in as. Any other link, and any link where
// the house is no demo, refuses with NotFound.
func (m *Movement) Behind(ctx context.Context, t domain.Token) (domain.Actor, error) {
	if is, err := m.Is(ctx); err != nil || !is {
		return domain.Actor{}, orNotFound(err)
	}
	who, err := domain.Follow(ctx, m.Store, t, forDemo, m.Clock.Now())
	if err != nil {
		return domain.Actor{}, err
	}
	return m.People.Actor(ctx, domain.PersonID(who))
}

// Enter begins a session as the person behind a ready link, as often as it is
// followed.
func (m *Movement) Enter(ctx context.Context, t domain.Token, agent string) (domain.Token, error) {
	who, err := m.Behind(ctx, t)
	if err != nil {
		return "", err
	}
	return m.People.Enter(ctx, who.Person, agent)
}

// Mailbox lists the newest letters of the demo, to an address or to all. It
// refuses with NotFound where the house is no demo.
func (m *Movement) Mailbox(ctx context.Context, address string) ([]letter.Kept, error) {
	if is, err := m.Is(ctx); err != nil || !is {
		return nil, orNotFound(err)
	}
	return m.Letters.Mailbox(ctx, address, 30)
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return domain.Refuse(domain.NotFound, "no-such-page")
}
