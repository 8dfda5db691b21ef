package journey

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"barnstorm/domain/script"
	"barnstorm/static"
	"barnstorm/store/storetest"
)

// The phone walks a script as the house does: the same steps, the same answers
// kept, the same way on, for any answers to any script that is published here.
func TestThePhoneWalksAsTheHouseDoes(t *testing.T) {
	t.Parallel()
	sources := []string{turfScript}
	for _, name := range []string{"polling-day-gotv", "public-healthcare-persuasion", "unseat-marginal-id-persuasion"} {
		b, err := os.ReadFile(storetest.Real(t, "scripts/"+name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, string(b))
	}
	m := found(t, database(t, phone))
	h := m.opens()
	v := visit(t, h.url, phone).signsIn(h, "ada@example.org").open("/health")
	for i, source := range sources {
		flow, faults := script.Parse([]byte(source))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		g := m.ploughsWith(source)
		turf := g.street(fmt.Sprintf("Street %d", i), 1, 0)
		r := rand.New(rand.NewPCG(uint64(i), 7))
		var talks []script.Talk
		var want []string
		for range 150 {
			talk := anyTalk(flow, r)
			talks, want = append(talks, talk), append(want, walked(flow, talk))
		}
		got := js[[]string](v, fmt.Sprintf(walkAll, static.Asset("js/door/walk.js"), turf, sent(talks)))
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("%s, %+v:\nhouse %s\nphone %v", flow.Key, talks[i], want[i], slices.Concat(got[min(i, len(got)):])[:min(1, len(got)-min(i, len(got)))])
			}
		}
	}
}

// walkAll takes a turf out and walks its script with the phone's own module.
const walkAll = `(async () => {
	const walk = await import(%q);
	const json = {Accept: 'application/json', 'Content-Type': 'application/json'};
	const {csrf} = await (await fetch('/door', {headers: json})).json();
	const body = JSON.stringify({id: crypto.randomUUID(), device: 'walker'});
	const pack = await (await fetch('/door/turf/%s/pack', {method: 'POST', headers: {...json, 'X-CSRF-Token': csrf}, body})).json();
	const {flow} = pack.scripts[0];
	return %s.map(talk => {
		const path = walk.path(flow, talk);
		const last = walk.stepOf(flow, path.at(-1));
		const on = last && walk.next(flow, last, talk);
		return [walk.begin(flow, talk)?.id || '', path.join(' '), Object.keys(walk.prune(flow, talk)).sort().join(' '), on ? on.id : '', last ? walk.left(flow, last.id) : 0, walk.say(last?.say, {'candidate.name': 'Ana'})].join('|');
	});
})().catch(e => ['fault ' + e.stack])`

// walked is what the house makes of a talk.
func walked(f script.Flow, talk script.Talk) string {
	var begin, on, say string
	if s, ok := f.Begin(talk); ok {
		begin = s.ID
	}
	path, left := f.Path(talk), 0
	if len(path) > 0 {
		last, _ := f.Step(path[len(path)-1])
		if s, ok := f.Next(last, talk); ok {
			on = s.ID
		}
		turn, err := f.Turn(script.TurnInput{Do: "back", Trail: last.ID}, script.Talk{})
		if err == nil {
			left = turn.Left
		}
		say = script.Say(last.Say, map[string]string{"candidate.name": "Ana"})
	}
	return fmt.Sprintf("%s|%s|%s|%s|%d|%s", begin, strings.Join(path, " "), strings.Join(slices.Sorted(maps.Keys(f.Prune(talk))), " "), on, left, say)
}

// anyTalk is a walk with answers by chance, and now and then one that the walk
// has no use for.
func anyTalk(f script.Flow, r *rand.Rand) script.Talk {
	talk := script.Talk{Answers: script.Answers{}, Facts: map[string]string{}, Lists: map[string][]script.Option{}}
	for _, name := range f.Lists {
		talk.Lists[name] = []script.Option{{Value: "green", Label: "Green", Group: "ours"}, {Value: "blue", Label: "Blue", Group: "others"}, {Value: "grey", Label: "Grey", Group: "elsewhere"}}
	}
	for _, fact := range f.Facts {
		if r.IntN(2) == 0 {
			talk.Facts[fact.Key] = "so it is"
		}
	}
	if len(f.Arms) > 0 {
		talk.Arm = f.Arms[r.IntN(len(f.Arms))].Key
	}
	if r.IntN(4) == 0 {
		s := f.Steps[r.IntN(len(f.Steps))]
		talk.Answers[s.ID] = anyAnswer(f, s, talk, r)
	}
	s, ok := f.Begin(talk)
	for range r.IntN(2 * len(f.Steps)) {
		if !ok {
			break
		}
		if s.Kind != script.KindInfo && r.IntN(12) > 0 {
			talk.Answers[s.ID] = anyAnswer(f, s, talk, r)
		}
		s, ok = f.Next(s, talk)
	}
	return talk
}

func anyAnswer(f script.Flow, s script.Step, talk script.Talk, r *rand.Rand) script.Answer {
	options := s.Offers(talk)
	switch {
	case s.Refusable && r.IntN(4) == 0:
		return script.Declined
	case s.Kind == script.KindScale:
		return script.Said(fmt.Sprint(f.Rating.Min + r.IntN(f.Rating.Max-f.Rating.Min+1)))
	case len(options) > 1 && s.Kind == script.KindMulti:
		return script.Said(options[0].Value, options[1].Value)
	case len(options) > 0:
		return script.Said(options[r.IntN(len(options))].Value)
	}
	return script.Said("words")
}

// sent is talks as a phone holds them.
func sent(talks []script.Talk) string {
	type option struct {
		Value string `json:"value"`
		Label string `json:"label"`
		Group string `json:"group"`
	}
	type talk struct {
		Answers script.Answers      `json:"answers"`
		Arm     string              `json:"arm"`
		Facts   map[string]string   `json:"facts"`
		Lists   map[string][]option `json:"lists"`
	}
	var out []talk
	for _, x := range talks {
		y := talk{x.Answers, x.Arm, x.Facts, map[string][]option{}}
		for name, list := range x.Lists {
			for _, o := range list {
				y.Lists[name] = append(y.Lists[name], option{o.Value, o.Label, o.Group})
			}
		}
		out = append(out, y)
	}
	b, _ := json.Marshal(out) // maps of words always have a JSON form
	return string(b)
}
