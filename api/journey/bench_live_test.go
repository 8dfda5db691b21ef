package journey

import (
	"bytes"
	"database/sql"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// crowded is visits of one effort, numbered from $3 to $4: sixty a canvasser
// and day, twenty days, forty teams. Their ids are in order, as UUIDv7 are.
const crowded = `
	insert into visits (id, kind, effort_id, team, turf, door, elector, canvasser_id, device, sequence, version_id, arm, outcome, answers, rated_before, rated_after,
		consents, detail, started, ended, received, happened, day, hour, conversation, reached, lead, raw)
	select ('0194f0a0-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'visit', $1, 'team ' || i / 60 % 40, '', '', '',
		('0194f0a0-0000-7000-9000-' || lpad(to_hex(i / 1200), 12, '0'))::uuid, 'phone', i, $2, '', (array['not_home', 'spoke', 'refused', 'come_back'])[1 + i % 4], '{}',
		case when i % 4 = 1 then 3 + i % 5 else -2 end, case when i % 4 = 1 and i % 12 <> 1 then 4 + i % 4 else -2 end, 'null', 'null', at, at, at, at,
		to_char(at, 'YYYY-MM-DD'), extract(hour from at), i % 8 = 1, 'door', false, '{}'
	from (select i, date '2026-11-01' + (i / 60 % 20) * interval '1 day' + interval '9 hours' + (i % 60) * interval '3 minutes' as at from generate_series($3::bigint, $4::bigint) as i) x`

// summed is the tallies of all days but the newest, which the program counts.
const summed = `
	insert into tallies (effort_id, day, pseudonym, team, spoke, spoke_other, not_home, come_back, refused, moved, deceased, wrong_address, inaccessible, language,
		do_not_contact, do_not_return, unsafe, conversations, firsts, pairs, moved_up, moved_down, moved_sum, moved_squares, minutes, last)
	select $1, to_char(date '2026-11-01' + day, 'YYYY-MM-DD'), 'canvasser ' || c, 'team ' || (20 * c + day) % 40, 15, 0, 15, 15, 15, 0, 0, 0, 0, 0, 0, 0, 0, 8, 15, 10, 5, 2, c % 7, 20 + c % 9, 180,
		date '2026-11-01' + day
	from generate_series($2::bigint, $3::bigint) as c, generate_series(0, 18) as day`

// benchLive opens the results of two efforts in turn, one with half a million
// visits and one with five million, so that whatever else the machine does falls
// on both.
func benchLive(t *testing.T, r *report) {
	m := found(t, storetest.Postgres(t, store.Open))
	efforts := []*ground{m.ploughs(), m.ploughsWith(strings.Replace(turfScript, "key: small", "key: large", 1))}
	db := benchDB(t, m.db)
	db.SetMaxOpenConns(1)
	f := &field{house: m.opens(), db: m.db}
	web := &http.Client{Jar: jarOf(t, f.house)}
	run := func(text string, args ...any) {
		t.Helper()
		if _, err := db.Exec(text, args...); err != nil {
			t.Fatal(err)
		}
	}
	// What is filled in needs no journal, no look at other tables and no sweeper
	// in between: nothing of that is measured.
	for _, text := range []string{"alter table tally_marks set unlogged", "alter table visits set unlogged", "alter table visits set (autovacuum_enabled = false)", "set session_replication_role = replica"} {
		run(text)
	}
	counted := make([]time.Duration, len(efforts))
	from := 0
	for i, want := range []int{500_000, 5_000_000} {
		id := string(efforts[i].effort.ID)
		run(crowded, id, string(efforts[i].effort.Version), from, from+want-1)
		run(summed, id, from/1200, (from+want-1)/1200)
		from += want
	}
	run("vacuum analyze visits")
	run("vacuum analyze tallies")
	for i, g := range efforts {
		f.counts(t, db, string(g.effort.ID)) // which writes the day
		counted[i] = f.counts(t, db, string(g.effort.ID))
	}
	run("vacuum analyze tallies")
	took := f.inTurn(t, web, efforts)
	r.add("\n## Live results\n\nPostgreSQL, two efforts in one database, opened in turn, medians of %d; twenty days, forty teams, a canvasser for every 1,200 visits. The aim is the same time\nwithin 20 %%."+
		" The count is that of one record more on a day with a twentieth of the visits, with all that is read made anew, in the background.\n\n| visits | canvasser days | time to the whole page | one more record is counted in |\n|---|---|---|---|\n", len(took[0]))
	for i, want := range []int{500_000, 5_000_000} {
		slices.Sort(took[i])
		var days int
		if err := db.QueryRow("select count(*) from tallies where effort_id = $1", string(efforts[i].effort.ID)).Scan(&days); err != nil {
			t.Fatal(err)
		}
		r.add("| %d | %d | %.2f ms | %.1f s |\n", want, days, float64(took[i][len(took[i])/2].Microseconds())/1000, counted[i].Seconds())
	}
}

// inTurn is how long the results of each effort took to open, one after the other.
func (f *field) inTurn(t *testing.T, web *http.Client, efforts []*ground) [][]time.Duration {
	took := make([][]time.Duration, len(efforts))
	for n := range 210 {
		for i, g := range efforts {
			began := time.Now()
			resp, err := web.Get(f.url + "/organise/efforts/" + string(g.effort.ID) + "/results")
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte("Worth a look")) {
				t.Fatalf("%d %.400s", resp.StatusCode, body)
			}
			if n >= 10 { // when it is warm
				took[i] = append(took[i], time.Since(began))
			}
		}
	}
	return took
}

// counts marks the newest day and waits until it is counted, from when the
// program begins.
func (f *field) counts(t *testing.T, db *sql.DB, effort string) time.Duration {
	if _, err := db.Exec(`insert into tally_marks (record_id, effort_id, day) values ($1, $2, '2026-11-20')`, domain.NewID[string](time.Now()), effort); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	f.settles(t, db)
	return time.Since(began)
}

// jarOf is the cookies of the organiser, who signs in by code.
func jarOf(t *testing.T, h *house) http.CookieJar {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Client{Jar: jar}
	send := func(path string, form url.Values) {
		resp, err := web.Get(h.url + path)
		if err != nil {
			t.Fatal(err)
		}
		form.Set("csrf", token(resp))
		if resp, err = web.PostForm(h.url+path, form); err != nil || resp.StatusCode >= 400 {
			t.Fatal(path, err, resp.StatusCode)
		}
		resp.Body.Close()
	}
	send("/sign-in", url.Values{"email": {"ada@example.org"}})
	send("/sign-in/code", url.Values{"code": {h.letter("ada@example.org", `(?m)^(\d{6})$`)}})
	return jar
}

// token is the token of a form on a page.
func token(resp *http.Response) string {
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	_, after, _ := strings.Cut(string(body), `name="csrf" value="`)
	value, _, _ := strings.Cut(after, `"`)
	return value
}
