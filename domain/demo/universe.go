package demo

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/turf"
	"barnstorm/domain/universe"
)

// houses is how many doors a street of the demo has.
const houses = 200

// middles is where the parts of town lie, and how their streets run, in
// degrees from the east.
var middles = map[string]struct {
	at     domain.Point
	town   string
	turned float64
}{
	"Keighley Central":    {domain.Point{Lat: 53.8655, Lon: -1.9105}, "Keighley", 25},
	"Riddlesden":          {domain.Point{Lat: 53.8770, Lon: -1.8830}, "Riddlesden", -10},
	"Ingrow and Oakworth": {domain.Point{Lat: 53.8500, Lon: -1.9330}, "Ingrow", 60},
	"Ilkley":              {domain.Point{Lat: 53.9240, Lon: -1.8230}, "Ilkley", 5},
}

// house is the address of the n-th door of a street, from 1.
func house(team, street string, n int) universe.Address {
	m := middles[team]
	return universe.Address{Number: strconv.Itoa(n), Street: street, Town: m.town, Postcode: fmt.Sprintf("BD2%d %d%c%c", len(m.town)%3, len(street)%10, 'A'+len(team)%20, street[0])}
}

// lies is where that door stands: odd numbers on one side of the street.
func lies(team string, street, n int) domain.Point {
	m := middles[team]
	along := (float64((n+1)/2)/houses*2 - 0.5) * 0.85 // kilometres
	off := (float64(street%10)-4.5)*0.095 + float64(n%2)*0.014 + 0.02*math.Sin(along*6+float64(street))
	along += 0.06 * math.Sin(float64(street)*2.1)
	turn := m.turned * math.Pi / 180
	east, north := along*math.Cos(turn)-off*math.Sin(turn), along*math.Sin(turn)+off*math.Cos(turn)
	return domain.Point{Lat: m.at.Lat + north/111.2, Lon: m.at.Lon + east/111.2/math.Cos(m.at.Lat*math.Pi/180)}
}

// addresses is the demo's list of doors, as a council would hand it out: a few
// rows in a hundred have no position, and a tower has flats.
func (k *maker) addresses() string {
	var b strings.Builder
	b.WriteString("Flat,Number,Street,Town,Postcode,Latitude,Longitude,Language\n")
	for _, team := range teams {
		for s, name := range team.streets {
			for n := 1; n <= k.share(houses); n++ {
				a, at := house(team.name, name+" Street", n), lies(team.name, s, n)
				where := fmt.Sprintf("%.5f,%.5f", at.Lat, at.Lon)
				if n%41 == 0 {
					where = ","
				}
				language := ""
				if n%29 == 0 {
					language = pick(k, words("Polish Urdu Punjabi Bengali"))
				}
				fmt.Fprintf(&b, ",%s,%s,%s,%s,%s,%s\n", a.Number, a.Street, a.Town, a.Postcode, where, language)
			}
		}
	}
	for floor := range 8 {
		for door := range 6 {
			fmt.Fprintf(&b, "%d/%d,2,Parkwood Rise,Keighley,BD21 4QA,53.86720,-1.90150,\n", floor, door+1)
		}
	}
	return b.String()
}

// gather brings the doors of the effort in and has them cut into turfs.
func (k *maker) gather(ctx context.Context, e canvass.Effort) error {
	k.turfs = map[universe.DoorID]universe.TurfID{}
	return k.within(ctx, func(r *rooms) error {
		i, err := r.universe.Bring(ctx, k.founder, e.ID, universe.FileInput{ID: domain.NewID[universe.ImportID](k.clock), File: "council-addresses.csv"}, strings.NewReader(k.addresses()))
		if err != nil {
			return err
		}
		if err := k.carryOn(ctx, r); err != nil {
			return err
		}
		if _, err := r.universe.Map(ctx, k.founder, i.ID, universe.MapInput{Columns: i.Columns, Start: true}); err != nil {
			return err
		}
		if err := k.carryOn(ctx, r); err != nil {
			return err
		}
		turfs, err := r.universe.Cut(ctx, k.founder, e.ID, universe.CutInput{ID: domain.NewID[universe.TurfID](k.clock), Purpose: turf.Persuade, Density: turf.Dense, Minutes: 150})
		for _, t := range turfs {
			doors, err := r.post.DoorsIn(ctx, t.ID)
			if err != nil {
				return err
			}
			for _, d := range doors {
				k.turfs[d.ID] = t.ID
			}
		}
		k.told("turfs", len(turfs), len(turfs))
		return err
	})
}

// carryOn reads what has been brought, as the house does by itself.
func (k *maker) carryOn(ctx context.Context, r *rooms) error {
	for {
		if n, err := r.universe.CarryOn(ctx); n == 0 || err != nil {
			return err
		}
	}
}

// handOut has some turfs out at this moment, and some back.
func (k *maker) handOut(ctx context.Context, e canvass.Effort) error {
	return k.within(ctx, func(r *rooms) error {
		turfs, err := r.universe.Turfs(ctx, k.founder, e.ID)
		if err != nil {
			return err
		}
		walkers := k.members[e.Group]
		for i, t := range turfs {
			if i%3 == 2 || len(walkers) == 0 {
				continue
			}
			who := domain.Actor{Person: walkers[i%len(walkers)].id, Roles: map[domain.GroupID][]domain.Role{e.Group: {domain.Canvasser}}}
			back := i%12 > 1
			if k.ago(float64(2 + i%20)); !back {
				k.ago(0.06)
			}
			if i%24 == 1 {
				k.ago(0.6) // and should be back by now
			}
			if _, err := r.universe.Take(ctx, who, t.ID, universe.TakeInput{Team: teams[i%len(teams)].name}); err != nil {
				return err
			}
			if !back {
				continue
			}
			if _, err := r.universe.BringBack(ctx, who, t.ID, universe.BringInput{Finished: i%4 != 0}); err != nil {
				return err
			}
		}
		k.clock = k.now
		_, err = r.universe.Count(ctx)
		return err
	})
}
