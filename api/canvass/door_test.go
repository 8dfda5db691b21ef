package canvass_test

import (
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

func TestFromTheScriptToTheResults(t *testing.T) {
	d := opened(t)
	d.begin()
	organiser := d.who
	door := "/door/" + string(d.effort.ID)
	d.as("Kim Canvasser", ours, domain.Canvasser)
	d.get("/training/"+string(d.script)+"?house=1", 200, "Walter would rather not say", "nothing is kept", "For Aire Valley and [candidate name]")
	d.fill("/training/"+string(d.script), 200, typed("do", "on"), "Choose an answer")
	d.fill("/training/"+string(d.script), 200, typed("value", "4", "do", "on"), "What was it like?")
	d.fill("/training/"+string(d.script), 200, typed("do", "end"), "That was the door", "For Aire Valley")

	d.get("/door", 200, "Keighley")
	d.get(door, 200, "Conversation", "Not home", "0 saved today")
	again := d.page
	d.fill(door, 200, typed("outcome", "not_home"), "1 saved today", "Undo: Not home")
	d.page = again
	d.fill(door, 200, typed("outcome", "not_home"), "1 saved today") // the same form again counts once
	d.fill(door+"/undo", 200, nil, "0 saved today")
	d.fill(door, 200, typed("outcome", "spoke"), "For Aire Valley and Ana Lee: from 0 to 10?", "Won’t say")
	d.fill(door+"/step", 422, typed("do", "on"), "Choose an answer")
	d.fill(door+"/step", 200, typed("value", "4", "do", "on"), "What was it like?")
	d.fill(door+"/step", 200, typed("do", "back"), "from 0 to 10?", `value="4" checked`)
	d.fill(door+"/step", 200, typed("value", "declined", "do", "on"), "What was it like?")
	d.fill(door+"/step", 200, typed("value", "yes", "do", "on"), "Bye") // no second number without a first
	d.fill(door+"/step", 200, typed("do", "on"), "1 saved today", "Undo: Conversation")
	d.fill(door, 200, typed("outcome", "spoke"), "from 0 to 10?")
	d.fill(door+"/step", 200, typed("value", "3", "do", "on"))
	d.fill(door+"/step", 200, typed("value", "yes", "do", "on"), "And now?")
	d.fill(door+"/step", 200, typed("do", "end"), "2 saved today")
	d.get("/organise/efforts/"+string(d.effort.ID)+"/results", 403)

	d.who = organiser
	d.results()
	d.sees(200, 200, []string{"2 of 2 doors", "0 of 1 who gave a first number", "Too few to say", "too few to say"})
	for _, never := range []string{"effect", "persuaded", "impact", "converted"} {
		if strings.Contains(strings.ToLower(d.page), never) {
			t.Errorf("the results say %q", never)
		}
	}
	d.get("/el/organise/efforts/"+string(d.effort.ID)+"/results", 200, "Συζητήσεις")
}

func TestAnotherGroupsEffortIsNotThere(t *testing.T) {
	d := opened(t)
	d.begin()
	d.as("Theo Organiser", theirs, domain.Organiser, domain.Canvasser, domain.Lead)
	id := string(d.effort.ID)
	for _, path := range []string{"/door/" + id, "/organise/efforts/" + id, "/organise/efforts/" + id + "/results", "/organise/scripts/" + string(d.script), "/training/" + string(d.script), "/door/nonsense"} {
		d.get(path, 404)
	}
	for _, path := range []string{"/door/" + id, "/door/" + id + "/step", "/door/" + id + "/undo", "/organise/efforts/" + id, "/organise/efforts/" + id + "/held/x", "/organise/scripts/" + string(d.script), "/organise/scripts/" + string(d.script) + "/publish"} {
		d.get("/door", 200)
		code := d.send("POST", path, "application/x-www-form-urlencoded", "csrf="+d.csrf()+"&outcome=not_home&source=x&hash=x")
		if code != 404 && !(code == 422 && strings.HasPrefix(path, "/organise/scripts")) {
			t.Errorf("POST %s: %d", path, code)
		}
	}
	d.get("/door", 200, "No doors for you now")
	d.get("/organise/scripts", 200, "No script yet")
	d.who = domain.Actor{}
	if code := d.send("POST", "/door/"+id, "application/x-www-form-urlencoded", "outcome=not_home"); code != 401 {
		t.Errorf("nobody knocked: %d", code)
	}
}

func (d *desk) csrf() string {
	d.get("/organise/scripts", 200)
	for _, in := range inputOf.FindAllStringSubmatch(d.page, -1) {
		if in[1] == "csrf" {
			return in[2]
		}
	}
	d.Fatal("no token on the page")
	return ""
}

func TestTheSyncOfPhones(t *testing.T) {
	d := opened(t)
	d.begin()
	who := d.as("Kim Canvasser", ours, domain.Canvasser)
	token, err := d.web.Bearer(who.Person, 1)
	d.must(err)
	d.who = domain.Actor{}
	bearer := []string{"Authorization", "Bearer " + token}
	record := map[string]any{
		"id": domain.NewID[string](d.now), "effort": d.effort.ID, "device": "phone", "sequence": 1, "script_version": d.effort.Version,
		"outcome": "not_home", "started": d.now, "ended": d.now,
	}
	body := jsonOf(map[string]any{"now": d.now, "records": []any{record, 7, record}})
	for name, c := range map[string]struct {
		kind, body string
		head       []string
		cookie     bool
		status     int
		holds      string
		marked     bool
	}{
		"a stranger's key":    {"application/json", body, []string{"Authorization", "Bearer abc"}, false, 401, "credential-not-ours", true},
		"a forged token":      {"application/json", body, []string{"Authorization", "Bearer a.b.c"}, false, 401, "token-not-good", false},
		"no key":              {"application/json", body, nil, false, 401, "credential-not-ours", true},
		"a cookie alone":      {"application/json", body, nil, true, 401, "credential-not-ours", true},
		"a form":              {"text/plain", body, bearer, false, 415, "not-that-type", false},
		"cut off":             {"application/json", body[:40], bearer, false, 422, "not-json", false},
		"records of a person": {"application/json", body, bearer, false, 200, `"answer":"quarantined","why":"unreadable"`, true},
		"none":                {"application/json", `{"records":[]}`, bearer, false, 200, `{"records":[]}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			if d.who = (domain.Actor{}); c.cookie {
				d.who = who
			}
			code, head, page := d.raw("POST", underAPI("/sync"), c.kind, c.body, c.head...)
			if code != c.status || !strings.Contains(page, c.holds) || (head.Get("Barnstorm") == "1") != c.marked {
				t.Errorf("%d, marked %q: %s", code, head.Get("Barnstorm"), page)
			}
		})
	}
	code, _, page := d.raw("POST", underAPI("/door/"+string(d.effort.ID)+"/credential"), "application/json", `{"device":"phone"}`, bearer...)
	if code != 200 || !strings.Contains(page, `"token":"`) {
		t.Fatalf("%d %s", code, page)
	}
	if code, _, page = d.raw("GET", underAPI("/organise/efforts/"+string(d.effort.ID)+"/results"), "", "", bearer...); code != 403 {
		t.Errorf("a canvasser's program read the results: %d %s", code, page)
	}
}

func TestALeadLooksAtWhatWaits(t *testing.T) {
	d := opened(t)
	d.begin()
	organiser := d.who
	kim := d.as("Kim Canvasser", ours, domain.Canvasser)
	record := jsonOf(map[string]any{"id": domain.NewID[string](d.now), "effort": d.effort.ID, "device": "phone", "sequence": 1,
		"script_version": d.effort.Version, "outcome": "not_home", "started": d.now, "ended": d.now})
	strange := strings.Replace(record, "}", `,"mood":"glad"}`, 1)
	others := strings.Replace(strings.Replace(record, `"id":"0`, `"id":"1`, 1), "}", `,"canvasser":"<b>"}`, 1)
	_, err := d.doors.SyncAs(t.Context(), kim, canvass.SyncInput{Now: d.now, Records: raws(strange, others)})
	d.must(err)
	d.who = organiser
	d.results()
	d.sees(200, 200, []string{"One record waits to be looked at"})
	d.get("/organise/efforts/"+string(d.effort.ID), 200, "One record waits for you", "written down for somebody else", "One record came from a phone that knows more", "&lt;b&gt;")
	d.fill(d.heldKey(), 200, typed("accept", "true"))
	d.results()
	d.sees(200, 200, []string{">2<"})
	if strings.Contains(d.page, "waits to be looked at") {
		t.Error("the record still waits")
	}
}
