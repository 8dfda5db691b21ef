package seat

import (
	"cmp"
	"math"
	"slices"

	"barnstorm/domain"
)

// The assumptions behind a need, open to argument and all in one place. They
// decide an order and no more: only the comparison of two needs has a meaning.
const (
	swing     = 5.0   // points by which a result may differ from the last one (standard deviation)
	talks     = 11.25 // a day: 45 doors, of which one in four opens
	netVotes  = 0.02  // per talk
	fullTalks = 9000  // talks in a seat after which doors run out
	halfWay   = 60.0  // minutes on the way after which a seat counts half: 50 km by car
	noEvent   = 0.1   // of an empty event, for a target where nothing is planned yet: nobody can go there on Saturday
)

// A Rule is those assumptions for pages that say how places are chosen.
type Rule struct {
	Points  int // by which a result may differ from the last one
	Team    int // people who can do something together
	Minutes int // on the way after which a seat counts half
	Km      int // as many as that is by car
	NoEvent int // of a hundred, what an empty seat counts where nothing is planned
}

// OurRule is how Rank chooses.
func OurRule() Rule {
	return Rule{Points: swing, Team: Team, Minutes: halfWay, Km: int(Trip{Minutes: halfWay}.Reach()), NoEvent: int(100 * noEvent)}
}

// A Target is a seat somebody decided to win or to hold, as things stand there.
type Target struct {
	Seat
	Side    string // party in whose name the target was chosen; may be empty
	Planned bool   // a public event is coming; the rest is about that event
	Going   int    // people who promised to come
	Places  int    // zero means without limit
	Left    int    // of Places
}

// Full reports whether the next event there has no place left.
func (t Target) Full() bool { return t.Planned && t.Places > 0 && t.Left <= 0 }

// empty is the share of places left, and 1 where there is no limit.
func (t Target) empty() float64 {
	if t.Places <= 0 {
		return 1
	}
	return share(t.Left, t.Places)
}

// need is what one more person changes: the chance that their votes decide
// the seat (a normal density at the gap), times the votes that a day brings
// while doors last, times the share of places that are empty, halved for
// every halfWay of travel. Where a Team has not come together it is less, for
// nobody can do much alone.
func (t Target) need(minutes float64) float64 {
	points := 100 * share(t.Gap(t.Side), t.Valid)
	tie := math.Exp(-points*points/(2*swing*swing)) / (swing * math.Sqrt(2*math.Pi))
	day := netVotes * talks * math.Exp(-float64(t.Going)*talks/fullTalks) * 100 / float64(max(1, t.Valid))
	room := t.empty()
	if !t.Planned {
		room = noEvent
	}
	team := 1.0
	if t.Planned {
		team = min(1, 0.5+share(t.Going+1, 2*Team))
	}
	return tie * day * room * team * math.Exp2(-minutes/halfWay)
}

// A Reason is one thing to say about a pick. The pages hold its sentence.
type Reason string

// The reasons: one on the result, one on the places, one on the way, and one
// where a team is still small.
const (
	MarginTiny   Reason = "margin-tiny"   // under one vote in a hundred
	MarginSmall  Reason = "margin-small"  // under three
	MarginMiddle Reason = "margin-middle" // under seven
	MarginWide   Reason = "margin-wide"

	PlacesNone  Reason = "places-none"  // nothing planned yet
	PlacesOpen  Reason = "places-open"  // without limit
	PlacesMost  Reason = "places-most"  // three quarters empty, or more
	PlacesHalf  Reason = "places-half"  // four tenths empty, or more
	PlacesSome  Reason = "places-some"  // fewer
	WayDoorstep Reason = "way-doorstep" // under 8 km
	WayNearest  Reason = "way-nearest"  // of those picked
	WayNear     Reason = "way-near"     // under 30 km
	WayFar      Reason = "way-far"

	TeamOne Reason = "team-one" // one more makes a Team
	TeamFew Reason = "team-few" // it is not a Team yet

	LiftFree Reason = "lift-free" // seats are free in cars or coaches, which Rank does not know
)

// A Pick is a target put before somebody, with the reasons for it.
type Pick struct {
	Target
	Km   float64 // from where they are to the middle of the seat, as the crow flies
	Time float64 // minutes on the way, as a guess
	Need float64 // compared with other picks only
	Why  []Reason
}

// Rank picks up to so many targets that need somebody at from the most, the
// neediest first. Targets without a known place, with a full event or further
// than they would go are left out. Equal needs are ordered by distance, then by
// code.
func Rank(from domain.Point, trip Trip, targets []Target, most int) []Pick {
	var picks []Pick
	for _, t := range targets {
		km := from.Km(t.Centre)
		if t.Centre.Valid() && !t.Full() && trip.Reaches(km) {
			picks = append(picks, Pick{Target: t, Km: km, Time: trip.Time(km), Need: t.need(trip.Time(km))})
		}
	}
	slices.SortFunc(picks, func(a, b Pick) int {
		return cmp.Or(cmp.Compare(b.Need, a.Need), cmp.Compare(a.Km, b.Km), cmp.Compare(a.Code, b.Code))
	})
	picks = picks[:min(most, len(picks))]
	for i := range picks {
		nearest := len(picks) > 1 && !slices.ContainsFunc(picks, func(p Pick) bool { return p.Km < picks[i].Km })
		picks[i].Why = append([]Reason{picks[i].margin(), picks[i].places(), way(picks[i].Km, nearest)}, picks[i].team()...)
	}
	return picks
}

// NearerButFull is the full target that lies nearer than every pick, nearest
// first, if there is one: people ask why it is not named.
func NearerButFull(from domain.Point, targets []Target, picks []Pick) (Target, bool) {
	var found Target
	limit := math.Inf(1)
	for _, p := range picks {
		limit = min(limit, p.Km)
	}
	for _, t := range targets {
		if t.Full() && t.Centre.Valid() && from.Km(t.Centre) < limit {
			found, limit = t, from.Km(t.Centre)
		}
	}
	return found, found.Code != ""
}

func (t Target) margin() Reason {
	switch gap := share(t.Gap(t.Side), t.Valid); {
	case gap < 0.01:
		return MarginTiny
	case gap < 0.03:
		return MarginSmall
	case gap < 0.07:
		return MarginMiddle
	default:
		return MarginWide
	}
}

func (t Target) places() Reason {
	switch {
	case !t.Planned:
		return PlacesNone
	case t.Places <= 0:
		return PlacesOpen
	case t.empty() >= 0.75:
		return PlacesMost
	case t.empty() >= 0.4:
		return PlacesHalf
	default:
		return PlacesSome
	}
}

// team is a reason where so few go that one more makes a difference.
func (t Target) team() []Reason {
	switch {
	case !t.Planned || t.Going >= Team || t.Going == 0:
		return nil
	case t.Going == Team-1:
		return []Reason{TeamOne}
	default:
		return []Reason{TeamFew}
	}
}

func way(km float64, nearest bool) Reason {
	switch {
	case km < 8:
		return WayDoorstep
	case nearest:
		return WayNearest
	case km < 30:
		return WayNear
	default:
		return WayFar
	}
}
