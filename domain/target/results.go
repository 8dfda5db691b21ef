package target

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/seat"
	"barnstorm/domain/sheet"
)

// other is under which name votes are kept that the source does not split.
const other = "others"

// A File is what somebody brings to be read in.
type File struct {
	Name    string
	From    io.ReadSeeker
	Country string    // ISO 3166-1 alpha-2; GB when empty
	Held    time.Time // for results: day of the election, when the file does not say
	Source  string    // publisher and licence; found by the kind of file when empty
}

func (f File) country() string {
	if f.Country == "" {
		return "GB"
	}
	return strings.ToUpper(f.Country)
}

// Imported is what came of a file.
type Imported struct {
	Count   int    // seats, boundaries or postcodes that are now as the file says
	Skipped int    // rows that stand for nothing any more, such as postcodes given up
	Source  string // what must be said wherever they are shown
}

// The publishers of files that are known by their columns.
const (
	commons = "House of Commons Library, Open Parliament Licence v3.0"
	ons     = "Office for National Statistics, Open Government Licence v3.0. Contains OS data © Crown copyright and database right 2024"
	survey  = "Code-Point Open, Open Government Licence v3.0. Contains OS, Royal Mail and National Statistics data © Crown copyright and database right"
)

// general is when the general elections were held that a file name tells of.
var general = map[string]time.Time{
	"GE2015": time.Date(2015, 5, 7, 0, 0, 0, 0, time.UTC), "GE2017": time.Date(2017, 6, 8, 0, 0, 0, 0, time.UTC),
	"GE2019": time.Date(2019, 12, 12, 0, 0, 0, 0, time.UTC), "GE2024": time.Date(2024, 7, 4, 0, 0, 0, 0, time.UTC),
}

// ImportSeats reads results by seat: the House of Commons Library's file as it
// is published, or any table with the columns code, name, electorate, valid
// votes, first party, second party and majority, followed by a column for each
// party's votes. A refusal names every row that is wrong and changes nothing;
// the same file again changes nothing either. Nobody but whoever runs the
// program can call it: it has no page.
func (s *Service) ImportSeats(ctx context.Context, f File) (Imported, error) {
	table, err := sheet.Open(f.From, sheet.Options{})
	if err != nil {
		return Imported{}, err
	}
	read := results{table: table, file: f}
	if err := read.columns(); err != nil {
		return Imported{}, err
	}
	seats, err := read.all()
	if err != nil {
		return Imported{}, err
	}
	err = s.Atomically(ctx, func(tx Store) error {
		old, err := tx.Seats(ctx, f.country())
		if err != nil {
			return err
		}
		keepCentres(seats, old)
		for some := range slices.Chunk(seats, 200) {
			if err := tx.PutSeats(ctx, some); err != nil {
				return err
			}
		}
		if err := tx.CentreSeats(ctx); err != nil {
			return err
		}
		return s.noted(ctx, tx, "seats", read.file, len(seats))
	})
	return Imported{Count: len(seats), Source: read.file.Source}, err
}

// noted remembers who published what was read.
func (s *Service) noted(ctx context.Context, tx Store, kind string, f File, count int) error {
	return tx.PutSource(ctx, Source{Kind: kind, Says: f.Source, File: f.Name, Count: count, At: s.Clock.Now()})
}

// keepCentres keeps the place of a seat whose result is read again.
func keepCentres(seats, old []Seat) {
	for i := range seats {
		for _, o := range old {
			if o.Code == seats[i].Code && !seats[i].Centre.Valid() {
				seats[i].Centre = o.Centre
			}
		}
	}
}

// results reads one file of results.
type results struct {
	table                                            *sheet.Table
	file                                             File
	code, name, region, first, second                string // columns
	electorate, valid, majority, others, otherWinner string
	parties                                          []string
	faults                                           sheet.Faults
	seen                                             map[string]bool
}

// columns finds the columns and refuses a table that lacks one.
func (r *results) columns() error {
	r.code, r.name, r.region = r.any("code", "ONS ID"), r.any("name", "Constituency name"), r.any("region", "Region name")
	r.first, r.second, r.majority = "First party", "Second party", "Majority"
	r.electorate, r.valid = "Electorate", "Valid votes"
	r.others, r.otherWinner = "All other candidates", "Of which other winner"
	if err := r.table.Need(r.code, r.name, r.first, r.second, r.majority, r.electorate, r.valid); err != nil {
		return err
	}
	after := slices.IndexFunc(r.table.Header, func(h string) bool { return strings.EqualFold(h, r.majority) })
	for _, h := range r.table.Header[after+1:] {
		if h != r.others && h != r.otherWinner && !strings.HasPrefix(h, "#") {
			r.parties = append(r.parties, h)
		}
	}
	if r.table.Has("ONS ID") && r.file.Source == "" {
		r.file.Source = commons
	}
	for name, day := range general {
		if strings.Contains(r.file.Name, name) && r.file.Held.IsZero() {
			r.file.Held = day
		}
	}
	return nil
}

// any is the first of the names that the table has, or the first of all.
func (r *results) any(names ...string) string {
	for _, n := range names {
		if r.table.Has(n) {
			return n
		}
	}
	return names[0]
}

func (r *results) all() ([]Seat, error) {
	var seats []Seat
	r.seen = map[string]bool{}
	for row, err := range r.table.Rows() {
		if err != nil {
			return nil, err
		}
		seats = append(seats, r.seat(row))
	}
	return seats, r.faults.Err()
}

// seat reads one row, noting what is wrong with it. Numbers are compared only
// when all of them can be read.
func (r *results) seat(row sheet.Row) Seat {
	before := r.faults.Count
	s := Seat{
		Code: row.Get(r.code), Name: row.Get(r.name), Region: row.Get(r.region), Country: r.file.country(),
		First: row.Get(r.first), Second: row.Get(r.second), Held: r.file.Held, Source: r.file.Source,
		Electorate: r.count(row, r.electorate), Valid: r.count(row, r.valid), Majority: r.count(row, r.majority),
	}
	rest := r.votes(row, &s)
	r.faults.Check(s.Code != "", row, r.code, "needed")
	r.faults.Check(s.Name != "", row, r.name, "needed")
	r.faults.Check(!r.seen[s.Code], row, r.code, "row-twice")
	r.seen[s.Code] = true
	if r.faults.Count > before {
		return s
	}
	r.faults.Check(s.Valid <= s.Electorate, row, r.valid, "row-more-than-electorate")
	r.faults.Check(s.Majority <= s.Valid, row, r.majority, "row-more-than-votes")
	r.faults.Check(!r.table.Has(r.others) || s.Cast()+rest == s.Valid, row, r.valid, "row-votes-differ")
	r.unfold(row, &s, rest)
	r.faults.Check(s.Votes[s.First] == 0 || s.Votes[s.First]-s.Votes[s.Second] == s.Majority, row, r.majority, "row-majority-differs")
	return s
}

// votes reads what each party got, and the rest that the source does not split.
func (r *results) votes(row sheet.Row, s *Seat) (rest int) {
	s.Votes = map[string]int{}
	for _, p := range r.parties {
		if n := r.count(row, p); n > 0 {
			s.Votes[p] = n
		}
	}
	if r.table.Has(r.others) {
		rest = r.count(row, r.others)
	}
	return rest
}

// unfold names the winner and the second within the rest, if they have no
// column of their own: the one is said apart, the other follows from the majority.
func (r *results) unfold(row sheet.Row, s *Seat, rest int) {
	if r.table.Has(r.otherWinner) && s.Votes[s.First] == 0 {
		if n := r.count(row, r.otherWinner); n > 0 {
			s.Votes[s.First], rest = n, rest-n
		}
	}
	if n := s.Votes[s.First] - s.Majority; s.Votes[s.Second] == 0 && n > 0 && n <= rest {
		s.Votes[s.Second], rest = n, rest-n
	}
	if rest > 0 {
		s.Votes[other] = rest
	}
}

func (r *results) count(row sheet.Row, column string) int {
	n, ok := sheet.Count(row.Get(column))
	r.faults.Check(ok, row, column, "row-number")
	return n
}

// ImportBoundaries reads the shapes of seats from a GeoJSON file as statistics
// offices publish it. Shapes are kept simplified: they place a seat on a map
// and guess at a postcode's seat, and are no proof of either. A refusal names
// the shape and changes nothing; the same file again changes nothing either.
func (s *Service) ImportBoundaries(ctx context.Context, f File) (Imported, error) {
	var some []Boundary
	f.Source = orElse(f.Source, ons)
	done := Imported{Source: f.Source}
	err := s.Atomically(ctx, func(tx Store) error {
		seen := map[string]bool{}
		for b, err := range seat.Boundaries(f.From) {
			if err != nil {
				return err
			}
			if done.Count++; seen[b.Code] {
				return domain.RefuseWith(domain.Invalid, "boundary-twice", map[string]any{"number": done.Count, "seat": b.Code})
			}
			seen[b.Code] = true
			b.Shape = coarse(b.Shape)
			if some = append(some, b); len(some) == 100 {
				if err := tx.PutBoundaries(ctx, some); err != nil {
					return err
				}
				some = some[:0]
			}
		}
		if err := tx.PutBoundaries(ctx, some); err != nil {
			return err
		}
		if err := tx.CentreSeats(ctx); err != nil {
			return err
		}
		return s.noted(ctx, tx, "boundaries", f, done.Count)
	})
	return done, err
}

// coarse brings a shape down to at most so many points: a file made for
// printing would fill every page with coastline.
func coarse(s seat.Shape) seat.Shape {
	const most = 400
	for km := 0.02; s.Points() > most && km < 3; km *= 2 {
		s = s.Simpler(km)
	}
	return s
}
