package event

import (
	"slices"
	"time"

	"barnstorm/domain"
)

// A Reminding is one thing that everybody who comes is told by itself: when,
// and with which words of the organisers beside ours.
type Reminding struct {
	Kind  string        // the letter
	By    time.Duration // before the start or, for what is said afterwards, after the end
	Off   bool
	Words string // plain text, empty for ours alone
}

// The letters that are sent by themselves. The first is the answer to an
// answer: it has no hour, and cannot be switched off, because it is the key.
const (
	onSignUp  = "event/confirmed"
	daysAhead = "event/remind-days"
	hoursLeft = "event/remind-hours"
	thanks    = "event/after"
	missed    = "event/missed"     // to those who did not come
	whatsNext = "event/next"       // to those who agreed to hear what is on
	stillFull = "event/still-full" // to those who wait, when the others are reminded
)

// Bounds of a reminding.
const (
	MaxBefore = 7 * 24 * time.Hour
	MaxAfter  = 48 * time.Hour
	MaxWords  = 1000
	// shift is how far a reminder can be moved from its hour by a night.
	shift = 13 * time.Hour
	// stale is how long after its hour what is said afterwards is still sent.
	stale = 24 * time.Hour
)

// Remindings is what is sent by itself unless an organiser says otherwise.
func Remindings() []Reminding {
	return []Reminding{{Kind: onSignUp}, {Kind: daysAhead, By: 48 * time.Hour}, {Kind: hoursLeft, By: 3 * time.Hour},
		{Kind: thanks, By: 2 * time.Hour}, {Kind: missed, By: 20 * time.Hour}, {Kind: whatsNext, By: 26 * time.Hour}}
}

// before is the part of a plan that is told before an event, by itself, and
// afterwards is the part that is told once it is over.
func before(plan []Reminding) []Reminding     { return plan[1:3] }
func afterwards(plan []Reminding) []Reminding { return plan[3:] }

// later reports whether it is told once the event is over.
func (r Reminding) later() bool { return r.Kind == thanks || r.Kind == missed || r.Kind == whatsNext }

// Reminded is what is sent by itself for this event, in the order of sending.
func (e Event) Reminded() []Reminding {
	plan := Remindings()
	for i, usual := range plan {
		if at := slices.IndexFunc(e.Remind, func(r Reminding) bool { return r.Kind == usual.Kind }); at >= 0 {
			plan[i] = e.Remind[at]
		}
	}
	return plan
}

// words is what the organisers say in a letter of a kind.
func (e Event) words(kind string) string {
	switch kind {
	case "event/place-free":
		kind = onSignUp
	case "event/thanks":
		kind = thanks
	}
	for _, r := range e.Remind {
		if r.Kind == kind {
			return r.Words
		}
	}
	return ""
}

// Due is when a party whose clock is that of zone is told. Nobody is told
// between nine in the evening and eight in the morning: what falls into the
// night waits for the morning or, where that would be too late to be of use,
// comes in the evening before.
func (r Reminding) Due(starts, ends time.Time, zone *time.Location) time.Time {
	at := starts.Add(-r.By)
	if r.later() {
		at = ends.Add(r.By)
	}
	if !domain.IsNight(at, zone) {
		return at.UTC()
	}
	morning := domain.MorningAfter(at, zone)
	if r.later() || !morning.After(starts.Add(-r.By/4)) {
		return morning.UTC()
	}
	y, m, d := morning.Date()
	return time.Date(y, m, d-1, evening, 0, 0, 0, zone).UTC()
}

// Until is when it is too late: a reminder that a dead machine has kept back
// is worth nothing close to the start, and says what is no longer true.
func (r Reminding) Until(starts, ends time.Time, zone *time.Location) time.Time {
	if r.later() {
		return r.Due(starts, ends, zone).Add(stale)
	}
	return starts.Add(-r.By / 4)
}

// evening is the hour at which what would be too late in the morning is sent.
const evening = 20

// zoneOf is the clock by which a party lives: their own where their browser
// said it, else that of the event.
func zoneOf(party, event string) *time.Location {
	for _, name := range []string{party, event} {
		if zone, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
			return zone
		}
	}
	return time.UTC
}

// RemindInput is what an organiser sends to say what is sent by itself. Hours
// are before the start, and after the end for thanks, missed and next.
type RemindInput struct {
	Version     int64  `json:"version"`
	SignUpWords string `json:"sign_up_words"`
	DaysOn      bool   `json:"days_on"`
	DaysHours   int    `json:"days_hours"`
	DaysWords   string `json:"days_words"`
	HoursOn     bool   `json:"hours_on"`
	HoursHours  int    `json:"hours_hours"`
	HoursWords  string `json:"hours_words"`
	ThanksOn    bool   `json:"thanks_on"`
	ThanksHours int    `json:"thanks_hours"`
	ThanksWords string `json:"thanks_words"`
	MissedOn    bool   `json:"missed_on"`
	MissedHours int    `json:"missed_hours"`
	MissedWords string `json:"missed_words"`
	NextOn      bool   `json:"next_on"`
	NextHours   int    `json:"next_hours"`
	NextWords   string `json:"next_words"`
}

// RemindInputOf is what an organiser would send to leave everything as it is.
func RemindInputOf(e Event) RemindInput {
	p := e.Reminded()
	hours := func(i int) int { return int(p[i].By / time.Hour) }
	return RemindInput{
		Version: e.Version, SignUpWords: p[0].Words, DaysOn: !p[1].Off, DaysHours: hours(1), DaysWords: p[1].Words,
		HoursOn: !p[2].Off, HoursHours: hours(2), HoursWords: p[2].Words, ThanksOn: !p[3].Off, ThanksHours: hours(3), ThanksWords: p[3].Words,
		MissedOn: !p[4].Off, MissedHours: hours(4), MissedWords: p[4].Words, NextOn: !p[5].Off, NextHours: hours(5), NextWords: p[5].Words,
	}
}

func (in RemindInput) wrong() ([]Reminding, error) {
	w := domain.Wrong{}
	before, after := int(MaxBefore/time.Hour), int(MaxAfter/time.Hour)
	w.Check(!in.DaysOn || in.DaysHours >= 12 && in.DaysHours <= before, "days_hours", "out-of-range")
	w.Check(!in.HoursOn || in.HoursHours >= 1 && in.HoursHours < 12, "hours_hours", "out-of-range")
	w.Check(!in.ThanksOn || in.ThanksHours >= 0 && in.ThanksHours <= after, "thanks_hours", "out-of-range")
	w.Check(!in.MissedOn || in.MissedHours >= 0 && in.MissedHours <= after, "missed_hours", "out-of-range")
	w.Check(!in.NextOn || in.NextHours >= 0 && in.NextHours <= after, "next_hours", "out-of-range")
	for field, words := range map[string]string{
		"sign_up_words": in.SignUpWords, "days_words": in.DaysWords, "hours_words": in.HoursWords, "thanks_words": in.ThanksWords, "missed_words": in.MissedWords, "next_words": in.NextWords,
	} {
		w.Check(len([]rune(words)) <= MaxWords, field, "too-long")
	}
	plan := []Reminding{
		{onSignUp, 0, false, in.SignUpWords},
		{daysAhead, time.Duration(in.DaysHours) * time.Hour, !in.DaysOn, in.DaysWords},
		{hoursLeft, time.Duration(in.HoursHours) * time.Hour, !in.HoursOn, in.HoursWords},
		{thanks, time.Duration(in.ThanksHours) * time.Hour, !in.ThanksOn, in.ThanksWords},
		{missed, time.Duration(in.MissedHours) * time.Hour, !in.MissedOn, in.MissedWords},
		{whatsNext, time.Duration(in.NextHours) * time.Hour, !in.NextOn, in.NextWords},
	}
	for i, usual := range Remindings() {
		if plan[i].Off {
			plan[i].By = usual.By
		}
	}
	return plan, w.Err()
}
