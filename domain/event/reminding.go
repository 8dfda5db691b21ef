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
	By    time.Duration // before the start or, for thanks, after the end
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
	stillFull = "event/still-full" // to those who wait, when the others are reminded
)

// Bounds of a reminding.
const (
	MaxBefore = 7 * 24 * time.Hour
	MaxAfter  = 48 * time.Hour
	MaxWords  = 1000
	// shift is how far a reminder can be moved from its hour by a night.
	shift = 13 * time.Hour
	// stale is how long after its hour a thank-you is still sent.
	stale = 24 * time.Hour
)

// Remindings is what is sent by itself unless an organiser says otherwise.
func Remindings() []Reminding {
	return []Reminding{{Kind: onSignUp}, {Kind: daysAhead, By: 48 * time.Hour}, {Kind: hoursLeft, By: 3 * time.Hour}, {Kind: thanks, By: 2 * time.Hour}}
}

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
	if kind == "event/place-free" {
		kind = onSignUp
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
	if r.Kind == thanks {
		at = ends.Add(r.By)
	}
	if !isNight(at, zone) {
		return at.UTC()
	}
	morning := morningAfter(at, zone)
	if r.Kind == thanks || !morning.After(starts.Add(-r.By/4)) {
		return morning.UTC()
	}
	y, m, d := morning.Date()
	return time.Date(y, m, d-1, evening, 0, 0, 0, zone).UTC()
}

// Until is when it is too late: a reminder that a dead machine has kept back
// is worth nothing close to the start, and says what is no longer true.
func (r Reminding) Until(starts, ends time.Time, zone *time.Location) time.Time {
	if r.Kind == thanks {
		return r.Due(starts, ends, zone).Add(stale)
	}
	return starts.Add(-r.By / 4)
}

// The hours at which people may be written to, on their own clock.
const (
	wakes   = 8
	sleeps  = 21
	evening = 20
)

func isNight(at time.Time, zone *time.Location) bool {
	h := at.In(zone).Hour()
	return h < wakes || h >= sleeps
}

// morningAfter is the next time that it is eight in the morning.
func morningAfter(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	y, m, d := local.Date()
	if local.Hour() >= sleeps {
		d++
	}
	return time.Date(y, m, d, wakes, 0, 0, 0, zone)
}

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
// are before the start, and after the end for thanks.
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
}

// RemindInputOf is what an organiser would send to leave everything as it is.
func RemindInputOf(e Event) RemindInput {
	p := e.Reminded()
	hours := func(i int) int { return int(p[i].By / time.Hour) }
	return RemindInput{
		Version: e.Version, SignUpWords: p[0].Words, DaysOn: !p[1].Off, DaysHours: hours(1), DaysWords: p[1].Words,
		HoursOn: !p[2].Off, HoursHours: hours(2), HoursWords: p[2].Words, ThanksOn: !p[3].Off, ThanksHours: hours(3), ThanksWords: p[3].Words,
	}
}

func (in RemindInput) wrong() ([]Reminding, error) {
	w := domain.Wrong{}
	before, after := int(MaxBefore/time.Hour), int(MaxAfter/time.Hour)
	w.Check(!in.DaysOn || in.DaysHours >= 12 && in.DaysHours <= before, "days_hours", "out-of-range")
	w.Check(!in.HoursOn || in.HoursHours >= 1 && in.HoursHours < 12, "hours_hours", "out-of-range")
	w.Check(!in.ThanksOn || in.ThanksHours >= 0 && in.ThanksHours <= after, "thanks_hours", "out-of-range")
	for field, words := range map[string]string{"sign_up_words": in.SignUpWords, "days_words": in.DaysWords, "hours_words": in.HoursWords, "thanks_words": in.ThanksWords} {
		w.Check(len([]rune(words)) <= MaxWords, field, "too-long")
	}
	plan := []Reminding{
		{onSignUp, 0, false, in.SignUpWords},
		{daysAhead, time.Duration(in.DaysHours) * time.Hour, !in.DaysOn, in.DaysWords},
		{hoursLeft, time.Duration(in.HoursHours) * time.Hour, !in.HoursOn, in.HoursWords},
		{thanks, time.Duration(in.ThanksHours) * time.Hour, !in.ThanksOn, in.ThanksWords},
	}
	for i, usual := range Remindings() {
		if plan[i].Off {
			plan[i].By = usual.By
		}
	}
	return plan, w.Err()
}
