package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
)

// A fair is a hall with a festival of two days in it.
type fair struct {
	*hall
	programme *programme.Service
	event     event.Event
	rooms     map[string]programme.RoomID
}

func atFairs(t *testing.T, f func(p *fair)) {
	t.Helper()
	inHalls(t, func(h *hall) { f(h.fair()) })
}

func (h *hall) fair() *fair {
	h.Helper()
	h.saturday.Kind, h.saturday.Ends = "festival", "2026-12-06T18:00"
	f := &fair{hall: h, event: h.schedule(50), rooms: map[string]programme.RoomID{}}
	f.programme = &programme.Service{Store: h.store, Atomically: Atomically[programme.Store](h.store), Clock: h.clock, URL: func(path string) string { return "https://example.org" + path }}
	f.room("Main hall", "200")
	f.room("Workshop", "2")
	return f
}

func (f *fair) room(name, capacity string) {
	f.Helper()
	id := domain.NewID[string](f.clock())
	f.must(f.programme.PutRoom(f.Context(), f.organise, f.event.ID, programme.RoomInput{ID: id, Name: name, Capacity: capacity}))
	f.rooms[name] = programme.RoomID(id)
}

// talk is what an organiser sends to put a session on the programme.
func (f *fair) talk(title, room, starts, ends string) programme.SessionInput {
	in := programme.SessionInput{ID: domain.NewID[string](f.clock()), Title: title, Room: string(f.rooms[room]), Starts: "2026-12-" + starts}
	if ends != "" {
		in.Ends = "2026-12-" + ends
	}
	return in
}

func (f *fair) put(in programme.SessionInput) programme.Session {
	f.Helper()
	x, err := f.programme.PutSession(f.Context(), f.organise, f.event.ID, in)
	f.must(err)
	return x
}

func (f *fair) show() programme.Programme {
	f.Helper()
	p, err := f.programme.Show(f.Context(), domain.Actor{}, f.event.Slug)
	f.must(err)
	return p
}

// titled is what a programme has, in its order.
func titled(p programme.Programme) string {
	var all []string
	for _, x := range p.Sessions {
		all = append(all, x.Title)
	}
	return strings.Join(all, ", ")
}

func (f *fair) clashes() string {
	f.Helper()
	p := f.show()
	name := map[programme.SessionID]string{}
	for _, x := range p.Sessions {
		name[x.ID] = x.Title
	}
	var all []string
	for _, c := range p.Clashes {
		all = append(all, strings.TrimSpace(fmt.Sprint(c.Kind, " ", name[c.A], " ", name[c.B])))
	}
	return strings.Join(all, ", ")
}

func TestAProgramme(t *testing.T) {
	t.Parallel()
	atFairs(t, func(f *fair) {
		in := f.talk("Opening", "Main hall", "05T10:00", "05T11:00")
		opening := f.put(in)
		h := f.put(in)
		f.want("sent twice", [2]any{h.ID, h.Version}, [2]any{opening.ID, 1})
		f.put(f.talk("Rent", "Workshop", "05T11:00", ""))
		f.put(f.talk("Water", "Main hall", "05T11:00", "05T12:30"))
		f.want("by time and room", titled(f.show()), "Opening, Water, Rent")
		f.want("an hour, unless somebody says otherwise", f.show().Sessions[2].Ends.Format("15:04"), "12:00")
		f.want("nothing clashes", f.clashes(), "")
		f.put(f.talk("Heat", "Main hall", "05T12:00", "05T13:00"))
		f.want("a room twice at a time", f.clashes(), "room Water Heat")

		in.Version, in.Title, in.Starts, in.Ends = 1, "Opening, later", "2026-12-06T10:00", "2026-12-06T11:00"
		changed := f.put(in)
		f.want("changed", [2]any{changed.Version, titled(f.show())}, [2]any{2, "Water, Rent, Heat, Opening, later"})
		_, err := f.programme.PutSession(f.Context(), f.organise, f.event.ID, in)
		f.want("an old version", err, "conflict: changed-meanwhile")
		heat := f.show().Sessions[2]
		for range 2 {
			f.must(f.programme.CallOff(f.Context(), f.organise, f.event.ID, heat.ID, programme.OffInput{}))
		}
		f.want("what is off clashes with nothing", f.clashes(), "")

		for field, spoil := range map[string]func(*programme.SessionInput){
			"title":    func(in *programme.SessionInput) { in.Title = " " },
			"starts":   func(in *programme.SessionInput) { in.Starts = "2026-12-04T10:00" },
			"ends":     func(in *programme.SessionInput) { in.Ends = "2026-12-05T09:00" },
			"room":     func(in *programme.SessionInput) { in.Room = domain.NewID[string](f.clock()) },
			"capacity": func(in *programme.SessionInput) { in.Capacity = "-1" },
			"language": func(in *programme.SessionInput) { in.Language = "Klingon" },
			"about":    func(in *programme.SessionInput) { in.About = strings.Repeat("a", programme.MaxAbout+1) },
		} {
			bad := f.talk("Bad", "Main hall", "05T14:00", "05T15:00")
			spoil(&bad)
			_, err := f.programme.PutSession(f.Context(), f.organise, f.event.ID, bad)
			refusal, _ := domain.AsError(err)
			if refusal == nil || refusal.Fields[field] == "" {
				f.Errorf("%s is taken: %v", field, err)
			}
		}
		err = f.programme.PutRoom(f.Context(), f.organise, f.event.ID, programme.RoomInput{ID: domain.NewID[string](f.clock()), Name: "main  HALL"})
		f.want("a name that is there", err, "invalid: invalid-input")
		err = f.programme.PutRoom(f.Context(), f.organise, f.event.ID, programme.RoomInput{ID: string(f.rooms["Workshop"]), Drop: true})
		f.want("a room where a session is", err, "conflict: room-used")
		_, err = f.programme.PutSession(f.Context(), domain.Actor{}, f.event.ID, f.talk("Bad", "", "05T14:00", "05T15:00"))
		f.want("a stranger", err, "signed-out: sign-in-first")
		f.pass(7 * 24 * time.Hour)
		_, err = f.programme.PutSession(f.Context(), f.organise, f.event.ID, f.talk("Bad", "", "05T14:00", "05T15:00"))
		f.want("once it is over", err, "conflict: event-over")
	})
}

// A festival over the night in which the clocks change: what is typed is what
// hangs on the wall, and stays so when all of it moves.
func TestAProgrammeKeepsItsWallTime(t *testing.T) {
	t.Parallel()
	atFairs(t, func(f *fair) {
		f.saturday.Starts, f.saturday.Ends = "2027-03-27T10:00", "2027-03-28T18:00"
		f.event = f.schedule(50)
		in := f.talk("Night", "", "", "")
		in.Starts, in.Ends = "2027-03-28T01:30", "2027-03-28T03:00"
		_, err := f.programme.PutSession(f.Context(), f.organise, f.event.ID, in)
		f.want("an hour that the clocks skip", err, "invalid: invalid-input")
		in.Starts = "2027-03-28T00:30"
		night := f.put(in)
		f.want("an hour and a half", night.Ends.Sub(night.Starts), 90*time.Minute)
		in = f.talk("Morning", "", "", "")
		in.Starts, in.Ends = "2027-03-28T10:00", "2027-03-28T11:00"
		f.want("summer time", f.put(in).Starts.Format("15:04"), "09:00")
		f.want("the night belongs to the day before", f.show().Day(night).Format("2006-01-02"), "2027-03-27")
		f.must(f.programme.Slide(f.Context(), f.organise, f.event.ID, programme.SlideInput{Days: -7}))
		zone, err := time.LoadLocation("Europe/London")
		f.must(err)
		var got []string
		for _, x := range f.show().Sessions {
			got = append(got, x.Starts.In(zone).Format("02 15:04")+"-"+x.Ends.In(zone).Format("15:04"))
		}
		f.want("a week before", strings.Join(got, ", "), "21 00:30-03:00, 21 10:00-11:00")
		f.want("and outside", strings.Count(f.clashes(), "outside"), 2)
	})
}

func TestDaysKeepTheWall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom([]string{"Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"}).Draw(r, "zone")
		zone, err := time.LoadLocation(name)
		if err != nil {
			r.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(1700000000, 2000000000).Draw(r, "at"), 0)
		days := rapid.IntRange(-400, 400).Draw(r, "days")
		moved := event.DaysOn(at, name, days)
		was, is := at.In(zone), moved.In(zone)
		want := time.Date(was.Year(), was.Month(), was.Day()+days, was.Hour(), was.Minute(), was.Second(), 0, zone)
		if !is.Equal(want) || want.Hour() == was.Hour() && is.Hour() != was.Hour() {
			r.Fatalf("%s and %d days is %s", was, days, is)
		}
	})
}
