package target

import (
	"bufio"
	"context"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/seat"
	"barnstorm/domain/sheet"
)

// codePoint is the columns of Code-Point Open, whose files come without a
// header row (Ordnance Survey keeps it in a file of its own).
var codePoint = []string{"Postcode", "Positional_quality_indicator", "Eastings", "Northings", "Country_code",
	"NHS_regional_HA_code", "NHS_HA_code", "Admin_county_code", "Admin_district_code", "Admin_ward_code"}

// maxPostcodes bounds a file of postcodes, in bytes: the largest, of a whole
// country with all its codes, has about 1.3 gigabytes.
const maxPostcodes = 4 << 30

// ImportPostcodes reads where postcodes lie: Code-Point Open as it is
// published, the ONS postcode directories, or any table with the columns
// postcode, lat and lon, and seat where the file knows it. The files are of
// one country and each can be read twice: first all are read through, and a
// refusal, which names the file, in Args, and every row that is wrong, changes
// nothing. Then they are kept in many short transactions, because a country
// takes a minute in which others write too; cut off, it is begun again.
func (s *Service) ImportPostcodes(ctx context.Context, files ...File) (done Imported, err error) {
	var good []File
	for _, f := range files {
		_, err := (&postcodes{file: f}).each(func([]Postcode) error { return nil })
		if e, ok := domain.AsError(err); ok && e.Code == "sheet-no-rows" && len(files) > 1 {
			continue // Code-Point Open brings its header row as a file of its own
		}
		if err != nil {
			return done, inFile(f.Name, err)
		}
		good = append(good, f)
	}
	for _, f := range good {
		if _, err := f.From.Seek(0, io.SeekStart); err != nil {
			return done, err
		}
		read := &postcodes{file: f}
		n, err := read.each(func(some []Postcode) error {
			return s.Atomically(ctx, func(tx Store) error { return tx.PutPostcodes(ctx, some) })
		})
		if err != nil {
			return done, inFile(f.Name, err)
		}
		done.Count, done.Skipped, done.Source = done.Count+n, done.Skipped+read.skipped, read.file.Source
	}
	if len(good) == 0 {
		return done, domain.Refuse(domain.Invalid, "sheet-no-rows")
	}
	return done, s.sum(ctx, good[len(good)-1], done)
}

// sum works out where the beginnings of postcodes lie, and notes the source.
func (s *Service) sum(ctx context.Context, last File, done Imported) error {
	if err := s.Store.SumPostcodes(ctx, last.country()); err != nil {
		return err
	}
	last.Source = done.Source
	return s.noted(ctx, s.Store, "postcodes", last, done.Count)
}

// inFile says in a refusal which file is meant.
func inFile(name string, err error) error {
	if e, ok := domain.AsError(err); ok {
		if e.Args == nil {
			e.Args = map[string]any{}
		}
		e.Args["file"] = name
	}
	return err
}

// each hands over the postcodes of a file, up to so many at a time, and says
// how many there are. After the first fault nothing more is handed over: it
// reads on to name the other faults.
func (p *postcodes) each(keep func([]Postcode) error) (n int, err error) {
	if err := p.open(); err != nil {
		return 0, err
	}
	some := map[string]Postcode{} // by code: one statement cannot write a row twice
	for row, err := range p.table.Rows() {
		if err != nil {
			return n, err
		}
		code, ok := p.postcode(row)
		if !ok || p.faults.Count > 0 {
			continue
		}
		if some[code.Code] = code; len(some) < 2000 {
			continue
		}
		if err := keep(slices.Collect(maps.Values(some))); err != nil {
			return n, err
		}
		n += len(some)
		clear(some)
	}
	if err := p.faults.Err(); err != nil {
		return n, err
	}
	return n + len(some), keep(slices.Collect(maps.Values(some)))
}

// postcodes reads one file of postcodes.
type postcodes struct {
	table                                *sheet.Table
	file                                 File
	code, lat, lon, east, north, of, end string // columns
	skipped                              int
	faults                               sheet.Faults
}

var (
	seatColumn = regexp.MustCompile(`^(pcon(\d\dcd)?|seat)$`)
	codeColumn = regexp.MustCompile(`^(pcds|postcode)$`)
	lonColumn  = regexp.MustCompile(`^(long|lon|longitude)$`)
	latColumn  = regexp.MustCompile(`^(lat|latitude)$`)
)

func (p *postcodes) open() (err error) {
	in := bufio.NewReader(p.file.From)
	o := sheet.Options{MaxBytes: maxPostcodes}
	if headless(in) {
		o.Header = codePoint
		p.file.Source = orElse(p.file.Source, survey)
	}
	if p.table, err = sheet.Open(in, o); err != nil {
		return err
	}
	p.code, p.of, p.end = p.table.Like(codeColumn.MatchString), p.table.Like(seatColumn.MatchString), "doterm"
	p.lat, p.lon = p.table.Like(latColumn.MatchString), p.table.Like(lonColumn.MatchString)
	p.east, p.north = "Eastings", "Northings"
	if p.code == "" {
		return p.table.Need("postcode")
	}
	if p.lat == "" || p.lon == "" {
		return p.table.Need(p.east, p.north)
	}
	return nil
}

// headless reports whether a file begins with a postcode and not with names of columns.
func headless(in *bufio.Reader) bool {
	start, err := in.Peek(64)
	if err != nil && err != io.EOF {
		return false
	}
	cell, _, _ := strings.Cut(strings.TrimPrefix(string(start), "\ufeff"), ",")
	code, ok := seat.PostcodeOf(strings.Trim(cell, `" `))
	return ok && strings.Contains(code, " ")
}

func orElse(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

// postcode reads one row. It reports false for one that is wrong, which is
// noted, and for one that stands for no place any more.
func (p *postcodes) postcode(row sheet.Row) (Postcode, bool) {
	out := Postcode{Country: p.file.country(), Code: strings.ToUpper(row.Get(p.code)), Seat: row.Get(p.of)}
	ok := out.Code != "" && len(out.Code) <= 16
	if out.Country == "GB" {
		out.Code, ok = seat.PostcodeOf(out.Code)
		ok = ok && strings.Contains(out.Code, " ")
	}
	if !p.faults.Check(ok, row, p.code, "row-postcode") {
		return out, false
	}
	if row.Get(p.end) != "" {
		p.skipped++
		return out, false
	}
	if p.lat != "" && p.lon != "" {
		return p.degrees(row, out)
	}
	return p.metres(row, out)
}

func (p *postcodes) degrees(row sheet.Row, out Postcode) (Postcode, bool) {
	lat, err := strconv.ParseFloat(row.Get(p.lat), 64)
	lon, err2 := strconv.ParseFloat(row.Get(p.lon), 64)
	if err == nil && lat > 99 || lat == 0 && lon == 0 { // the ONS's signs for "nowhere"
		p.skipped++
		return out, false
	}
	out.At = domain.Point{Lat: lat, Lon: lon}
	return out, p.faults.Check(err == nil && err2 == nil && out.At.Valid(), row, p.lat, "row-position")
}

func (p *postcodes) metres(row sheet.Row, out Postcode) (Postcode, bool) {
	east, err := strconv.ParseFloat(row.Get(p.east), 64)
	north, err2 := strconv.ParseFloat(row.Get(p.north), 64)
	if err == nil && err2 == nil && east == 0 && north == 0 { // quality 90: no position
		p.skipped++
		return out, false
	}
	at, ok := seat.FromGrid(east, north)
	out.At = at
	return out, p.faults.Check(err == nil && err2 == nil && ok, row, p.east, "row-position")
}

// ImportTowns reads places that people name instead of a postcode, from a
// table with the columns name, lat and lon. They come before the towns that
// the program knows by itself. A refusal names every row that is wrong and
// changes nothing; the same file again changes nothing either.
func (s *Service) ImportTowns(ctx context.Context, f File) (done Imported, err error) {
	read := postcodes{file: f}
	if read.table, err = sheet.Open(f.From, sheet.Options{}); err != nil {
		return done, err
	}
	name := read.table.Like(regexp.MustCompile(`^(name|town|place)$`).MatchString)
	read.lat, read.lon = read.table.Like(latColumn.MatchString), read.table.Like(lonColumn.MatchString)
	if name == "" || read.lat == "" || read.lon == "" {
		return done, read.table.Need("name", "lat", "lon")
	}
	byName := map[string]Town{} // one statement cannot write a row twice
	for row, err := range read.table.Rows() {
		if err != nil {
			return done, err
		}
		folded := seat.Fold(row.Get(name))
		at, ok := read.degrees(row, Postcode{})
		if read.faults.Check(len(folded) > 1, row, name, "needed") && ok {
			byName[folded] = Town{Country: f.country(), Name: row.Get(name), At: at.At}
		}
	}
	if err := read.faults.Err(); err != nil {
		return done, err
	}
	f.Source = orElse(f.Source, f.Name)
	done = Imported{Count: len(byName), Skipped: read.skipped, Source: f.Source}
	return done, s.Atomically(ctx, func(tx Store) error {
		if err := tx.PutTowns(ctx, slices.Collect(maps.Values(byName))); err != nil {
			return err
		}
		return s.noted(ctx, tx, "towns", f, done.Count)
	})
}

// KnowSeats keeps seats that are given as facts and not as a file.
func (s *Service) KnowSeats(ctx context.Context, seats []Seat) error {
	return s.Atomically(ctx, func(tx Store) error { return tx.PutSeats(ctx, seats) })
}
