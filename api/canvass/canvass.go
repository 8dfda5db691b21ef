// Package canvass is the web side of canvassing: efforts, the door, the sync
// of phones, and results.
package canvass

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// Handlers answers what is asked about canvassing.
type Handlers struct {
	Canvass  *canvass.Service
	Scripts  *script.Service
	Universe *universe.Service
	Hub      *Hub // tells whoever looks at results when they change
	Outings  *outing.Service
	// Groups names the groups in which somebody may do an act, id and name.
	Groups func(domain.Act) func(*web.Ctx) ([]templates.Option, error)
}

// Routes is every address about canvassing.
func (h Handlers) Routes() []web.Route {
	knock, run, see, review := web.May(domain.Knock), web.May(domain.RunEfforts), web.May(domain.SeeResults), web.May(domain.ReviewRecords)
	return []web.Route{
		{Method: "GET", Path: "/door", For: knock, Does: "List the canvasses where the caller may knock, with the turf to be had.", Out: doorsJSON{}, Do: h.doors},
		{Method: "GET", Path: "/door/shell", For: web.Anyone, Do: h.shell},
		{Method: "GET", Path: "/door/words/:file", For: web.Anyone, Do: h.words},
		{Method: "GET", Path: "/door/worker.js", For: web.Anyone, Do: h.worker},
		{Method: "GET", Path: "/door/manifest.webmanifest", For: web.Anyone, Do: h.manifest},
		{Method: "POST", Path: "/door/turf/:turf/pack", For: knock, Does: "Take a turf out with a phone; the upload token is shown once.", In: universe.PackInput{}, Out: packJSON{}, Do: h.pack},
		{Method: "POST", Path: "/door/turf/:turf/back", For: knock, Does: "Bring a turf back that one took out.", In: backInput{}, Out: okJSON{}, Do: h.back},
		{Method: "GET", Path: "/door/join", For: web.Anyone, Do: h.shell},
		{Method: "POST", Path: "/door/board", For: web.Holder, Does: "Say what the code of a board opens; to a phone of the team, where the others have been.", In: peekInput{}, Out: glanceJSON{}, Do: h.peek},
		{Method: "POST", Path: "/door/board/back", For: web.Holder, Does: "Bring a board back.", In: homeInput{}, Out: okJSON{}, Do: h.home},
		{Method: "POST", Path: "/door/join", For: web.Holder, Does: "Open a board on a phone; the upload token is shown once.", In: outing.JoinInput{}, Out: packJSON{}, Do: h.join},
		{Method: "GET", Path: "/door/:effort", For: knock, Does: "Show a canvass with the script that it gives out.", Out: briefJSON{}, Do: h.door},
		{Method: "POST", Path: "/door/:effort", For: knock, Do: h.knock},
		{Method: "POST", Path: "/door/:effort/step", For: knock, Do: h.step},
		{Method: "POST", Path: "/door/:effort/undo", For: knock, Do: h.undo},
		{Method: "POST", Path: "/door/:effort/credential", For: knock, Does: "Get an upload credential for one device; it is shown once.", In: canvass.EquipInput{}, Out: credentialJSON{}, JSONOnly: true, Do: h.equip},
		{Method: "POST", Path: "/door/:effort/call-in", For: knock, Does: "End a person's upload credentials: a lost phone, somebody who left.", In: canvass.CallInInput{}, Out: okJSON{}, JSONOnly: true, Do: h.callIn},
		{Method: "POST", Path: "/door/hand-in", Large: true, For: web.SignedIn, Does: "Append up to 100 records from a phone whose key is lost, in one's own name; each is answered.", In: canvass.SyncInput{}, Out: syncJSON{}, Do: h.handIn},
		{Method: "POST", Path: "/sync", Large: true, For: web.Machine, Does: "Append up to 100 records from a phone; each is answered.", In: canvass.SyncInput{}, Out: syncJSON{}, JSONOnly: true, Do: h.sync},
		{Method: "GET", Path: "/organise/efforts", For: see, Does: "List the canvasses whose results the caller may see.", Out: listJSON{}, Do: h.efforts},
		{Method: "POST", Path: "/organise/efforts", For: run, Does: "Begin a canvass; the id is made by the sender.", In: canvass.LaunchInput{}, Out: effortJSON{}, Do: h.launch},
		{Method: "GET", Path: "/organise/efforts/:effort", For: see, Does: "Show a canvass.", Out: effortJSON{}, Do: h.effort},
		{Method: "POST", Path: "/organise/efforts/:effort", For: run, Does: "Say what the script's variables are in this canvass.", In: canvass.FillInput{}, Out: effortJSON{}, Do: h.fill},
		{Method: "GET", Path: "/organise/efforts/:effort/results", For: see, Does: "Show what a canvass has come to, from counts.", Out: resultsJSON{}, Do: h.results},
		{Method: "GET", Path: "/organise/efforts/:effort/live", For: see, Do: h.live},
		{Method: "GET", Path: "/organise/efforts/:effort/comparison", For: see, Does: "Say how the comparison of a canvass's talk by lot stands, or what it came to.", Out: comparisonJSON{}, Do: h.comparison},
		{Method: "POST", Path: "/organise/efforts/:effort/comparison", For: run, Does: "Draw lots, before the first knock: half of the households talk about something else.", In: universe.LotsInput{}, Out: comparisonJSON{}, Do: h.drawLots},
		{Method: "POST", Path: "/organise/efforts/:effort/comparison/follow", For: run, Does: "Begin the canvass that asks both halves the same question later; the id is made by the sender.", In: universe.FollowInput{}, Out: effortJSON{}, Do: h.askAgain},
		{Method: "GET", Path: "/organise/efforts/:effort/forgetting", For: see, Does: "Say what the clock of a canvass will delete and when, or its certificate of what it has.", Out: forgettingJSON{}, Do: h.forgetting},
		{Method: "GET", Path: "/organise/efforts/:effort/receipts", For: review, Does: "Say what came home of the turf that phones took out, with the codes they show.", Out: receiptsJSON{}, Do: h.receipts},
		{Method: "GET", Path: "/organise/efforts/:effort/held", For: review, Does: "List the records that wait for a decision.", Out: heldListJSON{}, JSONOnly: true, Do: h.held},
		{Method: "POST", Path: "/organise/efforts/:effort/held/:key", For: review, Does: "Accept a record, or set it aside.", In: canvass.DecideInput{}, Out: okJSON{}, Do: h.decide},
	}
}

type okJSON struct {
	OK bool `json:"ok"`
}

type listJSON struct {
	Efforts []effortJSON `json:"efforts"`
}

// effortJSON is what programs learn of an effort.
type effortJSON struct {
	ID       canvass.EffortID  `json:"id"`
	Group    domain.GroupID    `json:"group"`
	Name     string            `json:"name"`
	Script   script.ID         `json:"script"`
	Version  script.VersionID  `json:"script_version"`
	Doors    int               `json:"doors"`
	Starts   time.Time         `json:"starts"`
	Ends     time.Time         `json:"ends"`
	Zone     string            `json:"zone"`
	Level    canvass.Level     `json:"level"`
	KeepDays int               `json:"keep_days"`
	Fill     map[string]string `json:"fill"`
}

func jsonOf(e canvass.Effort) effortJSON {
	return effortJSON{
		ID: e.ID, Group: e.Group, Name: e.Name, Script: e.Script, Version: e.Version, Doors: e.Doors, Starts: e.Starts, Ends: e.Ends,
		Zone: e.Zone, Level: e.Level, KeepDays: e.KeepDays, Fill: e.Fill,
	}
}

// local is a moment by the effort's clock.
func local(t time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil && !t.IsZero() {
		return t.In(loc)
	}
	return t
}

// lineOf is an effort in a list. Its last day is the day before its end.
func lineOf(c *web.Ctx, e canvass.Effort) templates.EffortLine {
	now := c.Now()
	return templates.EffortLine{
		Href: c.Prefix() + "/organise/efforts/" + string(e.ID), Door: c.Prefix() + "/door/" + string(e.ID),
		Results: c.Prefix() + "/organise/efforts/" + string(e.ID) + "/results", Name: e.Name,
		Starts: local(e.Starts, e.Zone), Ends: local(e.Ends.Add(-time.Second), e.Zone), Running: !now.Before(e.Starts) && now.Before(e.Ends),
	}
}

// idOf is the effort of the path.
func idOf(c *web.Ctx) (canvass.EffortID, error) {
	return web.ID[canvass.EffortID](c, "effort", "no-such-effort")
}
