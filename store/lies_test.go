package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/target"
)

// Whoever calls an event by a form types an address and no position: it is found,
// follows the address, and is never that of another one.
func TestAnEventLiesWhereItsAddressDoes(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		h.events.Lies = func(_ context.Context, country, postcode, town string) (domain.Point, error) {
			return map[string]domain.Point{"GB BD21 3HU Keighley": {Lat: 53.867, Lon: -1.906}, "GB  Keighley": {Lat: 53.87, Lon: -1.9}, "GB LS1 1UR Leeds": {Lat: 53.8, Lon: -1.548}}[country+" "+postcode+" "+town], nil
		}
		sam := h.supporter("Sam")
		proposed := h.stall()
		_, err := h.events.Propose(h.Context(), sam, proposed)
		h.must(err)
		e, err := h.events.CallProposed(h.Context(), h.organise, event.ID(proposed.ID), proposed)
		h.must(err)
		h.want("proposed", e.Where.At, "{53.87 -1.9}")

		e, in := h.schedule(10), h.saturday
		h.want("by its town", e.Where.At, "{53.87 -1.9}")
		h.come(e.ID, "Ann", 1)
		for _, step := range []struct {
			what   string
			change func()
			at     string
			told   string
		}{
			{"by its postcode", func() { in.Postcode = "BD21 3HU" }, "{53.867 -1.906}", "moved confirmed"},
			{"as it was sent", func() { in.Lat, in.Lon = 53.8671, -1.9061 }, "{53.8671 -1.9061}", "moved confirmed"},
			{"another title", func() { in.Lat, in.Lon, in.Title = 0, 0, "Unseat them" }, "{53.8671 -1.9061}", "moved confirmed"},
			{"for those who come alone", func() { in.Private = true }, "{53.9 -1.9}", "moved confirmed"},
			{"for everybody again", func() { in.Private = false }, "{53.867 -1.906}", "moved confirmed"},
			{"the old one sent back with a new address", func() { in.Lat, in.Lon, in.Postcode, in.Town = 53.867, -1.906, "LS1 1UR", "Leeds" }, "{53.8 -1.548}", "moved moved confirmed"},
			{"in another street", func() { in.Lat, in.Lon, in.Street = 0, 0, "2 Canal St" }, "{53.8 -1.548}", "moved moved moved confirmed"},
			{"nobody knows where", func() { in.Postcode, in.Town = "", "Nowhere" }, "{0 0}", "moved moved moved moved confirmed"},
		} {
			step.change()
			h.pass(time.Minute)
			in.Version = e.Version
			e, err = h.events.Change(h.Context(), h.organise, e.ID, in)
			h.must(err)
			h.want(step.what, e.Where.At, step.at)
			h.want(step.what, h.kinds("Ann"), step.told)
		}
	})
}

func TestWhereAnAddressLies(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, svc *target.Service) {
		threeSeats(t, svc)
		more := []target.Town{{Country: "US", Name: "Leeds", At: domain.Point{Lat: 42.35, Lon: -72.7}}, {Country: "GB", Name: "Batley", At: domain.Point{Lat: 53.7, Lon: -1.6}}}
		codes := []target.Postcode{{Country: "ES", Code: "10115", At: domain.Point{Lat: 39.7, Lon: -6.2}}, {Country: "GB", Code: "LS1 1UR", At: domain.Point{Lat: 53.801, Lon: -1.548}}, {Country: "GB", Code: "LS1", At: domain.Point{Lat: 53.802, Lon: -1.549}}}
		if err := s.PutTowns(t.Context(), more); err != nil {
			t.Fatal(err)
		}
		if err := s.PutPostcodes(t.Context(), codes); err != nil {
			t.Fatal(err)
		}
		for _, row := range [][4]string{
			{"GB", "ls1 1ur", "Wetherby", "{53.801 -1.548}"}, {"GB", "LS1 9ZZ", "", "{53.802 -1.549}"}, {"GB", "LS29 1AA", "wetherby", "{53.93 -1.38}"}, {"GB", "LS29 1AA", "", "{53.8 -1.55}"},
			{"GB", "", "Leeds", "{53.8 -1.55}"}, {"US", "", "Leeds", "{42.35 -72.7}"}, {"DE", "10115", "", "{52.53 13.38}"}, {"ES", " 10115", "", "{39.7 -6.2}"}, {"FR", "10115", "", "{0 0}"},
			{"GB", "", "Bat", "{0 0}"}, {"GB", "", "", "{0 0}"}, {"ES", "", "Zaragoza", "{41.65 -0.89}"},
		} {
			at, err := svc.Lies(t.Context(), row[0], row[1], row[2])
			if fmt.Sprint(at) != row[3] || err != nil {
				t.Errorf("%v: %v, %v", row, at, err)
			}
		}
	})
}
