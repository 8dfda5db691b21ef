package event

import (
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// differs is where an event as it stands differs from what was typed.
func (h Handlers) differs(c *web.Ctx, page *templates.EventEdit, e event.Event) []templates.Difference {
	l := templates.In(c.Lang())
	fields := []templates.Compared{
		{Name: "kind", Label: l.Word("event.filter.kind"), Say: l.SayWord("event.kind.")}, {Name: "title", Label: l.Word("event.form.title")},
		{Name: "seat", Label: l.Word("event.form.seat"), Say: templates.SayOption(page.Seats)},
		{Name: "starts", Label: l.Word("event.form.starts"), Say: l.SayTime}, {Name: "ends", Label: l.Word("event.form.ends"), Say: l.SayTime}, {Name: "zone", Label: l.Word("event.form.zone")},
		{Name: "venue", Label: l.Word("event.form.venue")}, {Name: "street", Label: l.Word("event.form.street")}, {Name: "town", Label: l.Word("event.form.town")},
		{Name: "postcode", Label: l.Word("event.form.postcode")}, {Name: "about", Label: l.Word("event.form.about")}, {Name: "hidden", Label: l.Word("event.form.hidden"), Say: l.SayYes}, {Name: "private", Label: l.Word("find.hide"), Say: l.SayYes},
	}
	if !e.Parted { // else its places are changed elsewhere
		fields = append(fields, templates.Compared{Name: "capacity", Label: l.Word("event.form.capacity")})
	}
	return templates.Differ(page.Form, web.FormOf(inputOf(e)), fields)
}

// detailsDiffer is where what an event says of itself differs from what was
// typed.
func detailsDiffer(c *web.Ctx, yours, theirs templates.Form) []templates.Difference {
	l := templates.In(c.Lang())
	var fields []templates.Compared
	yours, theirs = byQuestion(yours), byQuestion(theirs)
	for _, q := range event.Questions {
		fields = append(fields, templates.Compared{Name: "access:" + q, Label: l.Word("details." + q), Say: l.SayWord("details.")})
	}
	fields = append(fields,
		templates.Compared{Name: "access_ask", Label: l.Word("details.ask")}, templates.Compared{Name: "languages", Label: l.Word("details.languages"), Say: l.SayTongue},
		templates.Compared{Name: "room", Label: l.Word("details.room")}, templates.Compared{Name: "shows", Label: l.Word("details.shows")}, templates.Compared{Name: "peak", Label: l.Word("details.peak")},
		templates.Compared{Name: "responsible", Label: l.Word("details.responsible")}, templates.Compared{Name: "entry_checked", Label: l.Word("details.checked"), Say: l.SayYes},
		templates.Compared{Name: "doors", Label: l.Word("outing.doors")})
	if yours.Value("doors") != "" || theirs.Value("doors") != "" { // else nobody plans by doors
		fields = append(fields,
			templates.Compared{Name: "purpose", Label: l.Word("turf.purpose"), Say: l.SayWord("turf.purpose.")}, templates.Compared{Name: "density", Label: l.Word("turf.density"), Say: l.SayWord("turf.density.")},
			templates.Compared{Name: "minutes", Label: l.Word("turf.minutes")}, templates.Compared{Name: "pairs", Label: l.Word("outing.pairs"), Say: l.SayYes})
	}
	return templates.Differ(yours, theirs, fields)
}

// byQuestion is a form with each answer about access in a field of its own.
func byQuestion(f templates.Form) templates.Form {
	raw := map[string][]string{}
	for name, values := range f.Raw {
		raw[name] = values
	}
	for _, q := range event.Questions {
		raw["access:"+q] = []string{string(event.Unknown)}
	}
	for _, text := range f.Raw["access"] {
		question, answer, _ := strings.Cut(text, ":")
		raw["access:"+question] = []string{answer}
	}
	return templates.Form{Raw: raw}
}

// remindersDiffer is where what is sent by itself differs from what was typed.
func remindersDiffer(c *web.Ctx, yours, theirs templates.Form) []templates.Difference {
	l := templates.In(c.Lang())
	fields := []templates.Compared{{Name: "sign_up_words", Label: l.Word("remind.sign-up")}}
	for _, kind := range reminderKinds {
		title := l.Word("remind.kind."+kind) + ": "
		fields = append(fields,
			templates.Compared{Name: kind + "_on", Label: title + l.Word("remind.send"), Say: l.SayYes},
			templates.Compared{Name: kind + "_hours", Label: title + l.Word("remind.hours."+kind)}, templates.Compared{Name: kind + "_words", Label: title + l.Word("remind.words")})
	}
	return templates.Differ(yours, theirs, fields)
}
