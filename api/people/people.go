// Package people is the web side of people and groups: how a house begins, how
// one signs in and joins, a person's own page, and the organiser's lists.
package people

import (
	"context"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// Handlers answers what is asked about people and groups. What it shows of
// other contexts it is lent by functions; each may be nil.
type Handlers struct {
	People *people.Service
	// Sandbox is whether gifts only play, because no payment service is set up.
	Sandbox bool
	// EventsOf lists the next events of groups, for anybody.
	EventsOf func(c *web.Ctx, groups []domain.GroupID, most int) ([]templates.EventLine, error)
	// FeedOf is a calendar of what groups have called, under a name.
	FeedOf func(c *web.Ctx, name string, groups []domain.GroupID) (web.Answer, error)
	// Called lists the next events of the groups in which the reader organises.
	Called func(c *web.Ctx, most int) ([]templates.EventLine, error)
	// Answered lists what the reader has answered, under any of the addresses.
	Answered func(c *web.Ctx, emails []string) ([]templates.MyEvent, error)
	// Proposed is how many events that supporters propose wait for the reader;
	// nil for none.
	Proposed func(*web.Ctx) (int, error)
	// Gifts lists what was given under any of the addresses.
	Gifts func(c *web.Ctx, emails []string) ([]templates.MyGift, error)
	// MailOff reports whether an address is on the stop list.
	MailOff func(ctx context.Context, address string) (bool, error)
	// Version is of the program, Source where its source can be had, and
	// Contact the address that people write to.
	Version, Source, Contact string
	// Path is the reader's own path, with the groups in which they may be welcomed.
	Path func(c *web.Ctx, emails []string, groups []templates.Option) (*templates.PathView, error)
	// Waits lists what else waits for the reader, each of another context.
	Waits []func(*web.Ctx) ([]templates.Task, error)
	// Undelivered counts the letters that failed or may have failed.
	Undelivered func(context.Context) (int, error)
}

// Routes is every address about people and groups.
func (h Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/start/:token", For: web.Holder, Do: h.startForm},
		{Method: "POST", Path: "/start/:token", For: web.Holder, Do: h.start},
		{Method: "GET", Path: "/sign-in", For: web.Anyone, Do: h.askForm},
		{Method: "POST", Path: "/sign-in", For: web.Anyone, Do: h.ask},
		{Method: "GET", Path: "/sign-in/code", For: web.Anyone, Do: h.codeForm},
		{Method: "POST", Path: "/sign-in/code", For: web.Anyone, Do: h.code},
		{Method: "GET", Path: "/sign-in/:token", For: web.Holder, Do: h.linkForm},
		{Method: "POST", Path: "/sign-in/:token", For: web.Holder, Do: h.link},
		{Method: "POST", Path: "/sign-out", For: web.Anyone, Do: h.signOut},
		{Method: "GET", Path: "/signed-out", For: web.Anyone, Do: h.signedOut},
		{Method: "GET", Path: "/join", For: web.Anyone, Do: h.joinForm},
		{Method: "POST", Path: "/join", For: web.Anyone, Do: h.join},
		{Method: "GET", Path: "/groups", For: web.Anyone, Does: "List the groups, by country and name.", Out: groupsJSON{}, Do: h.groups},
		{Method: "GET", Path: "/groups/:slug", For: web.Anyone, Does: "Show one group.", Out: groupJSON{}, Do: h.group},
		{Method: "GET", Path: "/groups/:slug/calendar.ics", For: web.Anyone, Do: h.feed},
		{Method: "GET", Path: "/imprint", For: web.Anyone, Do: h.about("imprint")},
		{Method: "GET", Path: "/privacy", For: web.Anyone, Do: h.about("privacy")},
		{Method: "GET", Path: "/accessibility", For: web.Anyone, Do: h.about("accessibility")},
		{Method: "GET", Path: "/source", For: web.Anyone, Do: h.about("source")},
		{Method: "GET", Path: "/brand/:colour", For: web.Anyone, Do: h.brand},
		{Method: "GET", Path: "/me", For: web.SignedIn, Does: "Show who is asking, and their roles.", Out: meJSON{}, Do: h.me},
		{Method: "GET", Path: "/me/data.json", For: web.SignedIn, Fresh: true, Do: h.download},
		{Method: "POST", Path: "/me/language", For: web.SignedIn, Do: h.speak},
		{Method: "POST", Path: "/me/consents", For: web.SignedIn, Does: "Agree to being contacted about a topic by a channel, or take it back; the id is made by the sender.", In: people.AgreeInput{}, Out: consentJSON{}, Do: h.agree},
		{Method: "POST", Path: "/me/token", For: web.SignedIn, Fresh: true, Do: h.token},
		{Method: "POST", Path: "/me/token/end", For: web.SignedIn, Do: h.endTokens},
		{Method: "GET", Path: "/me/prove", For: web.SignedIn, Do: h.proveForm},
		{Method: "POST", Path: "/me/prove", For: web.SignedIn, Do: h.prove},
		{Method: "GET", Path: "/me/second-factor", For: web.SignedIn, Do: h.factorForm},
		{Method: "POST", Path: "/me/second-factor", For: web.SignedIn, Do: h.prepare},
		{Method: "POST", Path: "/me/second-factor/confirm", For: web.SignedIn, Do: h.confirm},
		{Method: "POST", Path: "/me/second-factor/end", For: web.SignedIn, Fresh: true, Do: h.dropFactor},
		{Method: "GET", Path: "/me/erase", For: web.SignedIn, Fresh: true, Do: h.eraseForm},
		{Method: "POST", Path: "/me/erase", For: web.SignedIn, Fresh: true, Do: h.erase},
		{Method: "POST", Path: "/me/sessions/:session/end", For: web.SignedIn, Do: h.endSession},
		{Method: "POST", Path: "/me/groups/:group/leave", For: web.SignedIn, Do: h.leave},
		{Method: "GET", Path: "/organise", For: web.May(domain.SeeRSVPs), Do: h.today},
		{Method: "POST", Path: "/organise/house/confirm", For: web.May(domain.RunGroups), Fresh: true, Do: h.confirmRestored},
		{Method: "GET", Path: "/organise/people", For: web.May(domain.SeePeople), Asks: append([]web.Query{{Name: "group", Says: "The people of this group alone."}}, web.Paged...), Does: "List the people of the caller's groups, or of one of them, by name.", Out: peopleJSON{}, Do: h.people},
		{Method: "POST", Path: "/organise/groups/:group/roles", For: web.May(domain.GrantRoles), Fresh: true, Does: "Give or take a role.", In: people.GrantInput{}, Out: grantJSON{}, Do: h.grant},
		{Method: "GET", Path: "/organise/groups", For: web.May(domain.RunGroups), Do: h.tree},
		{Method: "GET", Path: "/organise/groups/:group", For: web.May(domain.RunGroups), Fresh: true, Do: h.groupForm},
		{Method: "POST", Path: "/organise/groups/:group", For: web.May(domain.RunGroups), Fresh: true, Does: "Change what a group says of itself.", In: people.GroupInput{}, Out: groupJSON{}, Do: h.changeGroup},
		{Method: "GET", Path: "/organise/groups/:group/new", For: web.May(domain.RunGroups), Fresh: true, Do: h.newGroup},
		{Method: "POST", Path: "/organise/groups/:group/groups", For: web.May(domain.RunGroups), Fresh: true, Does: "Found a group below another; the id is made by the sender.", In: people.GroupInput{}, Out: groupJSON{}, Do: h.found},
	}
}

// groupJSON is what programs learn of a group.
type groupJSON struct {
	ID       domain.GroupID `json:"id"`
	Parent   domain.GroupID `json:"parent,omitempty"`
	Name     string         `json:"name"`
	Slug     string         `json:"slug"`
	About    string         `json:"about"`
	Country  string         `json:"country"`
	Currency string         `json:"currency"`
	Zone     string         `json:"zone"`
	Locale   string         `json:"locale"`
}

func jsonOf(g people.Group) groupJSON {
	return groupJSON{g.ID, g.Parent, g.Name, g.Slug, g.About, g.Country, g.Currency, g.Zone, g.Locale}
}

// groupsJSON is a list of groups.
type groupsJSON struct {
	Groups []groupJSON `json:"groups"`
}

// said turns codes into the lines of a select, each in the word prefix.code.
func said[T ~string](c *web.Ctx, prefix string, codes []T) []templates.Option {
	all := make([]templates.Option, len(codes))
	for i, code := range codes {
		all[i] = templates.Option{Value: string(code), Text: templates.Word(c.Lang(), prefix+string(code))}
	}
	return all
}

// plain turns values into the lines of a select, the first one on top.
func plain(first string, values []string) []templates.Option {
	var all []templates.Option
	if first != "" {
		all = append(all, templates.Option{Value: first, Text: first})
	}
	for _, v := range values {
		if v != first {
			all = append(all, templates.Option{Value: v, Text: v})
		}
	}
	return all
}

func languages() []templates.Option {
	all := make([]templates.Option, len(templates.Langs))
	for i, l := range templates.Langs {
		all[i] = templates.Option{Value: l.Code, Text: l.Name}
	}
	return all
}

// countries is what a founder chooses from.
const countries = "GB DE ES GR FR US CA IE AT CH BE NL LU IT PT CY DK SE NO FI PL CZ SK HU RO BG HR SI EE LV LT MT IS AU NZ MX AR CL CO"

// kinds is the legal forms whose rules on gifts differ.
var kinds = []string{"association", "unincorporated", "party", "state-party", "accounting-unit", "candidate", "pac", "third-party", "union", "charity", "company"}
