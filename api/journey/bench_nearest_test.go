package journey

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/seat"
	"barnstorm/domain/target"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// benchNearest measures where somebody is missing over many open events with
// three shifts each, and what a plan for five thousand people costs.
func benchNearest(t *testing.T, r *report) {
	r.add("\n## Where am I missing, over many open events\n\nPostgreSQL, 200 answers one after the other from all over the country, 650 seats of which 60 are targets, three shifts an event.\n\n| open events | shifts | median | p95 | aim |\n|---|---|---|---|---|\n")
	for _, n := range []int{5000, 50000} {
		took := nearestOver(t, n)
		r.add("| %d | %d | %.1f ms | %.1f ms | p95 under 20 ms, tenfold under twofold |\n", n, 3*n, ms(took[len(took)/2]), ms(took[len(took)*95/100]))
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// nearestOver is how long answers took over n open events, shortest first.
func nearestOver(t *testing.T, n int) (took []time.Duration) {
	url := storetest.Postgres(t, store.Open)
	m := found(t, url)
	m.schedules("The pattern", 3, 60)
	db := benchDB(t, url)
	do := func(text string, args ...any) {
		if _, err := db.Exec(text, args...); err != nil {
			t.Fatal(text, err)
		}
	}
	seats := make([]seat.Seat, 650)
	for i := range seats {
		seats[i] = seat.Seat{Code: fmt.Sprintf("E%08d", i), Name: fmt.Sprint("Seat ", i), Country: "GB", First: "A", Second: "B", Votes: map[string]int{"A": 20000 + i, "B": 20000}, Majority: i, Valid: 45000, Electorate: 70000,
			Centre: domain.Point{Lat: 50.5 + float64(i%26)*0.2, Lon: -4 + float64(i/26)*0.2}}
	}
	ctx := context.Background()
	if err := m.store.PutSeats(ctx, seats); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 650; i += 11 {
		_, err := m.store.Decide(ctx, target.Decision{ID: domain.NewID[string](time.Now()), Group: m.group, Seat: seats[i].Code, Side: "B", By: m.organiser.Person, Name: "Ada", At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
	}
	do(`insert into events select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'slug', 'bench-' || n, 'seat', 'E' || lpad((n % 650)::text, 8, '0'),
		'starts', now() + n % 90 * interval '1 day' + interval '1 hour', 'ends', now() + n % 90 * interval '1 day' + interval '3 hours', 'parted', true, 'taken', n % 60))).*
		from events e, generate_series(1, $1::int) n where e.title = 'The pattern'`, n)
	do("insert into event_shifts (event_id, number, starts, ends) select id, n, starts, ends from events, generate_series(0, 2) n where slug like 'bench-%'")
	do("insert into event_places (event_id, shift, pool, capacity, taken, held, waiting) select event_id, number, 'general', 20, 10, 0, 0 from event_shifts")
	do("analyze")
	s := &target.Service{Store: m.store, Events: m.store, Clock: time.Now}
	for i := range 220 {
		began := time.Now()
		f, err := s.Nearest(ctx, target.NearInput{Lat: 50.6 + float64(i%25)*0.2, Lon: -3.9 + float64(i/10)*0.2})
		if err != nil || len(f.Picks) != 3 {
			t.Fatal(len(f.Picks), err)
		}
		if i >= 20 { // the first warm up
			took = append(took, time.Since(began))
		}
	}
	slices.Sort(took)
	return took
}
