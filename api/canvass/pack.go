package canvass

import (
	"math"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// A packJSON is everything that a phone holds of a turf (DOOR.md, Pack): no
// telephone number, no address of mail, no opinion, nobody else's turf.
type packJSON struct {
	ID       string                  `json:"id"`
	Issued   time.Time               `json:"issued"` // by our clock
	Until    time.Time               `json:"until"`
	Dusk     *time.Time              `json:"dusk,omitempty"` // by our clock
	Team     string                  `json:"team,omitempty"`
	Effort   packEffort              `json:"effort"`
	Turf     packTurf                `json:"turf"`
	Doors    []doorJSON              `json:"doors"`
	Outcomes []outcomeJSON           `json:"outcomes"`
	Scripts  []wordingJSON           `json:"scripts"` // the effort's own first
	Values   map[string]string       `json:"values"`  // what stands in the gaps of the script
	Facts    map[string]string       `json:"facts"`
	Lists    map[string][]optionJSON `json:"lists"`
	Upload   credentialJSON          `json:"upload"`
	Board    *crewJSON               `json:"board,omitempty"` // where a team has it
}

type packEffort struct {
	ID    canvass.EffortID `json:"id"`
	Name  string           `json:"name"`
	Zone  string           `json:"zone"`
	Level canvass.Level    `json:"level"`
}

type packTurf struct {
	ID    universe.TurfID `json:"id"`
	Name  string          `json:"name"`
	Shape [][2]float64    `json:"shape"` // latitude and longitude, to about a metre
}

// A doorJSON is one door. It says when somebody was there, and not what was said.
type doorJSON struct {
	ID          universe.DoorID `json:"id"`
	Number      string          `json:"number,omitempty"`
	Flat        string          `json:"flat,omitempty"`
	Street      string          `json:"street,omitempty"`
	Language    string          `json:"language,omitempty"`
	Skip        bool            `json:"skip,omitempty"`
	Done        bool            `json:"done,omitempty"`
	Last        string          `json:"last,omitempty"` // 2006-01-02, in the effort's zone
	Approximate bool            `json:"approximate,omitempty"`
	Asked       string          `json:"asked,omitempty"` // what whoever comes again should know about
	Arm         string          `json:"arm,omitempty"`   // by lot, of a comparison: nobody is shown it before the talk comes to it
	Electors    []electorJSON   `json:"electors,omitempty"`
}

type electorJSON struct {
	ID   universe.ElectorID `json:"id"`
	Name string             `json:"name"`
}

type outcomeJSON struct {
	Code  string `json:"code"`
	Value string `json:"value,omitempty"` // what the script's first step calls it
	Views bool   `json:"views,omitempty"` // a talk may follow
}

type wordingJSON struct {
	Version script.VersionID `json:"version"`
	Locale  string           `json:"locale"`
	Flow    flowJSON         `json:"flow"`
}

// pack answers POST /door/turf/{turf}/pack.
func (h Handlers) pack(c *web.Ctx) (web.Answer, error) {
	id, err := turfOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in universe.PackInput
	if _, err = c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	p, err := h.Universe.Pack(c.Go(), c.Who(), id, in)
	if err != nil {
		return web.Answer{}, err
	}
	c.Response().Header().Set(Marker, "1")
	return web.Answer{JSON: packOf(p, c.Who(), c.Now()), Next: "/door"}, nil
}

func turfOf(c *web.Ctx) (universe.TurfID, error) {
	return web.ID[universe.TurfID](c, "turf", "no-such-turf")
}

func packOf(p universe.Pack, who domain.Actor, now time.Time) packJSON {
	t, e := p.Walk.Turf, p.Walk.Effort
	talk := e.Talk()
	out := packJSON{
		ID: p.ID, Issued: now, Until: t.Until, Team: t.Team, Effort: packEffort{e.ID, e.Name, e.Zone, e.Level}, Turf: packTurf{ID: t.ID, Name: t.Name, Shape: [][2]float64{}},
		Doors: []doorJSON{}, Outcomes: outcomesOf(p.Brief), Values: p.Brief.Values(who), Facts: talk.Facts, Lists: map[string][]optionJSON{},
		Upload: credentialJSON{p.Token, t.Until.Add(canvass.Grace)},
	}
	if !p.Dusk.IsZero() {
		out.Dusk = &p.Dusk
	}
	for _, corner := range t.Outline {
		out.Turf.Shape = append(out.Turf.Shape, [2]float64{metre(corner.Lat), metre(corner.Lon)})
	}
	for name, list := range e.Lists {
		out.Lists[name] = optionsOf(list)
	}
	for _, w := range p.Tongues {
		out.Scripts = append(out.Scripts, wordingJSON{w.Version, w.Flow.Locale, flowOf(w.Flow)})
	}
	for _, stop := range p.Walk.Stops {
		door := doorOf(stop, e)
		door.Arm = p.Arms[stop.Door.ID]
		out.Doors = append(out.Doors, door)
	}
	return out
}

// metre rounds a coordinate to five digits.
func metre(x float64) float64 { return math.Round(x*1e5) / 1e5 }

func doorOf(stop universe.Stop, e canvass.Effort) doorJSON {
	d := stop.Door
	out := doorJSON{
		ID: d.ID, Number: d.Address.Number, Flat: d.Address.Flat, Street: d.Address.Street, Language: d.Language, Skip: d.Quiet, Done: stop.Done,
		Approximate: d.Sure == universe.SurePostcode, Asked: stop.Wish.Topic,
	}
	if out.Language == "" {
		out.Language = stop.Wish.Language
	}
	if !stop.Last.IsZero() {
		out.Last = local(stop.Last, e.Zone).Format(time.DateOnly)
	}
	if !d.Quiet {
		for _, x := range stop.Electors {
			out.Electors = append(out.Electors, electorJSON{x.ID, x.Name})
		}
	}
	return out
}

// outcomesOf is what a door offers, each with the word of the script for it.
func outcomesOf(b canvass.Brief) (out []outcomeJSON) {
	first, _ := b.Flow.Step(b.Flow.Start)
	for _, code := range b.Outcomes() {
		known, _ := script.OutcomeOf(code)
		o := outcomeJSON{Code: code, Views: known.Views}
		for _, option := range first.Options {
			if own, ok := script.OutcomeOf(option.Value); ok && first.Kind == script.KindOutcome && own.Code == code {
				o.Value = option.Value
				break
			}
		}
		out = append(out, o)
	}
	return out
}

// A backInput is how a phone brings its turf back.
type backInput struct {
	Finished bool `json:"finished"`
}

// back answers POST /door/turf/{turf}/back.
func (h Handlers) back(c *web.Ctx) (web.Answer, error) {
	id, err := turfOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in backInput
	if _, err = c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	if _, err = h.Universe.Hand(c.Go(), c.Who(), id, universe.BringInput{Finished: in.Finished}); err != nil {
		return web.Answer{}, err
	}
	c.Response().Header().Set(Marker, "1")
	return web.Answer{JSON: okJSON{true}, Next: "/door"}, nil
}

// A turfJSON is one turf that a phone could take out.
type turfJSON struct {
	ID      universe.TurfID `json:"turf"`
	Effort  string          `json:"effort_name"`
	Name    string          `json:"name"`
	Doors   int             `json:"doors"`
	Out     bool            `json:"out"`
	Until   *time.Time      `json:"until,omitempty"`
	Mine    bool            `json:"mine"`
	MayTake bool            `json:"may_take"`
}

func (h Handlers) offers(c *web.Ctx, efforts []canvass.Effort) ([]turfJSON, error) {
	out := []turfJSON{}
	for _, e := range efforts {
		offers, err := h.Universe.Offers(c.Go(), c.Who(), e)
		if err != nil {
			return nil, err
		}
		for _, o := range offers {
			line := turfJSON{ID: o.Turf.ID, Effort: e.Name, Name: o.Turf.Name, Doors: o.Turf.Size, Mine: o.Mine, MayTake: o.MayTake}
			if o.Turf.Held(c.Now()) {
				line.Out, line.Until = true, &o.Turf.Until
			}
			out = append(out, line)
		}
	}
	return out, nil
}

// A receiptJSON is what came home of one pack.
type receiptJSON struct {
	Pack    string          `json:"pack"`
	Turf    universe.TurfID `json:"turf"`
	Device  string          `json:"device"`
	Over    string          `json:"over,omitempty"`
	Records int             `json:"records"`
	Code    string          `json:"code,omitempty"`
	Last    time.Time       `json:"at"`
}

func (h Handlers) myReceipts(c *web.Ctx) ([]receiptJSON, error) {
	receipts, err := h.Universe.MyReceipts(c.Go(), c.Who())
	out := []receiptJSON{}
	for _, r := range receipts {
		out = append(out, receiptJSONOf(r))
	}
	return out, err
}

type receiptsJSON struct {
	Receipts []receiptJSON `json:"receipts"`
}

// receipts answers GET /organise/efforts/{effort}/receipts: what came home, with
// the codes that the phones show.
func (h Handlers) receipts(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	b, err := h.Canvass.Brief(c.Go(), c.Who(), id, domain.ReviewRecords)
	if err != nil {
		return web.Answer{}, err
	}
	receipts, err := h.Universe.Receipts(c.Go(), c.Who(), id)
	page := &templates.ReceiptList{Effort: b.Effort.Name, Back: c.Prefix() + "/organise/efforts/" + string(id)}
	page.Title = templates.Word(c.Lang(), "receipt.title")
	out := receiptsJSON{[]receiptJSON{}}
	for _, r := range receipts {
		out.Receipts = append(out.Receipts, receiptJSONOf(r))
		page.Packs = append(page.Packs, templates.ReceiptLine{
			Turf: r.Turf.Name, Who: r.Name, Over: r.Over, Until: local(r.Turf.Until, b.Effort.Zone), Last: local(r.Last, b.Effort.Zone), Records: r.Records, Held: r.Held, Code: r.Code,
		})
	}
	return web.Answer{JSON: out, Page: "canvass/receipts", Data: page}, err
}

func receiptJSONOf(r universe.Receipt) receiptJSON {
	return receiptJSON{r.Pack, r.Turf.ID, r.Device, r.Over, r.Records, r.Code, r.Last}
}
