package resident

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/resident"
	"barnstorm/templates"
)

// complainedJSON is a complaint that was taken: its number, and the link by which
// its sender sees how it stands.
type complainedJSON struct {
	Number string    `json:"number"`
	Due    time.Time `json:"due"`
	Link   string    `json:"link"`
}

// askedJSON is how a complaint stands, for its sender.
type askedJSON struct {
	Number string         `json:"number"`
	State  resident.State `json:"state"`
	Due    time.Time      `json:"due"`
	Answer string         `json:"answer,omitempty"`
}

// complaintJSON is a complaint for whoever answers it.
type complaintJSON struct {
	ID      resident.ComplaintID `json:"id"`
	Group   domain.GroupID       `json:"group"`
	Number  string               `json:"number"`
	Kind    resident.Kind        `json:"kind"`
	State   resident.State       `json:"state"`
	Late    bool                 `json:"late"`
	Words   string               `json:"words"`
	Name    string               `json:"name"`
	Email   string               `json:"email"`
	Address string               `json:"address"`
	Made    time.Time            `json:"made"`
	Due     time.Time            `json:"due"`
	Answer  string               `json:"answer,omitempty"`
}

type complaintsJSON struct {
	Complaints []complaintJSON `json:"complaints"`
}

type hushedJSON struct {
	Doors int `json:"doors"`
}

// write answers GET /complain.
func (h Handlers) write(c *web.Ctx) (web.Answer, error) { return h.writeWith(c, newForm(c)) }

// writeHere answers GET /card/{token}/complain.
func (h Handlers) writeHere(c *web.Ctx) (web.Answer, error) { return h.writeWith(c, newForm(c)) }

func newForm(c *web.Ctx) templates.Form {
	return web.FormOf(resident.ComplainInput{ID: domain.NewID[string](c.Now()), Kind: string(resident.Complaining)})
}

func (h Handlers) writeWith(c *web.Ctx, f templates.Form) (web.Answer, error) {
	page := &templates.Complain{Form: f, Action: c.Prefix() + "/complain"}
	if token := c.Token(); token != "" {
		held, err := h.Residents.Open(c.Go(), token)
		if err != nil {
			return web.Answer{}, err
		}
		page.Group, page.Action = held.Group, c.Prefix()+"/card/"+string(token)+"/complain"
		if f.Raw.Get("address") == "" && len(f.Wrong) == 0 {
			f.Raw.Set("address", held.Address.Line(held.Country))
		}
	}
	for _, k := range resident.Kinds {
		page.Kinds = append(page.Kinds, string(k))
	}
	page.Title = templates.Word(c.Lang(), "complain.title")
	return web.Answer{Page: "resident/complain", Data: page}, nil
}

// complain answers POST /complain and POST /card/{token}/complain.
func (h Handlers) complain(c *web.Ctx) (web.Answer, error) {
	var in resident.ComplainInput
	form, err := c.Read(&in)
	var kept resident.Complaint
	var token domain.Token
	if err == nil {
		kept, token, err = h.Residents.Complain(c.Go(), c.Token(), in, c.Lang())
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.writeWith(c, f) })
	}
	link := "/complaint/" + string(token)
	return web.Answer{JSON: complainedJSON{kept.Number(), kept.Due, c.URL(link)}, Next: link}, nil
}

// asked answers GET /complaint/{token}.
func (h Handlers) asked(c *web.Ctx) (web.Answer, error) {
	k, err := h.Residents.Asked(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.ComplaintStands{Number: k.Number(), Kind: string(k.Kind), State: string(k.State()), Due: k.Due, Made: k.Made, ByMail: k.Email != "", Answer: k.Answer}
	page.Title = templates.Word(c.Lang(), "complain.asked")
	return web.Answer{JSON: askedJSON{k.Number(), k.State(), k.Due, k.Answer}, Page: "resident/asked", Data: page}, nil
}

func complaintOf(k resident.Complaint, now time.Time) complaintJSON {
	return complaintJSON{k.ID, k.Group, k.Number(), k.Kind, k.State(), k.Late(now), k.Words, k.Name, k.Email, k.Address, k.Made, k.Due, k.Answer}
}

func lineFor(c *web.Ctx, k resident.Complaint) templates.ComplaintLine {
	return templates.ComplaintLine{
		Href: c.Prefix() + "/organise/complaints/" + string(k.ID), Number: k.Number(), Kind: string(k.Kind), State: string(k.State()), Made: k.Made, Due: k.Due, Late: k.Late(c.Now()),
		Days: int(k.Due.Sub(c.Now()).Hours() / 24),
	}
}

// complaints answers GET /organise/complaints.
func (h Handlers) complaints(c *web.Ctx) (web.Answer, error) {
	all, err := h.Residents.Complaints(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.Complaints{Form: c.Prefix() + "/complain"}
	page.Title = templates.Word(c.Lang(), "complaints.title")
	out := complaintsJSON{[]complaintJSON{}}
	for _, k := range all {
		out.Complaints = append(out.Complaints, complaintOf(k, c.Now()))
		page.Add(lineFor(c, k))
	}
	return web.Answer{JSON: out, Page: "resident/complaints", Data: page}, nil
}

func complaintIn(c *web.Ctx) (resident.ComplaintID, error) {
	return web.ID[resident.ComplaintID](c, "complaint", "no-such-complaint")
}

// complaint answers GET /organise/complaints/{complaint}.
func (h Handlers) complaint(c *web.Ctx) (web.Answer, error) {
	return h.complaintWith(c, templates.Form{})
}

func (h Handlers) complaintWith(c *web.Ctx, f templates.Form) (web.Answer, error) {
	id, err := complaintIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	k, err := h.Residents.Complaint(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	return h.shown(c, k, f), nil
}

// shown is one complaint.
func (h Handlers) shown(c *web.Ctx, k resident.Complaint, f templates.Form) web.Answer {
	page := &templates.ComplaintShow{Line: lineFor(c, k), Words: k.Words, Name: k.Name, Email: k.Email, Address: k.Address, Seen: k.Seen, Closed: k.Closed, Answer: k.Answer, Form: f, Hushed: done(c, "some", "none")}
	page.Title = templates.Word(c.Lang(), "complaints.one", "number", k.Number())
	if f.Raw == nil {
		page.Form = web.FormOf(resident.HushInput{Address: k.Address})
	}
	return web.Answer{JSON: complaintOf(k, c.Now()), Page: "resident/complaint", Data: page}
}

// acknowledge answers POST /organise/complaints/{complaint}.
func (h Handlers) acknowledge(c *web.Ctx) (web.Answer, error) {
	id, err := complaintIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	k, err := h.Residents.Acknowledge(c.Go(), c.Who(), id)
	return web.Answer{JSON: complaintOf(k, c.Now()), Next: "/organise/complaints/" + string(id)}, err
}

// answer answers POST /organise/complaints/{complaint}/answer.
func (h Handlers) answer(c *web.Ctx) (web.Answer, error) {
	id, err := complaintIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in resident.AnswerInput
	form, err := c.Read(&in)
	var k resident.Complaint
	if err == nil {
		k, err = h.Residents.Answer(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.complaintWith(c, f) })
	}
	return web.Answer{JSON: complaintOf(k, c.Now()), Next: "/organise/complaints/" + string(id)}, nil
}

// hush answers POST /organise/complaints/{complaint}/hush.
func (h Handlers) hush(c *web.Ctx) (web.Answer, error) {
	id, err := complaintIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in resident.HushInput
	form, err := c.Read(&in)
	n := 0
	if err == nil {
		n, err = h.Residents.Hush(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.complaintWith(c, f) })
	}
	hushed := "none"
	if n > 0 {
		hushed = "some"
	}
	return web.Answer{JSON: hushedJSON{n}, Next: "/organise/complaints/" + string(id) + "?done=" + hushed}, nil
}
