package store

import (
	"slices"
	"strings"
	"testing"

	"barnstorm/domain/event"
)

// Whoever needs a way in without steps, child care or a language finds what
// says so, and nothing that says no or that nobody has looked at.
func TestFindingByWhatIsOffered(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		for _, x := range []struct {
			title, languages string
			access           []string
		}{{"both", "en pl", []string{"step-free:yes", "child-care:yes"}}, {"steps", "pl", []string{"step-free:no", "child-care:yes"}}, {"unseen", "", nil}} {
			h.saturday.Title = x.title
			_, err := h.events.Describe(h.Context(), h.organise, h.schedule(9).ID, event.DetailsInput{Version: 1, Access: x.access, Languages: strings.Fields(x.languages)})
			h.must(err)
		}
		for _, x := range []struct{ offers, spoken, want string }{
			{"", "", "both steps unseen"}, {"step-free", "", "both"}, {"child-care", "", "both steps"}, {"child-care step-free", "", "both"}, {"loop", "", ""}, {"no question", "", ""},
			{"", "pl", "both steps"}, {"", "en", "both"}, {"", "l", ""}, {"", "en pl", "both"}, {"step-free", "pl", "both"}, {"", "%", ""},
		} {
			es, err := h.store.EventsIn(h.Context(), event.Query{Offers: strings.Fields(x.offers), Spoken: x.spoken, Most: 9})
			h.must(err)
			var got []string
			for _, e := range es {
				got = append(got, e.Title)
			}
			slices.Sort(got)
			h.want(x.offers+", "+x.spoken, strings.Join(got, " "), x.want)
		}
	})
}
