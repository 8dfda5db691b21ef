package event

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// afterJSON is what a program learns of an event that is over, for one party.
type afterJSON struct {
	Fate  event.Fate `json:"fate"`
	Came  int        `json:"came"`  // people in all; 0 where it is not known of everybody
	First int        `json:"first"` // parties among them that came for the first time
	Next  []nextJSON `json:"next"`
}

type nextJSON struct {
	Slug   string    `json:"slug"`
	Title  string    `json:"title"`
	Starts time.Time `json:"starts"`
	Left   int       `json:"left"` // places; 0 without a limit
}

// after is what an event came to for a party, once it is over.
func (h Handlers) after(c *web.Ctx, x event.Held) (*templates.AfterView, *afterJSON, error) {
	a, err := h.Events.After(c.Go(), x)
	if err != nil || a.Fate == "" {
		return nil, nil, err
	}
	view := &templates.AfterView{Fate: string(a.Fate), Nearest: c.Prefix() + "/nearest"}
	out := &afterJSON{Fate: a.Fate, Next: []nextJSON{}}
	if a.Turnout.Whole() {
		view.Came, view.First = a.Turnout.Came, a.Turnout.First
		out.Came, out.First = view.Came, view.First
	}
	for _, n := range a.Next {
		view.Next = append(view.Next, templates.NextLine{Href: c.Prefix() + "/events/" + n.Slug, Title: n.Title, Starts: local(n.Starts, n.Zone), Left: n.Left})
		out.Next = append(out.Next, nextJSON{n.Slug, n.Title, n.Starts, n.Left})
	}
	if len(c.Who().Roles[x.Event.Group]) == 0 {
		view.Join = c.Prefix() + "/join?group=" + string(x.Event.Group)
	}
	if h.Gives {
		view.Give = c.Prefix() + "/donate/" + x.Site.Slug
	}
	return view, out, nil
}
