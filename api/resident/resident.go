// Package resident is the web side of what residents do: calling cards,
// objections, deletions, complaints.
package resident

import (
	"slices"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/resident"
	"barnstorm/domain/universe"
)

// Handlers answers what residents ask, and what is done for them.
type Handlers struct {
	Residents *resident.Service
	Universe  *universe.Service
}

// mostComplaints is how many complaints are taken of one sender in a day: a
// group takes no more than 200, and nobody shall fill them up.
const mostComplaints = 20

// Routes is every address about residents.
func (h Handlers) Routes() []web.Route {
	hand, answer := web.May(domain.HandOutTurf), web.May(domain.AnswerResidents)
	return []web.Route{
		{Method: "GET", Path: "/card/:token", For: web.Holder, Does: "Say what was noted at the door of a calling card.", Out: cardJSON{}, Do: h.card},
		{Method: "POST", Path: "/card/:token/object", For: web.Holder, Does: "Object: nobody knocks at that door again, in any canvass.", Out: okJSON{}, Do: h.object},
		{Method: "POST", Path: "/card/:token/delete", For: web.Holder, Does: "Delete everything that was noted at that door.", In: resident.EraseInput{}, Out: erasedJSON{}, Do: h.erase},
		{Method: "GET", Path: "/card/:token/complain", For: web.Holder, Do: h.writeHere},
		{Method: "POST", Path: "/card/:token/complain", Seldom: mostComplaints, For: web.Holder, Does: "Complain to the organisers of a calling card's canvass, or ask something of them.", In: resident.ComplainInput{}, Out: complainedJSON{}, Do: h.complain},
		{Method: "GET", Path: "/complain", For: web.Anyone, Do: h.write},
		{Method: "POST", Path: "/complain", Seldom: mostComplaints, For: web.Anyone, Does: "Complain to the organisers, or ask something of them.", In: resident.ComplainInput{}, Out: complainedJSON{}, Do: h.complain},
		{Method: "GET", Path: "/complaint/:token", For: web.Holder, Does: "Say how a complaint stands.", Out: askedJSON{}, Do: h.asked},

		{Method: "GET", Path: "/organise/complaints", For: answer, Does: "List complaints and requests, open ones first.", Out: complaintsJSON{}, Do: h.complaints},
		{Method: "GET", Path: "/organise/complaints/:complaint", For: answer, Does: "Show a complaint.", Out: complaintJSON{}, Do: h.complaint},
		{Method: "POST", Path: "/organise/complaints/:complaint", For: answer, Does: "Acknowledge a complaint; its sender is told.", Out: complaintJSON{}, Do: h.acknowledge},
		{Method: "POST", Path: "/organise/complaints/:complaint/answer", For: answer, Does: "Answer a complaint and close it.", In: resident.AnswerInput{}, Out: complaintJSON{}, Do: h.answer},
		{Method: "POST", Path: "/organise/complaints/:complaint/hush", For: answer, Does: "Have nobody knock again at the address that a request names.", In: resident.HushInput{}, Out: hushedJSON{}, Do: h.hush},

		{Method: "GET", Path: "/organise/efforts/:effort/cards", For: hand, Does: "List the calling cards that were printed for a canvass.", Out: stacksJSON{}, Do: h.stacks},
		{Method: "POST", Path: "/organise/efforts/:effort/cards", For: hand, Does: "Make calling cards, one for each door of a turf, or one for all doors.", In: resident.PrintInput{}, Out: stackJSON{}, Do: h.print},
		{Method: "GET", Path: "/organise/cards/:stack", For: hand, Do: h.sheet},
		{Method: "POST", Path: "/organise/cards/:stack/revoke", For: hand, Does: "Have calling cards open nothing any more.", Out: stackJSON{}, Do: h.revoke},
	}
}

type okJSON struct {
	OK bool `json:"ok"`
}

// local is a moment by a clock.
func local(t time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil && !t.IsZero() {
		return t.In(loc)
	}
	return t
}

// done is what was done on the page a moment ago, if it is one of these.
func done(c *web.Ctx, these ...string) string {
	if said := c.QueryParam("done"); slices.Contains(these, said) {
		return said
	}
	return ""
}

func effortOf(c *web.Ctx) (canvass.EffortID, error) {
	return web.ID[canvass.EffortID](c, "effort", "no-such-effort")
}
