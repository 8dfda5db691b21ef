package event

import (
	"net/url"
	"strings"
	"testing"

	"barnstorm/domain"
)

const (
	asForm = "Content-Type: application/x-www-form-urlencoded"
	asHTMX = asForm + "\nHX-Request: true"
	asJSON = "Content-Type: application/json\nAccept: application/json"
	under  = "/api/v1"
	annID  = "0194f0a0-0000-7000-8000-00000000a001"
	benID  = "0194f0a0-0000-7000-8000-0000000000d2"
)

func form(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

// saturday is the form of an event, with some fields as given.
func saturday(pairs ...string) string {
	v := url.Values{
		"id": {"0194f0a0-0000-7000-8000-00000000e009"}, "group": {string(group)}, "kind": {"unseat"}, "title": {"Unseat Keighley"}, "version": {"1"},
		"starts": {"2026-12-12T10:00"}, "ends": {"2026-12-12T13:00"}, "zone": {"Europe/London"}, "venue": {"Town Hall"}, "capacity": {"40"},
	}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

// parting is a form that parts the rally in two, with more fields.
func parting(pairs ...string) string {
	v := url.Values{"version": {"1"}, "shift": {"0", ""}, "starts": {"2026-12-05T10:00", "2026-12-05T11:00"}, "ends": {"2026-12-05T11:00", "2026-12-05T13:00"}}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == "version" {
			v.Del("version")
		}
		v.Add(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

var ann = form("id", annID, "name", "Ann", "email", "ann@example.org", "party", "2")

// One row is one request: who, what, headers, body → status, what must appear
// in head or body of the answer, and what must not.
var table = []struct {
	name, who, method, path string
	head, body              string
	status                  int
	want                    []string
	not                     string
}{
	{"a browser reads the list", "", "GET", "/events", "", "", 200, []string{"<!doctype html>", "Rally", "Cache-Control: public", "counted at 12:00:00 UTC"}, "Inner circle"},
	{"in Greek", "", "GET", "/el/events", "", "", 200, []string{`<html lang="el">`, "Content-Language: el", `href="/el/events/`}, ""},
	{"a program reads the list", "", "GET", under + "/events", "", "", 200, []string{`"title":"Rally"`, "application/json"}, "Inner"},
	{"a member sees more", "member", "GET", under + "/events", "", "", 200, []string{`"title":"Inner circle"`, "Cache-Control: no-store"}, ""},
	{"another group's organiser does not", "elsewhere", "GET", under + "/events", "", "", 200, []string{`"title":"Rally"`}, "Inner"},
	{"a program reads one", "", "GET", under + "/events/{rally}", "", "", 200, []string{`"capacity":2`, `"on":true`}, "ann@"},
	{"strangers do not learn of a hidden one", "", "GET", "/events/{inner}", "", "", 404, []string{"Nothing here"}, "Inner"},
	{"nor do programs", "elsewhere", "GET", under + "/events/{inner}", "", "", 404, []string{`"code":"no-such-event"`, "application/problem+json", `"type":"https://example.org/api#no-such-event"`}, "Inner"},
	{"an address of no event", "", "GET", under + "/events/none", "", "", 404, []string{`"status":404`, `"instance":"/api/v1/events/none"`}, ""},
	{"a token that is no token", "", "GET", under + "/events", "Authorization: Bearer x.y.z", "", 401, []string{"token-not-good"}, ""},

	{"a browser takes places", "", "POST", "/events/{rally}/rsvp", asForm, ann, 200, []string{"<!doctype html>", "Ann"}, "<form class"},
	{"htmx gets the block alone", "", "POST", "/events/{rally}/rsvp", asHTMX, ann, 200, []string{`<div id="rsvp"`, "Ann"}, "<!doctype"},
	{"a program takes places", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","name":"Ann","email":"ann@example.org","party":2}`, 200, []string{`"state":"coming"`, `"party":2`}, "<"},
	{"more than there are wait", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","name":"Ann","email":"ann@example.org","party":3}`, 200, []string{`"state":"waiting"`}, ""},
	{"without an address the link is shown, and as QR", "", "POST", "/events/{rally}/rsvp", asForm, form("id", annID, "name", "Ann", "phone", "+44 7700 900123"), 200, []string{"https://example.org/rsvp/", `class="qr"`}, "<form class"},
	{"for a program", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","name":"Ann","phone":"07700 900123"}`, 200, []string{`"link":"https://example.org/rsvp/`}, ""},
	{"an address brings no link", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","name":"Ann","email":"ann@example.org"}`, 200, []string{`"pool":"general"`}, "link"},
	{"a pool that is not there", "", "POST", "/events/{rally}/rsvp", asForm, form("id", annID, "name", "Ann", "email", "ann@example.org", "pool", "press"), 422, []string{`value="ann@example.org"`, "Choose one of these"}, ""},
	{"what is wrong stands beside each field, as typed", "", "POST", "/events/{rally}/rsvp", asForm, form("id", annID, "name", "", "email", "ann at home", "party", "lots"), 422, []string{`value="ann at home"`, `value="lots"`, `id="party-e"`, `href="/de/events/rally-2026-12-05-0000e001"`, `aria-invalid="true"`}, "No such"},
	{"for a program too", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","name":"","email":"x","party":11}`, 422, []string{`"field":"name"`, `"field":"email"`, `"field":"party"`, `"code":"out-of-range"`}, "<"},
	{"a wrong type has its field", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","party":"two"}`, 422, []string{`"field":"party"`, "not-understood"}, ""},
	{"an unknown field is refused", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","name":"Ann","email":"ann@example.org","state":"coming"}`, 422, []string{"not-json"}, ""},
	{"so is what comes after", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","name":"Ann","email":"ann@example.org"}{}`, 422, []string{"not-json"}, ""},
	{"and what is neither", "", "POST", under + "/events/{rally}/rsvp", "Content-Type: text/xml", "<x/>", 415, []string{"not-that-type"}, ""},
	{"no places at a hidden one", "", "POST", under + "/events/{inner}/rsvp", asJSON, `{"id":"` + annID + `","name":"Ann","email":"ann@example.org"}`, 404, []string{"no-such-event"}, "Inner"},
	{"text that no database keeps, in JSON", "", "POST", under + "/events/{rally}/rsvp", asJSON, `{"id":"` + annID + `","name":"A\u0000nn","email":"ann@example.org"}`, 422, []string{`"field":"name"`}, ""},
	{"in a form", "", "POST", "/events/{rally}/rsvp", asForm, form("id", annID, "name", "A\xffnn", "email", "ann@example.org"), 422, []string{`id="name-e"`}, ""},
	{"in a search", "", "GET", under + "/events?q=%ff", "", "", 422, []string{"not-understood"}, ""},
	{"in an address", "", "GET", under + "/events/%00", "", "", 404, []string{"no-such-page"}, ""},
	{"another site's form", "", "POST", "/events/{rally}/rsvp", asForm + "\nSec-Fetch-Site: cross-site", ann, 403, nil, "Ann"},
	{"a cookie without its token", "", "POST", "/organise/events", asForm + "\nCookie: __Host-session=organiser", saturday(), 403, nil, "Unseat"},

	{"nobody organises", "", "GET", "/organise/events", "", "", 303, []string{"Location: /sign-in?next="}, ""},
	{"nor does a program without a token", "", "GET", under + "/organise/events", "", "", 401, []string{"sign-in-first"}, ""},
	{"a member sees no desk", "member", "GET", "/organise/events/" + string(rally), "", "", 403, nil, "Rally"},
	{"a lead sees who comes", "lead", "GET", under + "/organise/events/" + string(rally), "", "", 200, []string{`"guests":[]`}, ""},
	{"and changes nothing", "lead", "POST", "/organise/events/" + string(rally) + "/call-off", asForm, "", 403, nil, ""},
	{"another group learns nothing", "elsewhere", "GET", under + "/organise/events/" + string(inner), "", "", 404, []string{"no-such-event"}, "Inner"},
	{"an id that is none", "organiser", "GET", under + "/organise/events/7", "", "", 404, []string{"no-such-event"}, ""},
	{"an organiser schedules", "organiser", "POST", "/organise/events", asForm, saturday(), 303, []string{"Location: /organise/events/0194f0a0-0000-7000-8000-00000000e009"}, ""},
	{"htmx is sent on", "organiser", "POST", "/organise/events", asHTMX, saturday(), 204, []string{"Hx-Redirect: /organise/events/"}, ""},
	{"a form keeps what was typed", "organiser", "POST", "/organise/events", asForm, saturday("capacity", "many", "starts", "soon"), 422, []string{`value="many"`, `value="soon"`, `value="Town Hall"`}, ""},
	{"in another's group", "elsewhere", "POST", "/organise/events", asForm, saturday(), 403, nil, ""},
	{"the id of the path wins", "organiser", "POST", under + "/organise/events/" + string(rally) + "?event=" + string(inner), asJSON, `{"id":"` + string(inner) + `","version":1,"kind":"rally","title":"Changed","starts":"2026-12-05T10:00","zone":"Europe/London"}`, 200, []string{`"id":"` + string(rally), `"title":"Changed"`, `"version":2`}, string(inner)},
	{"an old version is refused, with both on the page", "organiser", "POST", "/organise/events/" + string(rally), asForm, saturday("version", "0", "title", "Mine"), 409, []string{`value="Mine"`, "Rally", `name="version" value="1"`}, ""},
	{"for a program", "organiser", "POST", under + "/organise/events/" + string(rally), asJSON, `{"version":0,"kind":"rally","title":"Mine","starts":"2026-12-05T10:00","zone":"Europe/London"}`, 409, []string{`"code":"changed-meanwhile"`}, ""},
	{"called off", "organiser", "POST", under + "/organise/events/" + string(rally) + "/call-off", asJSON, `{"why":"Snow"}`, 200, []string{`"on":false`, `"version":2`}, ""},
	{"an organiser parts an event", "organiser", "POST", under + "/organise/events/" + string(rally) + "/places", asJSON, `{"version":1,"starts":["2026-12-05T10:00","2026-12-05T11:00"],"ends":["2026-12-05T11:00","2026-12-05T13:00"],"general":["4","5"],"press":["","2"]}`, 200, []string{`"version":2`, `"pool":"press","capacity":2`, `"number":1`}, ""},
	{"in a form", "organiser", "POST", "/organise/events/" + string(rally) + "/places", asForm, parting("general", "4", "general", "5"), 303, []string{"Location: /organise/events/" + string(rally)}, ""},
	{"what was typed stays, with what is wrong", "organiser", "POST", "/organise/events/" + string(rally) + "/places", asForm, parting("general", "4", "general", "many"), 422, []string{`value="many"`, `id="general-1-e"`, `id="starts-2"`}, ""},
	{"an old version shows both", "organiser", "POST", "/organise/events/" + string(rally) + "/places", asForm, parting("general", "7", "version", "0"), 409, []string{`value="7"`, `name="version" value="1"`, "Saved meanwhile"}, ""},
	{"a lead parts nothing", "lead", "POST", "/organise/events/" + string(rally) + "/places", asForm, parting("general", "4"), 403, nil, ""},
	{"a lead opens a gate", "lead", "POST", under + "/lead/" + string(rally) + "/open", asJSON, `{"id":"` + annID + `","name":"North door"}`, 200, []string{`"list":"[]"`, `"pool":"general"`, `"signed":"`, "Barnstorm: 1"}, ""},
	{"a member opens none", "member", "POST", under + "/lead/" + string(rally) + "/open", asJSON, `{"id":"` + annID + `"}`, 403, []string{"not-your-role"}, ""},
	{"a gate of nobody's passes nothing on", "", "POST", under + "/gate", asJSON + "\nAuthorization: Bearer x", `{"entries":[]}`, 401, []string{"token-not-good"}, ""},
	{"check-in may use the camera", "lead", "GET", "/lead/" + string(rally), "", "", 200, []string{"Permissions-Policy: camera=(self)", `data-app=`}, "Ann"},
	{"a lead sees the doors", "lead", "GET", under + "/organise/events/" + string(rally) + "/check-in", "", "", 200, []string{`"inside":0`, `"promised":0`}, ""},
	{"and releases nothing", "lead", "POST", "/organise/events/" + string(rally) + "/release", asForm, form("at", "2026-12-05T10:15"), 403, nil, ""},
	{"an organiser does", "organiser", "POST", "/organise/events/" + string(rally) + "/release", asForm, form("at", "2026-12-05T10:15"), 303, nil, ""},
	{"within the event", "organiser", "POST", "/organise/events/" + string(rally) + "/release", asForm, form("at", "2026-12-09T10:15"), 422, []string{`id="at-e"`}, ""},
	{"a template is filled in", "organiser", "GET", "/organise/events/new?kind=rally", "", "", 200, []string{`T19:00"`, `value="300"`}, ""},
	{"what an event offers", "organiser", "POST", under + "/organise/events/" + string(rally) + "/details", asJSON, `{"version":1,"access":["loop:yes","lift:no"],"room":100,"shows":60}`, 200, []string{`"loop":"yes"`, `"lift":"no"`, `"child-care":"unknown"`, `"suggested":166`}, ""},
	{"how many people the doors take", "organiser", "POST", under + "/organise/events/" + string(rally) + "/details", asJSON, `{"version":1,"doors":1500,"purpose":"persuade","density":"dense","shows":60,"languages":["pl","en"]}`, 200, []string{`"needed":32`, `"runners":4`, `"promise":54`, `"short":32`, `"minutes":150`, `"languages":["en","pl"]`}, ""},
	{"in the form, what was typed stays", "organiser", "POST", "/organise/events/" + string(rally) + "/details", asForm, form("version", "1", "doors", "1500", "purpose", "persuade", "density", "dense", "minutes", "5", "languages", "pl"), 422, []string{`value="1500"`, `id="minutes-e"`, `value="pl" checked`}, ""},
	{"a question that is none", "organiser", "POST", under + "/organise/events/" + string(rally) + "/details", asJSON, `{"version":1,"access":["view:yes"]}`, 422, []string{`"field":"access"`}, ""},
	{"no answer is blank", "", "GET", "/events/{rally}", "", "", 200, []string{"Nobody has looked", "hearing loop"}, ""},
	{"more dates", "organiser", "POST", under + "/organise/events/" + string(rally) + "/repeat", asJSON, `{"id":"` + annID + `","every":7,"times":2}`, 200, []string{"2026-12-12T10:00:00Z", "2026-12-19T10:00:00Z"}, ""},
	{"a poster", "", "GET", "/events/{rally}/poster", "", "", 200, []string{`class="qr"`, "https://example.org/events/rally", "Published by: Aire Valley, 7 Bank Row"}, ""},
	{"a page says who publishes it", "", "GET", "/events/{rally}", "", "", 200, []string{"<dt>Published by</dt><dd>Aire Valley, 7 Bank Row</dd>"}, ""},
	{"a member proposes", "member", "POST", under + "/events/propose", asJSON, `{"id":"` + annID + `","group":"` + string(group) + `","kind":"meeting","title":"A stall","starts":"2026-12-12T10:00","zone":"Europe/London"}`, 200, []string{`"state":"open"`, `"title":"A stall"`}, ""},
	{"in a form, and what was typed stays", "member", "POST", "/events/propose", asForm, saturday("title", ""), 422, []string{`id="title-e"`, `value="Town Hall"`, "Send it to the organisers"}, "Keep the address private"},
	{"then they are told", "member", "GET", "/events/propose?sent=1", "", "", 200, []string{"It is with the organisers"}, ""},
	{"whoever belongs nowhere is sent to join", "elsewhere", "GET", "/events/propose", "", "", 200, []string{"Join a group first"}, "<form class"},
	{"nobody proposes", "", "POST", "/events/propose", asForm, saturday(), 401, nil, ""},
	{"a lead decides nothing", "lead", "GET", "/organise/proposals", "", "", 403, nil, ""},
	{"nothing waits", "organiser", "GET", "/organise/proposals", "", "", 200, []string{"Nothing waits"}, ""},
	{"a proposal of nobody's", "organiser", "GET", "/organise/proposals/" + annID, "", "", 404, nil, ""},
	{"a link that opens nothing", "", "GET", "/rsvp/" + string(domain.NewToken()), "", "", 404, nil, ""},
	{"no such method", "", "DELETE", under + "/events", "", "", 405, []string{"no-such-method"}, ""},
}

func TestEventsAtTheDoor(t *testing.T) {
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			path := strings.NewReplacer("{rally}", h.slug(rally), "{inner}", h.slug(inner)).Replace(row.path)
			head := row.head
			if row.who != "" {
				head += "\nas: " + row.who
			}
			rec := h.ask(row.method, path, row.body, head)
			var reply strings.Builder
			rec.Result().Header.Write(&reply)
			reply.WriteString(rec.Body.String())
			if rec.Code != row.status {
				t.Errorf("status %d, want %d", rec.Code, row.status)
			}
			for _, want := range row.want {
				if !strings.Contains(reply.String(), want) {
					t.Errorf("no %q", want)
				}
			}
			if row.not != "" && strings.Contains(rec.Body.String(), row.not) {
				t.Errorf("should not hold %q", row.not)
			}
			if t.Failed() {
				t.Log(reply.String())
			}
		})
	}
}
