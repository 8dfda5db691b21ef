package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/seat"
	"barnstorm/domain/target"
)

// seatModel is a row of seats.
type seatModel struct {
	Code        string `gorm:"primaryKey"`
	Name        string
	Folded      string // name, as it is searched
	Country     string
	Region      string
	FirstParty  string
	SecondParty string
	Votes       string // JSON: party to votes
	Majority    int
	Valid       int
	Electorate  int
	Held        *time.Time
	Source      string
	Lat         float64
	Lon         float64
}

func (seatModel) TableName() string { return "seats" }

func (m seatModel) seat() target.Seat {
	votes := map[string]int{}
	json.Unmarshal([]byte(m.Votes), &votes) // seatOf wrote it
	return target.Seat{
		Code: m.Code, Name: m.Name, Country: m.Country, Region: m.Region, First: m.FirstParty, Second: m.SecondParty, Votes: votes,
		Majority: m.Majority, Valid: m.Valid, Electorate: m.Electorate, Held: when(m.Held), Source: m.Source,
		Centre: domain.Point{Lat: m.Lat, Lon: m.Lon},
	}
}

func seatOf(s target.Seat) seatModel {
	votes, _ := json.Marshal(s.Votes) // a map of numbers always can
	return seatModel{
		Code: s.Code, Name: s.Name, Folded: seat.Fold(s.Name), Country: s.Country, Region: s.Region, FirstParty: s.First, SecondParty: s.Second,
		Votes: string(votes), Majority: s.Majority, Valid: s.Valid, Electorate: s.Electorate, Held: maybe(s.Held), Source: s.Source,
		Lat: s.Centre.Lat, Lon: s.Centre.Lon,
	}
}

func (s *Store) Seats(ctx context.Context, country string) ([]target.Seat, error) {
	q := s.read.WithContext(ctx).Order("code")
	if country != "" {
		q = q.Where("country = ?", country)
	}
	return many(q, seatModel.seat)
}

func (s *Store) SeatsOf(ctx context.Context, codes []string) ([]target.Seat, error) {
	return many(s.read.WithContext(ctx).Where("code in ?", codes).Order("code"), seatModel.seat)
}

func (s *Store) SeatsLike(ctx context.Context, folded string, n int) ([]target.Seat, error) {
	q := s.read.WithContext(ctx).Where(`' ' || folded like ? escape '!'`, "% "+plainly(folded)+"%")
	return many(q.Order("folded, code").Limit(n), seatModel.seat)
}

func (s *Store) PutSeats(ctx context.Context, seats []target.Seat) error {
	return putAll(ctx, s, seats, seatOf)
}

func (s *Store) CentreSeats(ctx context.Context) error {
	return fault(s.db.WithContext(ctx).Exec(`
		update seats set lat = (select b.lat from boundaries b where b.code = seats.code),
		                 lon = (select b.lon from boundaries b where b.code = seats.code)
		where code in (select code from boundaries)`).Error)
}

// putAll writes whole rows, over those with the same keys, as many at once as
// both databases take.
func putAll[T, M any](ctx context.Context, s *Store, all []T, of func(T) M) error {
	if len(all) == 0 {
		return nil
	}
	rows := make([]M, len(all))
	for i, one := range all {
		rows[i] = of(one)
	}
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(rows, 1000).Error)
}

// boundaryModel is a row of boundaries.
type boundaryModel struct {
	Code  string `gorm:"primaryKey"`
	Name  string
	Lat   float64
	Lon   float64
	South float64
	West  float64
	North float64
	East  float64
	Shape string // as seat.Shape.Text writes it
}

func (boundaryModel) TableName() string { return "boundaries" }

func (m boundaryModel) boundary() target.Boundary {
	shape, _ := seat.ShapeOf(m.Shape) // boundaryOf wrote it
	return target.Boundary{Code: m.Code, Name: m.Name, Centre: domain.Point{Lat: m.Lat, Lon: m.Lon}, Shape: shape}
}

func boundaryOf(b target.Boundary) boundaryModel {
	box := b.Shape.Box()
	return boundaryModel{
		Code: b.Code, Name: b.Name, Lat: b.Centre.Lat, Lon: b.Centre.Lon,
		South: box.South, West: box.West, North: box.North, East: box.East, Shape: b.Shape.Text(),
	}
}

func (s *Store) PutBoundaries(ctx context.Context, bs []target.Boundary) error {
	return putAll(ctx, s, bs, boundaryOf)
}

func (s *Store) BoundariesIn(ctx context.Context, box seat.Box) ([]target.Boundary, error) {
	q := s.read.WithContext(ctx).Where("north >= ? and south <= ? and east >= ? and west <= ?", box.South, box.North, box.West, box.East)
	return many(q.Order("code"), boundaryModel.boundary)
}

// postcodeModel is a row of postcodes.
type postcodeModel struct {
	Code    string `gorm:"primaryKey"`
	Country string `gorm:"primaryKey"`
	Whole   bool   // and not the beginning of some
	Lat     float64
	Lon     float64
	Seat    string
}

func (postcodeModel) TableName() string { return "postcodes" }

func (m postcodeModel) postcode() target.Postcode {
	return target.Postcode{Country: m.Country, Code: m.Code, At: domain.Point{Lat: m.Lat, Lon: m.Lon}, Seat: m.Seat}
}

func postcodeOf(p target.Postcode) postcodeModel {
	return postcodeModel{Code: p.Code, Country: p.Country, Whole: p.Whole(), Lat: p.At.Lat, Lon: p.At.Lon, Seat: p.Seat}
}

func (s *Store) PutPostcodes(ctx context.Context, ps []target.Postcode) error {
	return putAll(ctx, s, ps, postcodeOf)
}

// The beginnings of a British postcode are cut before its last two letters,
// before its last four, and after its first one or two.
const (
	sumSectors = `
		insert into postcodes (code, country, whole, lat, lon, seat)
		select substr(code, 1, length(code) - 2), country, false, avg(lat), avg(lon), '' from postcodes
		where country = ? and country = 'GB' and whole group by 1, 2
		on conflict (code, country) do update set lat = excluded.lat, lon = excluded.lon`
	sumDistricts = `
		insert into postcodes (code, country, whole, lat, lon, seat)
		select substr(code, 1, length(code) - 4), country, false, avg(lat), avg(lon), '' from postcodes
		where country = ? and country = 'GB' and whole group by 1, 2
		on conflict (code, country) do update set lat = excluded.lat, lon = excluded.lon`
	sumAreas = `
		insert into postcodes (code, country, whole, lat, lon, seat)
		select case when substr(code, 2, 1) between '0' and '9' then substr(code, 1, 1) else substr(code, 1, 2) end,
		       country, false, avg(lat), avg(lon), '' from postcodes
		where country = ? and country = 'GB' and whole group by 1, 2
		on conflict (code, country) do update set lat = excluded.lat, lon = excluded.lon`
)

func (s *Store) SumPostcodes(ctx context.Context, country string) error {
	db := s.db.WithContext(ctx)
	if err := db.Exec(sumSectors, country).Error; err != nil {
		return fault(err)
	}
	if err := db.Exec(sumDistricts, country).Error; err != nil {
		return fault(err)
	}
	return fault(db.Exec(sumAreas, country).Error)
}

func (s *Store) PostcodesLike(ctx context.Context, code string) ([]target.Postcode, error) {
	return many(s.read.WithContext(ctx).Where("code = ?", code).Order("country"), postcodeModel.postcode)
}
