// Package universe is the web side of universes: bringing addresses in, cutting
// them into turfs, and the map of these.
package universe

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// Handlers answers what is asked about universes and turfs.
type Handlers struct {
	Universe *universe.Service
	Canvass  *canvass.Service
}

// Routes is every address about universes and turfs.
func (h Handlers) Routes() []web.Route {
	run, hand := web.May(domain.RunEfforts), web.May(domain.HandOutTurf)
	return []web.Route{
		{Method: "GET", Path: "/organise/efforts/:effort/universe", For: run, Does: "Show how large a canvass's universe is, and the files it came from.", Out: universeJSON{}, Do: h.universe},
		{Method: "POST", Path: "/organise/efforts/:effort/universe", Large: true, For: run, Does: "Bring a file of addresses; it is checked before anything is kept.", In: fileJSON{}, Out: importJSON{}, Do: h.bring},
		{Method: "GET", Path: "/organise/efforts/:effort/area", For: run, Asks: []web.Query{{Name: "near", Says: "Beginnings of postcodes: what to show."}}, Does: "Show the postcodes of a place, to draw an area among them.", Out: regionJSON{}, Do: h.area},
		{Method: "POST", Path: "/organise/efforts/:effort/area", For: run, Does: "Add an open stop for each postcode of an area.", In: universe.AreaInput{}, Out: drawnJSON{}, Do: h.draw},
		{Method: "GET", Path: "/organise/universe/:import", For: run, Does: "Show how far a file of addresses is, and what it comes to.", Out: importJSON{}, Do: h.file},
		{Method: "POST", Path: "/organise/universe/:import", For: run, Does: "Say what the columns of a file hold; check it again or bring it in.", In: universe.MapInput{}, Out: importJSON{}, Do: h.columns},
		{Method: "POST", Path: "/organise/universe/:import/undo", For: run, Does: "Take a file back: the doors that came with it alone and that nobody has visited or cut, and its people.", Out: importJSON{}, Do: h.undo},
		{Method: "GET", Path: "/organise/efforts/:effort/turfs", For: hand, Asks: append([]web.Query{
			{Name: "state", Says: "Those alone that stand so: free, out, overdue, returned or finished."}, {Name: "q", Says: "Those alone with this in the name of the turf, of the team or of who has it."},
		}, web.Paged...), Does: "List the turfs of a canvass by name with their outlines, and who has those that are out.", Out: turfsJSON{}, Do: h.turfs},
		{Method: "POST", Path: "/organise/efforts/:effort/turfs", For: run, Does: "Cut the doors that nobody has into turfs.", In: universe.CutInput{}, Out: turfsJSON{}, Do: h.cut},
		{Method: "GET", Path: "/organise/efforts/:effort/told", For: hand, Does: "List what canvassers noted of doors: households that no list has, wrong numbers, visits that were asked for.", Out: notesJSON{}, Do: h.told},
		{Method: "POST", Path: "/organise/efforts/:effort/told", For: hand, Does: "Take over what canvassers noted, or set it aside.", In: universe.SettleInput{}, Out: settledJSON{}, Do: h.settle},
		{Method: "GET", Path: "/organise/turfs/:turf", For: hand, Asks: []web.Query{{Name: "door", Says: "Where its list of doors goes on."}}, Does: "Show a turf with its doors in walking order.", Out: turfJSON{}, Do: h.turf},
		{Method: "POST", Path: "/organise/turfs/:turf/move", For: hand, Does: "Move a door, or a side of a street, to another turf.", In: universe.MoveInput{}, Out: turfJSON{}, Do: h.move},
		{Method: "POST", Path: "/organise/turfs/:turf/join", For: hand, Does: "Put another turf's doors into this one.", In: universe.JoinInput{}, Out: turfJSON{}, Do: h.join},
		{Method: "POST", Path: "/organise/turfs/:turf/split", For: hand, Does: "Split a turf in two.", In: universe.SplitInput{}, Out: turfJSON{}, Do: h.split},
		{Method: "POST", Path: "/organise/turfs/:turf/name", For: hand, Does: "Call a turf by a name; empty gives it that of its streets.", In: universe.RenameInput{}, Out: turfJSON{}, Do: h.rename},
		{Method: "POST", Path: "/organise/doors/:door/pin", For: hand, Does: "Put a door where somebody pointed.", In: universe.PinInput{}, Out: doorJSON{}, JSONOnly: true, Do: h.pin},
	}
}

type universeJSON struct {
	Doors   int          `json:"doors"`
	Exact   int          `json:"exact"`
	Near    int          `json:"near"`
	Nowhere int          `json:"nowhere"`
	Cut     int          `json:"in_turfs"`
	Met     int          `json:"met"`
	Files   []importJSON `json:"files"`
}

// fileJSON is a file as a program sends it; a browser sends a form with the
// file itself.
type fileJSON struct {
	ID   universe.ImportID `json:"id"`
	File string            `json:"file"`
	Text string            `json:"text"`
}

// importJSON is what programs learn of an import.
type importJSON struct {
	ID      universe.ImportID `json:"id"`
	File    string            `json:"file"`
	Stage   universe.Stage    `json:"stage"`
	Percent int               `json:"percent"`
	Why     string            `json:"why,omitempty"`
	Line    int               `json:"line,omitempty"`
	Rows    int               `json:"rows"`
	Doors   int               `json:"new_doors"`
	Same    int               `json:"known_doors"`
	People  int               `json:"people"`
	Without int               `json:"left_out"`
	Odd     int               `json:"odd"`
	Exact   int               `json:"exact"`
	Near    int               `json:"near"`
	Nowhere int               `json:"nowhere"`
	Undo    universe.Undo     `json:"taken_back,omitempty"` // asked or done
	Gone    int               `json:"doors_gone,omitempty"`
	Kept    int               `json:"doors_kept,omitempty"`
	Columns universe.Columns  `json:"columns"`
	Faults  []faultJSON       `json:"faults"`
}

type faultJSON struct {
	Line   int    `json:"line"`
	Column string `json:"column"`
	Code   string `json:"code"`
}

func importOf(i universe.Import) importJSON {
	p := i.Progress
	out := importJSON{
		ID: i.ID, File: i.File, Stage: i.Stage, Percent: i.Percent(), Why: i.Why, Line: i.Line, Rows: p.Rows, Doors: p.Doors, Same: p.Same, People: p.People,
		Without: p.Without, Odd: p.Odd, Exact: p.Exact, Near: p.Near, Nowhere: p.Nowhere, Undo: i.Undo, Gone: i.Retreat.Gone, Kept: i.Retreat.Kept, Columns: i.Columns, Faults: []faultJSON{},
	}
	for _, f := range i.Faults {
		out.Faults = append(out.Faults, faultJSON(f))
	}
	return out
}

// regionJSON is the postcodes of a place. Points are [longitude, latitude].
type regionJSON struct {
	Parts []partJSON   `json:"parts"`
	At    [][2]float64 `json:"postcodes"`
}

type partJSON struct {
	Code string `json:"code"`
	N    int    `json:"postcodes"`
}

type drawnJSON struct {
	Added int `json:"added"`
}

type turfsJSON struct {
	Turfs []turfJSON `json:"turfs"`
	Found int        `json:"found"`
	More  string     `json:"more,omitempty"` // empty when no more follow
}

// turfJSON is what programs learn of a turf. Points are [longitude, latitude],
// as GeoJSON writes them.
type turfJSON struct {
	ID      universe.TurfID `json:"id"`
	Name    string          `json:"name"`
	Size    int             `json:"doors"`
	Block   bool            `json:"block"`
	State   universe.State  `json:"state"`
	Until   *time.Time      `json:"until,omitempty"`
	Team    string          `json:"team,omitempty"`
	Holder  string          `json:"holder,omitempty"` // the name of who has it
	At      [2]float64      `json:"at"`
	Outline [][2]float64    `json:"outline"`
	Walk    []doorJSON      `json:"walk,omitempty"`
}

type doorJSON struct {
	ID       universe.DoorID `json:"id"`
	Place    int             `json:"place"`
	Flat     string          `json:"flat"`
	Number   string          `json:"number"`
	Street   string          `json:"street"`
	Town     string          `json:"town"`
	Postcode string          `json:"postcode"`
	At       [2]float64      `json:"at"`
	Sure     universe.Sure   `json:"sure"`
	Language string          `json:"language,omitempty"`
	Quiet    bool            `json:"quiet"`
	Open     bool            `json:"open"`
}

func point(p domain.Point) [2]float64 { return [2]float64{p.Lon, p.Lat} }

func jsonOf(t universe.Turf, stops []universe.Stop) turfJSON {
	out := turfJSON{ID: t.ID, Name: t.Name, Size: t.Size, Block: t.Block, State: t.State, At: point(t.At), Outline: [][2]float64{}}
	if t.State == universe.Out {
		out.Until = &t.Until
	}
	for _, p := range t.Outline {
		out.Outline = append(out.Outline, point(p))
	}
	for _, s := range stops {
		out.Walk = append(out.Walk, jsonDoor(s.Door))
	}
	return out
}

func jsonDoor(d universe.Door) doorJSON {
	a := d.Address
	return doorJSON{
		ID: d.ID, Place: d.Place, Flat: a.Flat, Number: a.Number, Street: a.Street, Town: a.Town, Postcode: a.Postcode, At: point(d.At), Sure: d.Sure,
		Language: d.Language, Quiet: d.Quiet, Open: d.Open,
	}
}

func effortOf(c *web.Ctx) (canvass.EffortID, error) {
	return web.ID[canvass.EffortID](c, "effort", "no-such-effort")
}

func turfOf(c *web.Ctx) (universe.TurfID, error) {
	return web.ID[universe.TurfID](c, "turf", "no-such-turf")
}

// brief is an effort, for the head of its pages.
func (h Handlers) brief(c *web.Ctx, id canvass.EffortID) (canvass.Effort, error) {
	b, err := h.Canvass.Brief(c.Go(), c.Who(), id, domain.SeeResults)
	return b.Effort, err
}
