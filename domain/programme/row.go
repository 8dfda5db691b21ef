package programme

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/sheet"
)

// A reader reads the rows of a table beside the programme as it stands.
type reader struct {
	Reading
	p   Programme
	met map[SessionID]bool // of which some row says something
}

// get is what a row says of something; empty where the table has no such column.
func (r *reader) get(row sheet.Row, what string) string {
	if r.Columns[what] == "" {
		return ""
	}
	return row.Get(r.Columns[what])
}

// row reads one row, or notes what is wrong with it.
func (r *reader) row(row sheet.Row) {
	before := r.Faults.Count
	check := func(ok bool, what, code string) bool { return r.Faults.Check(ok, row, r.Columns[what], code) }
	title, code := line(r.get(row, "title")), line(r.get(row, "code"))
	check(title != "", "title", "needed")
	check(short(title, MaxTitle), "title", "too-long")
	starts, ends := r.times(row, check)
	if r.Faults.Count > before {
		return
	}
	x, version := r.known(title, code, starts)
	was, old := x, r.bill(x.ID)
	x.Title, x.Starts, x.Ends = title, starts, ends
	out := Row{Line: row.Line, old: version, bill: old}
	r.say(row, &x, check)
	r.inRoom(row, &x, check)
	if r.Columns["speakers"] != "" {
		out.bill = r.speakers(row, check)
	}
	check(!r.met[x.ID], "title", "row-again")
	if r.Faults.Count > before {
		return
	}
	r.met[x.ID] = true
	switch {
	case version == 0:
		out.Will = RowNew
	case x == was && slices.Equal(out.bill, old):
		out.Will = RowSame
	default:
		out.Will = RowChanged
	}
	out.Session, out.Speakers, out.Room = x, r.names(out.bill), Programme{Rooms: slices.Concat(r.p.Rooms, r.Rooms)}.Room(x.Room).Name
	r.Rows = append(r.Rows, out)
}

// known is the session that a row is about, with its version, or a new one.
func (r *reader) known(title, code string, starts time.Time) (Session, int64) {
	day := r.p.Day(Session{Starts: starts})
	key := same(title) + "\n" + day.Format(time.DateOnly)
	if code != "" {
		key = "code\n" + same(code)
	}
	id := domain.DerivedID[SessionID]("programme", string(r.p.Event.ID), key)
	i := slices.IndexFunc(r.p.Sessions, func(x Session) bool { return x.ID == id || code != "" && string(x.ID) == code })
	if i < 0 { // it may have been put on the programme by hand
		i = slices.IndexFunc(r.p.Sessions, func(x Session) bool { return same(x.Title) == same(title) && r.p.Day(x).Equal(day) })
	}
	if i >= 0 {
		return r.p.Sessions[i], r.p.Sessions[i].Version
	}
	return Session{ID: id, Event: r.p.Event.ID, Called: true, Version: 1}, 0
}

// same is text as it is compared.
func same(text string) string { return strings.ToLower(line(text)) }

// bill is who speaks in a session as it stands.
func (r *reader) bill(id SessionID) (all []SpeakerID) {
	for _, x := range r.p.Speaking(id) {
		all = append(all, x.ID)
	}
	return all
}

// say reads what else is said of a session. What the table has no column for
// stays as it is.
func (r *reader) say(row sheet.Row, x *Session, check func(bool, string, string) bool) {
	if r.Columns["about"] != "" {
		x.About = r.get(row, "about")
		check(len([]rune(x.About)) <= MaxAbout, "about", "too-long")
	}
	if r.Columns["language"] != "" {
		x.Language = strings.ToLower(r.get(row, "language"))
		check(x.Language == "" || slices.Contains(event.Languages, x.Language), "language", "row-language")
	}
	if r.Columns["places"] != "" {
		w := domain.Wrong{}
		x.Capacity = number(w, "places", r.get(row, "places"))
		check(len(w) == 0, "places", "row-number")
	}
	if r.Columns["sign_up"] != "" {
		text := same(r.get(row, "sign_up"))
		x.SignUp = text != "" && !slices.Contains([]string{"no", "0", "false", "nein", "non", "όχι", "-", "–"}, text)
	}
}

// inRoom finds the room of a row, or adds it.
func (r *reader) inRoom(row sheet.Row, x *Session, check func(bool, string, string) bool) {
	if r.Columns["room"] == "" {
		return
	}
	name := line(r.get(row, "room"))
	if !check(short(name, MaxName), "room", "too-long") {
		return
	}
	if x.Room = ""; name == "" {
		return
	}
	known := slices.Concat(r.p.Rooms, r.Rooms)
	if i := slices.IndexFunc(known, func(o Room) bool { return same(o.Name) == same(name) }); i >= 0 {
		x.Room = known[i].ID
		return
	}
	x.Room = domain.DerivedID[RoomID]("room", string(r.p.Event.ID), same(name))
	if slices.ContainsFunc(known, func(o Room) bool { return o.ID == x.Room }) {
		return // it has another name since
	}
	r.Rooms = append(r.Rooms, Room{ID: x.Room, Event: r.p.Event.ID, Name: name})
}

// speakers finds who speaks by a row, and adds whoever is not on the programme:
// several are parted by semicolons, else by commas, and an address may stand in
// angle brackets after a name.
func (r *reader) speakers(row sheet.Row, check func(bool, string, string) bool) (bill []SpeakerID) {
	text, by := r.get(row, "speakers"), ","
	if strings.Contains(text, ";") {
		by = ";"
	}
	for _, one := range strings.Split(text, by) {
		name, address, given := strings.Cut(one, "<")
		if name = line(name); name == "" {
			continue
		}
		email, ok := domain.Email(strings.TrimSuffix(strings.TrimSpace(address), ">"))
		if !check(short(name, MaxName), "speakers", "too-long") || !check(ok || !given, "speakers", "not-an-address") {
			continue
		}
		if id := r.speaker(name, email); !slices.Contains(bill, id) {
			bill = append(bill, id)
		}
	}
	return bill
}

// speaker is who has a name on the programme, or whoever the table gave it to
// before: they may have changed it.
func (r *reader) speaker(name, email string) SpeakerID {
	id := domain.DerivedID[SpeakerID]("speaker", string(r.p.Event.ID), same(name))
	known := slices.Concat(r.p.Speakers, r.Speakers)
	for _, is := range []func(Speaker) bool{func(x Speaker) bool { return x.ID == id }, func(x Speaker) bool { return same(x.Name) == same(name) }} {
		if i := slices.IndexFunc(known, is); i >= 0 {
			return known[i].ID
		}
	}
	r.Speakers = append(r.Speakers, Speaker{ID: id, Event: r.p.Event.ID, Name: name, Address: email})
	return id
}

// times reads when a session is: a day and two times on the wall, or times that
// have their day with them. An end that is missing is an hour later; one that is
// earlier on the clock is after midnight.
func (r *reader) times(row sheet.Row, check func(bool, string, string) bool) (starts, ends time.Time) {
	zone := domain.Zone(r.p.Event.Zone)
	from, to := r.get(row, "starts"), r.get(row, "ends")
	day, from := r.parted(r.get(row, "day"), from, zone)
	if !check(!day.IsZero(), "day", "row-day") {
		return
	}
	clock, ok := clockOf(from)
	if !check(ok, "starts", "row-clock") {
		return
	}
	starts, ok = event.ReadWall(day.Format(time.DateOnly)+"T"+clock, zone)
	check(ok, "starts", "row-clock")
	if ends = starts.Add(time.Hour); to != "" {
		last, to := r.parted("", to, zone)
		until, known := clockOf(to)
		if last.IsZero() {
			if last = day; until <= clock {
				last = day.AddDate(0, 0, 1)
			}
		}
		if check(known, "ends", "row-clock") {
			ends, known = event.ReadWall(last.Format(time.DateOnly)+"T"+until, zone)
			check(known, "ends", "row-clock")
			check(ends.After(starts) && ends.Sub(starts) <= 24*time.Hour, "ends", "before-start")
		}
	}
	check(!starts.Before(r.p.Event.Starts) && starts.Before(r.p.Event.Ends), "starts", "outside-event")
	check(!ends.After(r.p.Event.Ends), "ends", "outside-event")
	return starts.UTC(), ends.UTC()
}

// parted is the day and the time on the clock of two cells, of which the second
// may hold both. The day of an event that has one alone need not be said.
func (r *reader) parted(day, at string, zone *time.Location) (time.Time, string) {
	if _, ok := clockOf(at); !ok && day == "" {
		if i := strings.LastIndexAny(at, "T "); i > 0 {
			day, at = at[:i], at[i+1:]
		}
	}
	first, last := r.p.Event.Starts.In(zone), r.p.Event.Ends.In(zone)
	if day == "" && first.Format(time.DateOnly) == last.Format(time.DateOnly) {
		day = first.Format(time.DateOnly)
	}
	return dayOf(day, first, last), at
}

// days is how days are written. Where day and month may be either, the one that
// lies within the event is meant, and the day first where both do.
var days = []string{"2006-01-02", "2006/01/02", "2.1.2006", "2/1/2006", "2-1-2006", "1/2/2006", "2.1.06", "2/1/06", "1/2/06"}

// dayOf reads a day; the zero time for what is none.
func dayOf(text string, first, last time.Time) (found time.Time) {
	for _, layout := range days {
		day, err := time.Parse(layout, strings.TrimSpace(text))
		if err != nil {
			continue
		}
		if found.IsZero() {
			found = day
		}
		if at := day.Format(time.DateOnly); at >= first.Format(time.DateOnly) && at <= last.Format(time.DateOnly) {
			return day
		}
	}
	return found
}

var clocks = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2}))?(?::00)?\s*(am|pm|a\.m\.|p\.m\.|uhr|h)?$`)

// clockOf reads a time on the clock, as "15:04": "9", "9.30", "9h30", "9:30 PM".
func clockOf(text string) (string, bool) {
	m := clocks.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil {
		return "", false
	}
	hour, herr := strconv.Atoi(m[1])
	minute, merr := strconv.Atoi("0" + m[2])
	if half := strings.ReplaceAll(m[3], ".", ""); half == "am" || half == "pm" {
		if hour < 1 || hour > 12 {
			return "", false
		}
		if hour %= 12; half == "pm" {
			hour += 12
		}
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), herr == nil && merr == nil && hour < 24 && minute < 60
}
