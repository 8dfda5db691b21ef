package templates

import (
	"math"
	"strings"
	"time"
)

// A Share is a count out of a whole, with the interval that chance leaves.
type Share struct {
	Count, Of        int
	Value, Low, High float64 // 0 to 1
}

// Results is what may be said about a canvass: canvass/results.
type Results struct {
	Frame
	Name          string
	Starts, Ends  time.Time // by the clock there
	Day           int       // of the canvass, 0 before it begins
	Last          time.Time // newest record, zero for none
	Waiting       int       // records in quarantine
	Review        string    // where they are looked at; empty for who may not
	Doors         int       // attempted
	Planned, Due  int
	Answered      Share
	Conversations int
	Talked        Share
	Both          Share
	Movement      Movement
	Hours         HourPlot
	Teams         []TeamLine  // those that need somebody first
	Needy         int         // teams that need somebody
	Ring          []PhoneLine // whom to ring
	Unsent        int         // records that phones said they still have
	Phones        int         // on how many
	Earlier       Share       // of Answered, on the days before the newest
	Met           Share       // doors where somebody was met
	Minutes       int         // walked
	DoorsAnHour   float64     // of a volunteer who walks
	TalksAnHour   float64
	TalksPlanned  float64
	TurfsAll      int
	TurfsDone     int
	TurfsOut      int
	TurfsLate     int
	Walkers       int    // canvassers of the newest day
	Fast, Deaths  int    // of these, who should be looked at
	Live, Stamp   string // where the page hears of news, and what it shows now
	Receipts      string
	Turfs         string
	Compare       string // where talks are compared by lot
	Steps         []StepLine
	Outcomes      []OutcomeLine
}

// Asks reports whether the name ends a sentence, so that nothing can follow it.
func (r Results) Asks() bool { return strings.HasSuffix(r.Name, "?") || strings.HasSuffix(r.Name, "!") }

// Behind is how many doors are missing to the plan by now; below 0 is ahead.
func (r Results) Behind() int { return r.Due - r.Doors }

// Most is the count of the commonest outcome, 1 at least: the length of a bar.
func (r Results) Most() int {
	most := 1
	for _, o := range r.Outcomes {
		most = max(most, o.Count)
	}
	return most
}

// Seventy is how many both ratings there should be: below 70 % the movement of
// the rest is to be distrusted.
func (r Results) Seventy() float64 { return 0.7 * float64(r.Both.Of) }

// A Movement is what people's second number was against their first. Why is
// the reason for which there is no mean: movement.<Why>.
type Movement struct {
	Why               string
	First, Pairs      int
	Canvassers        int
	Up, Same, Down    Share
	Mean, Low, High   float64
	Least             float64 // the mean if everybody who gave one number had not moved
	LeastLow, LeastHi float64
	Doubtful          bool // fewer than 70 % gave both numbers
}

// Told reports whether there is a mean to tell.
func (m Movement) Told() bool { return m.Why == "" }

// A TeamLine is one team of a canvass today.
type TeamLine struct {
	Name     string // empty for who has none
	Need     string // the words are need.<Need>; empty when it needs nothing
	Runner   string // who has its phone
	Turfs    []string
	Doors    int // attempted
	OfTurf   int // doors of the turf that it has out
	Answered Share
	TooFew   bool
	Last     time.Time // when it was last heard of, zero for never
	Minutes  int       // since then
	Waiting  int       // records still on its phones
	Unsent   int       // phones that have some
	Phones   int
}

// Bad reports whether the need is one to act on at once.
func (t TeamLine) Bad() bool { return t.Need == "call" }

// A PhoneLine is somebody to ring.
type PhoneLine struct {
	Name, Number, Team, Turf string
	Waiting                  int
	Said, Heard              time.Time
	Minutes                  int // since it was heard of
}

// Add adds a team, and counts those that need somebody.
func (r *Results) Add(t TeamLine) {
	if r.Teams = append(r.Teams, t); t.Need != "" {
		r.Needy++
	}
}

// Points is how many points more answered on the newest day than on the days
// before, and whether there were enough of both to say.
func (r Results) Points() (points int, told bool) {
	today := Share{Count: r.Answered.Count - r.Earlier.Count, Of: r.Answered.Of - r.Earlier.Of}
	if r.Earlier.Of < 30 || today.Of < 30 {
		return 0, false
	}
	return int(math.Round(100 * (float64(today.Count)/float64(today.Of) - r.Earlier.Value))), true
}

// Compared is how answers stand to the days before: points.<Compared>.
func (r Results) Compared() string {
	points, told := r.Points()
	switch {
	case !told:
		return ""
	case points > 0:
		return "above"
	case points < 0:
		return "below"
	}
	return "same"
}

// Gap is the points of Points without their sign.
func (r Results) Gap() int { n, _ := r.Points(); return max(n, -n) }

// Told reports whether there are hours enough to tell a pace of.
func (r Results) Told() bool { return r.Minutes >= 60 }

// Pace is how the talks of an hour stand to the plan: pace.<Pace>.
func (r Results) Pace() string {
	switch x := r.TalksAnHour / r.TalksPlanned; {
	case x > 1.1:
		return "above"
	case x < 0.9:
		return "below"
	}
	return "same"
}

// TalksMost is where a meter of talks ends: twice the plan.
func (r Results) TalksMost() float64 { return 2 * r.TalksPlanned }

// Hour is how many whole hours were walked.
func (r Results) Hour() int { return r.Minutes / 60 }

// Signs reports whether there is anything that somebody should look at.
func (r Results) Signs() bool {
	return r.Fast > 0 || r.Deaths > 0 || r.Waiting > 0 || r.Both.Of > 0 && r.Movement.Doubtful
}

// A StepLine is how many talks reached a step.
type StepLine struct {
	Say     string
	Reached Share
}

// An OutcomeLine is how often an outcome came.
type OutcomeLine struct {
	Code  string // the words are outcome.<Code>
	Count int
}

// An HourDot is the answer rate of one hour.
type HourDot struct {
	Hour   int
	Share  Share
	TooFew bool
}

// An HourPlot is the answer rate by hour. It is drawn on a field of 440 by 330
// that becomes as wide as its column.
type HourPlot struct {
	Dots []HourDot
	All  float64 // the rate of all hours together
}

const plotLeft, plotRight, plotTop, plotFloor = 70.0, 352.0, 34.0, 280.0

// Top is the highest rate on the scale: the next ten per cent above all
// intervals.
func (p HourPlot) Top() float64 {
	top := 0.1
	for _, d := range p.Dots {
		for !d.TooFew && top < d.Share.High && top < 1 {
			top += 0.1
		}
	}
	return top
}

// X is where the i-th hour stands.
func (p HourPlot) X(i int) float64 {
	if len(p.Dots) < 2 {
		return (plotLeft + plotRight) / 2
	}
	return plotLeft + (plotRight-plotLeft)*float64(i)/float64(len(p.Dots)-1)
}

// Y is where a rate stands.
func (p HourPlot) Y(rate float64) float64 {
	return plotFloor - (plotFloor-plotTop)*rate/p.Top()
}

// TextY is where the words beside a rate stand.
func (p HourPlot) TextY(rate float64) float64 { return p.Y(rate) + 7 }

// Over is where the number above an interval stands, clear of its end.
func (p HourPlot) Over(d HourDot) float64 { return p.Y(d.Share.High) - 10 }

// Whole is a rate in whole hundredths, as the plot writes it above a dot.
func (d HourDot) Whole() int { return int(math.Round(100 * d.Share.Value)) }

// Width is how wide the frame of an hour with too few doors is.
func (p HourPlot) Width() float64 {
	return min(44, (plotRight-plotLeft)/float64(max(1, len(p.Dots)-1))-2)
}

// Left is where the frame of the i-th hour begins.
func (p HourPlot) Left(i int) float64 { return p.X(i) - p.Width()/2 }

// Foot is where the words within that frame stand, set upright.
func (p HourPlot) Foot(i int) float64 { return p.X(i) + 7 }

// Labelled reports whether the i-th hour has its number written under it: all
// of them as long as there is room.
func (p HourPlot) Labelled(i int) bool { return len(p.Dots) <= 9 || i%2 == 0 }

// Lines is the rates that have a line, from the floor up: at most five.
func (p HourPlot) Lines() []float64 {
	step := 0.1
	for p.Top()/step > 5.01 {
		step += 0.1
	}
	var out []float64
	for r := 0.0; r <= p.Top()+0.001; r += step {
		out = append(out, r)
	}
	return out
}

// Best is the hour in which most people answered, if there is one to tell.
func (p HourPlot) Best() (best HourDot, ok bool) {
	for _, d := range p.Dots {
		if !d.TooFew && (!ok || d.Share.Value > best.Share.Value) {
			best, ok = d, true
		}
	}
	return best, ok
}

// BestHour is the hour of Best, or -1.
func (p HourPlot) BestHour() int {
	if d, ok := p.Best(); ok {
		return d.Hour
	}
	return -1
}

// X is where a movement stands on a scale from −2 to +2 points.
func (m Movement) X(points float64) float64 { return 220 + 95*max(-2.2, min(2.2, points)) }
