package event

import (
	"net/url"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// proposalRoutes is every address about events that supporters propose.
func (h Handlers) proposalRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/events/propose", For: web.SignedIn, Asks: begun, Does: "List what the caller has proposed, newest first.", Out: proposalsJSON{}, Do: h.proposeForm},
		{Method: "POST", Path: "/events/propose", For: web.May(domain.ProposeEvents), Does: "Propose an event to a group; the id is made by the sender.", In: event.Input{}, Out: proposalJSON{}, Do: h.propose},
		{Method: "GET", Path: "/organise/proposals", For: web.May(domain.ScheduleEvents), Does: "List the proposals that wait for a decision, oldest first.", Out: proposalsJSON{}, Do: h.proposals},
		{Method: "GET", Path: "/organise/proposals/:event", For: web.May(domain.ScheduleEvents), Does: "Show a proposal as it was sent.", Out: proposalJSON{}, Do: h.proposal},
		{Method: "POST", Path: "/organise/proposals/:event", For: web.May(domain.ScheduleEvents), Does: "Call a proposed event; whoever proposed it becomes its host.", In: event.Input{}, Out: eventJSON{}, Do: h.callProposed},
		{Method: "POST", Path: "/organise/proposals/:event/decline", For: web.May(domain.ScheduleEvents), Does: "Decline a proposal, with a reason.", In: event.DeclineInput{}, Out: proposalJSON{}, Do: h.decline},
	}
}

// begun is what the form of a new event begins with.
var begun = []web.Query{{Name: "kind", Says: "The kind whose template the page begins with."}, {Name: "seat", Says: "The seat that the page begins with."}}

// proposalJSON is what programs learn of a proposal.
type proposalJSON struct {
	ID      event.ID       `json:"id"`
	Group   domain.GroupID `json:"group"`
	By      string         `json:"by,omitempty"` // name of who proposed, for those who decide
	State   string         `json:"state"`        // "open", "called" or "declined"
	Why     string         `json:"why,omitempty"`
	Made    time.Time      `json:"made"`
	Said    event.Input    `json:"said"` // as it was sent
	Decided *time.Time     `json:"decided,omitempty"`
}

type proposalsJSON struct {
	Proposals []proposalJSON `json:"proposals"`
}

func stateOf(p event.Proposal) string {
	switch {
	case p.Open():
		return "open"
	case p.Accepted:
		return "called"
	}
	return "declined"
}

func proposalOf(p event.Proposal) proposalJSON {
	out := proposalJSON{ID: p.ID, Group: p.Group, By: p.Name, State: stateOf(p), Why: p.Why, Made: p.Made, Said: p.Said}
	if !p.Open() {
		out.Decided = &p.Decided
	}
	return out
}

// proposalLines is proposals as a page lists them, each leading to under its
// id, or nowhere.
func proposalLines(c *web.Ctx, all []event.Proposal, under string) (lines []templates.ProposalLine, out proposalsJSON) {
	out.Proposals = []proposalJSON{}
	for _, p := range all {
		line := templates.ProposalLine{Title: p.Said.Title, Kind: p.Said.Kind, Name: p.Name, State: stateOf(p), Why: p.Why, Made: local(p.Made, p.Said.Zone)}
		if starts, err := time.Parse(event.WallTime, p.Said.Starts); err == nil {
			line.Starts = starts
		}
		if under != "" {
			line.Href = c.Prefix() + under + string(p.ID)
		}
		lines, out.Proposals = append(lines, line), append(out.Proposals, proposalOf(p))
	}
	return lines, out
}

// proposeForm answers GET /events/propose.
func (h Handlers) proposeForm(c *web.Ctx) (web.Answer, error) {
	in, err := h.suggested(c, h.Belongs)
	if err != nil {
		return web.Answer{}, err
	}
	return h.proposePage(c, web.FormOf(in))
}

func (h Handlers) proposePage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	mine, err := h.Events.Proposed(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	groups, err := h.Belongs(c)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.EventEdit{Action: c.Prefix() + "/events/propose", New: true, Propose: true, Form: f, Kinds: kinds(), Groups: groups, Sent: c.QueryParam("sent") != ""}
	if page.Zones, err = h.zones(c, f); err != nil {
		return web.Answer{}, err
	}
	var out proposalsJSON
	page.Mine, out = proposalLines(c, mine, "")
	page.Title = templates.Word(c.Lang(), "propose.title")
	return web.Answer{JSON: out, Page: "event/edit", Part: "edit", Data: page}, nil
}

// propose answers POST /events/propose.
func (h Handlers) propose(c *web.Ctx) (web.Answer, error) {
	var in event.Input
	form, err := c.Read(&in)
	var p event.Proposal
	if err == nil {
		p, err = h.Events.Propose(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.proposePage(c, f) })
	}
	return web.Answer{JSON: proposalOf(p), Next: "/events/propose?sent=1"}, nil
}

// proposals answers GET /organise/proposals.
func (h Handlers) proposals(c *web.Ctx) (web.Answer, error) {
	all, err := h.Events.ToDecide(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.EventProposals{}
	var out proposalsJSON
	page.Proposals, out = proposalLines(c, all, "/organise/proposals/")
	page.Title = templates.Word(c.Lang(), "propose.list")
	return web.Answer{JSON: out, Page: "event/proposals", Data: page}, nil
}

// Proposed is how many proposals wait for the reader, for the page of today.
func (h Handlers) Proposed(c *web.Ctx) (int, error) {
	if !c.Who().Anywhere(domain.ScheduleEvents) {
		return 0, nil
	}
	all, err := h.Events.ToDecide(c.Go(), c.Who())
	return len(all), err
}

// proposal answers GET /organise/proposals/{event}.
func (h Handlers) proposal(c *web.Ctx) (web.Answer, error) {
	return h.decidePage(c, nil)
}

// decidePage is the form of an event as it was proposed, or as f has it.
func (h Handlers) decidePage(c *web.Ctx, f *templates.Form) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-proposal")
	if err != nil {
		return web.Answer{}, err
	}
	p, err := h.Events.Proposal(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	form := web.FormOf(p.Said)
	if f != nil && f.Raw.Has("title") {
		form = *f
	} else if f != nil { // the reason was wrong, and not the event
		form.Wrong, form.Refusal, form.Args = f.Wrong, f.Refusal, f.Args
		form.Raw = url.Values(form.Raw)
		form.Raw.Set("why", f.Value("why"))
	}
	a, err := h.edit(c, form, nil)
	if err != nil {
		return a, err
	}
	page := a.Data.(*templates.EventEdit)
	lines, _ := proposalLines(c, []event.Proposal{p}, "")
	page.Templates, page.Action, page.Proposal = "", c.Prefix()+"/organise/proposals/"+string(id), &lines[0]
	page.Groups, page.Title = nil, p.Said.Title
	a.JSON = proposalOf(p)
	return a, nil
}

// callProposed answers POST /organise/proposals/{event}.
func (h Handlers) callProposed(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-proposal")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.Input
	form, err := c.Read(&in)
	var e event.Event
	if err == nil {
		e, err = h.Events.CallProposed(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.decidePage(c, &f) })
	}
	return web.Answer{JSON: jsonOf(e), Next: "/organise/events/" + string(e.ID)}, nil
}

// decline answers POST /organise/proposals/{event}/decline.
func (h Handlers) decline(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-proposal")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.DeclineInput
	form, err := c.Read(&in)
	var p event.Proposal
	if err == nil {
		p, err = h.Events.Decline(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.decidePage(c, &f) })
	}
	return web.Answer{JSON: proposalOf(p), Next: "/organise/proposals"}, nil
}
