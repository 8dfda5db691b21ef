package programme

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/sheet"
)

// MaxSheet is how many bytes a programme may have that is brought as a table.
const MaxSheet = 1 << 20

// A SheetInput is a programme that an organiser brings as a table.
type SheetInput struct {
	Text string `json:"text"` // in UTF-8, with a row of headings
	Sure bool   `json:"sure"` // keep it; otherwise it is only read
}

// Plain is the text of a file that holds a table, as UTF-8, or a refusal as of
// sheet.Open.
func Plain(file []byte) (string, error) { return sheet.Plain(file) }

// What becomes of a row.
const (
	RowNew     = "new"
	RowChanged = "changed"
	RowSame    = "same" // it is on the programme just so
)

// A Row is one row of a table, and what becomes of it.
type Row struct {
	Line     int // of the file
	Session  Session
	Room     string
	Speakers []string
	Will     string

	bill []SpeakerID
	old  int64 // the version that stands; 0 for none
}

// A Reading is a programme as it was read from a table.
type Reading struct {
	Event    event.Event
	Columns  map[string]string // what was looked for, and the column that was taken for it
	Rows     []Row             // those that can be read
	Rooms    []Room            // that are not there yet
	Speakers []Speaker         // likewise
	Others   int               // sessions on the programme of which the table says nothing: they stay
	Faults   sheet.Faults
	Kept     bool
}

// Count is how many rows will become so.
func (r Reading) Count(will string) (n int) {
	for _, row := range r.Rows {
		if row.Will == will {
			n++
		}
	}
	return n
}

// headings is how people call a column, in our languages: the first column
// whose name holds the first of these words.
var headings = map[string][]string{
	"title":    {"title", "titel", "título", "titulo", "titre", "τίτλος", "session", "sesión", "veranstaltung", "name"},
	"day":      {"day", "date", "tag", "datum", "día", "dia", "fecha", "jour", "ημέρα", "ημερομηνία"},
	"starts":   {"start", "begin", "from", "von", "inicio", "desde", "début", "debut", "αρχή", "έναρξη", "time", "zeit", "hora", "heure", "ώρα"},
	"ends":     {"end", "until", "bis", "fin", "hasta", "τέλος", "λήξη"},
	"room":     {"room", "raum", "saal", "sala", "salle", "αίθουσα", "stage", "ort", "lugar", "lieu"},
	"speakers": {"speaker", "redner", "sprecher", "referent", "ponente", "orador", "intervenant", "ομιλητές", "ομιλητ", "who", "wer"},
	"about":    {"about", "description", "abstract", "beschreibung", "descripción", "descripcion", "περιγραφή"},
	"language": {"language", "sprache", "idioma", "langue", "γλώσσα"},
	"places":   {"places", "capacity", "plätze", "plaetze", "plazas", "aforo", "θέσεις"},
	"sign_up":  {"sign", "anmeld", "inscrip", "εγγραφή"},
	"code":     {"code", "ref", "#", "κωδικός"},
}

// Sought is what is looked for in a table, in this order: a column is taken for
// one thing alone.
var Sought = []string{"title", "day", "starts", "ends", "room", "speakers", "about", "language", "places", "sign_up", "code"}

// columns finds what stands where.
func columns(t *sheet.Table) map[string]string {
	found, used := map[string]string{}, map[string]bool{}
	for _, what := range Sought {
		for _, word := range headings[what] {
			if name := t.Like(func(name string) bool { return !used[name] && strings.Contains(name, word) }); name != "" {
				found[what], used[strings.ToLower(name)] = name, true
				break
			}
		}
	}
	return found
}

// BringSheet reads a programme from a table, and keeps it when the sender is
// sure: rooms and speakers that are not there yet, new sessions, and what is
// otherwise of those that are. A session is known again by its code where the
// table has such a column, else by its title and day. Sessions of which the
// table says nothing stay. Twice changes nothing more. Where anything is wrong
// nothing is kept: it refuses with Invalid "sheet-rows-wrong", and as sheet.Open
// does. Speakers with an address are asked by mail how they want to be named.
func (s *Service) BringSheet(ctx context.Context, who domain.Actor, id event.ID, in SheetInput) (Reading, error) {
	var out Reading
	err := s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		p := Programme{Event: e}
		if err := read(ctx, tx, &p); err != nil {
			return err
		}
		if out, err = readSheet(p, in.Text); err != nil || !in.Sure {
			return err
		}
		if err := out.Faults.Err(); err != nil {
			return err
		}
		out.Kept = true
		return s.keepSheet(ctx, tx, e, out)
	})
	return out, err
}

// readSheet reads a table beside the programme as it stands.
func readSheet(p Programme, text string) (Reading, error) {
	t, err := sheet.Open(strings.NewReader(text), sheet.Options{MaxBytes: MaxSheet})
	if err != nil {
		return Reading{}, err
	}
	r := reader{Reading: Reading{Event: p.Event, Columns: columns(t)}, p: p, met: map[SessionID]bool{}}
	for _, what := range []string{"title", "starts"} {
		if r.Columns[what] == "" {
			return r.Reading, domain.RefuseWith(domain.Invalid, "sheet-column-missing", map[string]any{"column": what})
		}
	}
	for row, err := range t.Rows() {
		if err != nil {
			return r.Reading, err
		}
		r.row(row)
	}
	for _, x := range p.Sessions {
		if !r.met[x.ID] {
			r.Others++
		}
	}
	w := domain.Wrong{}
	w.Check(len(p.Rooms)+len(r.Rooms) <= MaxRooms, "file", "too-many-rooms")
	w.Check(len(p.Speakers)+len(r.Speakers) <= MaxSpeakers, "file", "too-many-speakers")
	w.Check(len(p.Sessions)+r.Count(RowNew) <= MaxSessions, "file", "too-many-sessions")
	return r.Reading, w.Err()
}

// keepSheet keeps what was read.
func (s *Service) keepSheet(ctx context.Context, tx Store, e event.Event, r Reading) error {
	for _, room := range r.Rooms {
		if ok, err := tx.PutRoom(ctx, room); err != nil || !ok {
			return orRefuse(err, domain.Conflict, "changed-meanwhile")
		}
	}
	for _, x := range r.Speakers {
		x.Made = s.Clock.Now()
		if err := tx.PutSpeaker(ctx, x); err != nil {
			return err
		}
		if x.Address == "" {
			continue
		}
		if err := s.askSpeaker(ctx, tx, e, x); err != nil {
			return err
		}
	}
	for _, row := range r.Rows {
		if err := s.keepRow(ctx, tx, e, row); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) keepRow(ctx context.Context, tx Store, e event.Event, row Row) error {
	x := row.Session
	x.Changed = s.Clock.Now()
	switch row.Will {
	case RowNew:
		if fresh, err := tx.AddToProgramme(ctx, x); err != nil || !fresh {
			return orRefuse(err, domain.Conflict, "id-taken")
		}
	case RowChanged:
		if err := s.change(ctx, tx, e, &x, row.old); err != nil {
			return err
		}
	default:
		return nil
	}
	return tx.PutBills(ctx, x.ID, row.bill)
}

// Take writes a programme as a table that BringSheet knows again, each session by
// its id.
func (p Programme) Take(to io.Writer) error {
	w, err := sheet.NewWriter(to, "Title", "Day", "Start", "End", "Room", "Speakers", "About", "Language", "Places", "Sign-up", "Code")
	zone := domain.Zone(p.Event.Zone)
	for _, x := range p.Sessions {
		var who []string
		for _, one := range p.Speaking(x.ID) {
			who = append(who, one.Name)
		}
		places, signUp := "", ""
		if x.Capacity > 0 {
			places = strconv.Itoa(x.Capacity)
		}
		if x.SignUp {
			signUp = "yes"
		}
		if err == nil {
			err = w.Row(sheet.Text(x.Title), sheet.Text(x.Starts.In(zone).Format(time.DateOnly)), sheet.Text(x.Starts.In(zone).Format("15:04")), sheet.Text(x.Ends.In(zone).Format(event.WallTime)), sheet.Text(p.Room(x.Room).Name),
				sheet.Text(strings.Join(who, "; ")), sheet.Text(x.About), sheet.Text(x.Language), sheet.Text(places), sheet.Text(signUp), sheet.Text(string(x.ID)))
		}
	}
	return err
}

// names is the names of speakers, in the order of a bill.
func (r *reader) names(bill []SpeakerID) (all []string) {
	known := slices.Concat(r.p.Speakers, r.Speakers)
	for _, id := range bill {
		i := slices.IndexFunc(known, func(x Speaker) bool { return x.ID == id })
		all = append(all, known[i].Name)
	}
	return all
}
