package rehearse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// A ground is where it is played: a canvass of its own with made-up doors, cut
// into turf, whose records go within two days.
type ground struct {
	*house
	effort  string
	zone    *time.Location
	version string
	flow    script.Flow
	turfs   []string
}

// houses is how many doors a street has.
const houses = 40

// prepare makes the ground through the API, as an organiser would.
func prepare(ctx context.Context, h *house, p Plan) (*ground, error) {
	g := &ground{house: h, effort: h.id()}
	group, err := h.group(ctx)
	if err != nil {
		return nil, err
	}
	id, err := g.pick(ctx)
	if err != nil {
		return nil, err
	}
	now := h.clock.Now()
	var made struct {
		Version string `json:"script_version"`
		Zone    string
	}
	err = h.ask(ctx, "POST", "/organise/efforts", map[string]any{
		"id": g.effort, "group": group, "name": "Rehearsal " + now.Format("2 Jan 15:04:05"), "script": id, "doors": p.Phones * p.Doors,
		"from": now.AddDate(0, 0, -3).Format(time.DateOnly), "to": now.AddDate(0, 0, 1).Format(time.DateOnly),
		"controller": "Nobody: a rehearsal", "level": "household", "keep_days": 1,
	}, &made)
	if err != nil {
		return nil, err
	}
	g.version = made.Version
	g.zone = domain.Zone(made.Zone)
	if err := g.gather(ctx, (p.Phones+2)*houses); err != nil {
		return nil, err
	}
	return g, g.cut(ctx)
}

func (h *house) id() string { return domain.NewID[string](h.clock.Now()) }

// group is a group in which a canvass may be begun: one that has some.
func (h *house) group(ctx context.Context) (string, error) {
	var list struct{ Efforts []struct{ Group string } }
	if err := h.ask(ctx, "GET", "/organise/efforts", nil, &list); err != nil {
		return "", err
	}
	if len(list.Efforts) == 0 {
		return "", errors.New("the demo has no canvass beside which to begin another")
	}
	return list.Efforts[0].Group, nil
}

// pick takes a script with two ratings and a talk that counts as a conversation,
// which needs no list that somebody would have to fill in.
func (g *ground) pick(ctx context.Context) (id string, err error) {
	var list struct{ Scripts []struct{ ID string } }
	if err := g.ask(ctx, "GET", "/organise/scripts", nil, &list); err != nil {
		return "", err
	}
	for _, s := range list.Scripts {
		var one struct {
			Versions []struct{ Source, Published string }
		}
		if err := g.ask(ctx, "GET", "/organise/scripts/"+s.ID, nil, &one); err != nil {
			return "", err
		}
		for _, v := range one.Versions {
			f, faults := script.Parse([]byte(v.Source))
			if v.Published == "" || len(faults) > 0 {
				continue
			}
			if g.flow = f; f.Rating.After != "" && f.Conversation != "" && len(f.Lists) == 0 {
				return s.ID, nil
			}
			break // older ones are not given out
		}
	}
	return "", errors.New("no published script asks for a rating before and after")
}

// gather brings streets of made-up doors in.
func (g *ground) gather(ctx context.Context, doors int) error {
	var b strings.Builder
	b.WriteString("Number,Street,Town,Postcode,Latitude,Longitude\n")
	for i := range doors {
		street, n := i/houses, i%houses
		fmt.Fprintf(&b, "%d,%s Street,Rehearsal,XX%d %d%s,%.5f,%.5f\n", n+1, named(street), street/90+1, street%9+1, "AA",
			53.9+float64(street/20)*0.002+float64(n%2)*0.0002, -1.9+float64(street%20)*0.006+float64(n/2)*0.0001)
	}
	id := g.id()
	var file struct {
		Stage, Why string
		Columns    map[string]string
	}
	if err := g.ask(ctx, "POST", "/organise/efforts/"+g.effort+"/universe", map[string]any{"id": id, "file": "rehearsal.csv", "text": b.String()}, &file); err != nil {
		return err
	}
	for file.Stage != "done" {
		at := "/organise/universe/" + id
		var err error
		switch file.Stage {
		case "checked":
			err = g.ask(ctx, "POST", at, map[string]any{"columns": file.Columns, "start": true}, &file)
		case "failed":
			err = errors.New("the addresses cannot be read: " + file.Why)
		default:
			pause(ctx, 200*time.Millisecond)
			err = g.ask(ctx, "GET", at, nil, &file)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// named is a name for the n-th street that no other has.
func named(n int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	name := []byte{letters[n/676%26] - 32, 'o', letters[n/26%26], 'e', letters[n%26], 'a'}
	return string(name)
}

// cut cuts the doors into a street's worth each.
func (g *ground) cut(ctx context.Context) error {
	var cut struct{ Turfs []struct{ ID string } }
	if err := g.ask(ctx, "POST", "/organise/efforts/"+g.effort+"/turfs", map[string]any{"id": g.id(), "size": houses, "purpose": "gotv", "density": "dense"}, &cut); err != nil {
		return err
	}
	for _, t := range cut.Turfs {
		g.turfs = append(g.turfs, t.ID)
	}
	slices.Sort(g.turfs)
	if len(g.turfs) == 0 {
		return errors.New("the doors were cut into no turf")
	}
	return nil
}

// A pack is what of a turf taken out matters here.
type pack struct {
	Turf  struct{ ID string }
	Doors []struct {
		ID   string
		Skip bool
	}
	Upload struct{ Token string }
	Board  struct{ Me string }
}

// handOut gives every phone a turf: two of three take theirs by themselves, the
// others join boards of teams by their codes, without an account.
func (g *ground) handOut(ctx context.Context, p Plan) ([]*phone, error) {
	day := g.id()
	var none json.RawMessage
	if err := g.ask(ctx, "POST", "/lead/outings", map[string]any{"id": day, "effort": g.effort, "meet": "rehearsal"}, &none); err != nil {
		return nil, err
	}
	own := max(1, len(g.turfs)*2/3)
	phones, team, code := make([]*phone, 0, p.Phones), "", ""
	for i := range p.Phones {
		ph := &phone{ground: g, way: ways[i%len(ways)], n: i, device: g.id(), turf: g.turfs[i%own], left: p.Doors, byID: map[string]*record{}}
		var err error
		switch boards := i / 3; {
		case i%3 < 2 || own == len(g.turfs):
			err = ph.takes(ctx)
		case boards%2 == 0:
			if team, code, err = g.board(ctx, day, g.turfs[own+boards/2%(len(g.turfs)-own)]); err == nil {
				err = ph.joins(ctx, team, code)
			}
		default: // the second of a board
			err = ph.joins(ctx, team, code)
		}
		if err != nil {
			return nil, err
		}
		phones = append(phones, ph)
	}
	return phones, nil
}

// board makes a team, gives it a turf, and is the code that opens that.
func (g *ground) board(ctx context.Context, day, turf string) (team, code string, err error) {
	team = g.id()
	var none json.RawMessage
	if err := g.ask(ctx, "POST", "/lead/outings/"+day+"/teams", map[string]any{"id": team, "name": "Rehearsal", "names": "Robin\nSasha"}, &none); err != nil {
		return "", "", err
	}
	var b struct{ Code string }
	back := g.clock.Now().In(g.zone).Add(6 * time.Hour).Format("15:04")
	err = g.ask(ctx, "POST", "/lead/teams/"+team+"/boards", map[string]any{"id": g.id(), "turf": turf, "back": back, "over": true}, &b)
	return team, b.Code, err
}
