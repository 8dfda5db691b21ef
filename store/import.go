package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/seat"
	"barnstorm/domain/sheet"
	"barnstorm/domain/universe"
)

// importModel is a row of imports.
type importModel struct {
	ID        universe.ImportID `gorm:"primaryKey"`
	EffortID  canvass.EffortID
	File      string
	Bytes     int64
	Country   string
	Encoding  string
	Header    string // these are JSON: nobody looks for what is in them
	Samples   string
	Columns   string
	Dated     *time.Time
	Supplier  string
	Permitted string
	Expires   *time.Time
	Stage     universe.Stage
	Why       string
	Line      int
	Rows      int // of progress, so that a step is taken once
	Progress  string
	Faults    string
	Undo      universe.Undo
	Retreat   string
	ByID      domain.PersonID
	Made      time.Time
	Changed   time.Time
}

func (importModel) TableName() string { return "imports" }

func (m importModel) imported() universe.Import {
	i := universe.Import{
		ID: m.ID, Effort: m.EffortID, File: m.File, Bytes: m.Bytes, Country: m.Country, Encoding: m.Encoding,
		Header: unjson[[]string](m.Header), Samples: unjson[[][]string](m.Samples), Columns: unjson[universe.Columns](m.Columns),
		Register: universe.Register{Date: when(m.Dated), Supplier: m.Supplier, Use: m.Permitted, Expires: when(m.Expires)},
		Stage:    m.Stage, Why: m.Why, Line: m.Line, Progress: unjson[universe.Progress](m.Progress), Faults: unjson[[]sheet.Fault](m.Faults),
		Undo: m.Undo, Retreat: unjson[universe.Retreat](m.Retreat), By: m.ByID, Made: m.Made.UTC(), Changed: m.Changed.UTC(),
	}
	i.Progress.Rows = m.Rows
	return i
}

func importOf(i universe.Import) importModel {
	return importModel{
		ID: i.ID, EffortID: i.Effort, File: i.File, Bytes: i.Bytes, Country: i.Country, Encoding: i.Encoding,
		Header: tojson(i.Header), Samples: tojson(i.Samples), Columns: tojson(i.Columns),
		Dated: maybe(i.Register.Date), Supplier: i.Register.Supplier, Permitted: i.Register.Use, Expires: maybe(i.Register.Expires),
		Stage: i.Stage, Why: i.Why, Line: i.Line, Rows: i.Progress.Rows, Progress: tojson(i.Progress), Faults: tojson(i.Faults),
		Undo: i.Undo, Retreat: tojson(i.Retreat), ByID: i.By, Made: i.Made.UTC(), Changed: i.Changed.UTC(),
	}
}

func (s *Store) GroupCountry(ctx context.Context, g domain.GroupID) (string, error) {
	m, err := one[groupModel](s.read.WithContext(ctx).Where("id = ?", g), "no-such-group")
	return m.Country, err
}

func (s *Store) Import(ctx context.Context, id universe.ImportID) (universe.Import, error) {
	m, err := one[importModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-import")
	return m.imported(), err
}

func (s *Store) ImportsOf(ctx context.Context, e canvass.EffortID) ([]universe.Import, error) {
	return many(s.read.WithContext(ctx).Where("effort_id = ?", e).Order("made desc, id"), importModel.imported)
}

func (s *Store) NextImport(ctx context.Context) (universe.Import, error) {
	m, err := one[importModel](s.read.WithContext(ctx).Where("stage in ('checking', 'running') or undo = 'asked'").Order("changed, id"), "no-such-import")
	return m.imported(), err
}

func (s *Store) PutImport(ctx context.Context, i universe.Import) error {
	m := importOf(i)
	return s.put(ctx, &m)
}

func (s *Store) MoveImport(ctx context.Context, i universe.Import, at universe.Stage, rows int) (bool, error) {
	m := importOf(i)
	return did(s.db.WithContext(ctx).Model(&importModel{}).Where("id = ? and stage = ? and rows = ?", i.ID, at, rows).Select("*").Updates(&m))
}

// pieceModel is a row of import_pieces.
type pieceModel struct {
	ImportID universe.ImportID `gorm:"primaryKey"`
	N        int               `gorm:"primaryKey;autoIncrement:false"`
	Body     []byte
}

func (pieceModel) TableName() string { return "import_pieces" }

func (s *Store) PutPiece(ctx context.Context, id universe.ImportID, n int, body []byte) error {
	return s.put(ctx, &pieceModel{id, n, body})
}

func (s *Store) Piece(ctx context.Context, id universe.ImportID, n int) ([]byte, error) {
	var pieces []pieceModel
	err := s.read.WithContext(ctx).Where("import_id = ? and n = ?", id, n).Find(&pieces).Error
	if err != nil || len(pieces) == 0 {
		return nil, fault(err)
	}
	return pieces[0].Body, nil
}

func (s *Store) DropPieces(ctx context.Context, id universe.ImportID) error {
	return fault(s.db.WithContext(ctx).Exec(`delete from import_pieces where import_id = ?`, id).Error)
}

func (s *Store) KnownDoors(ctx context.Context, e canvass.EffortID, doors []universe.Door) (map[universe.DoorID]universe.DoorID, error) {
	known := map[universe.DoorID]universe.DoorID{}
	if len(doors) == 0 {
		return known, nil
	}
	ids, keys := make([]universe.DoorID, len(doors)), make([]string, len(doors))
	for i, d := range doors {
		ids[i], keys[i] = d.ID, s.blind(d.Address.Key())
	}
	var there []struct {
		ID         universe.DoorID
		AddressKey string
		UPRN       string
	}
	err := s.read.WithContext(ctx).Raw(`
		select id, address_key, uprn from doors where effort_id = ? and address_key in ?
		union select id, '', '' from doors where id in ?`, e, keys, ids).Scan(&there).Error
	same, unnumbered := map[universe.DoorID]bool{}, map[string]universe.DoorID{}
	twin := map[string]universe.DoorID{}
	for _, d := range there {
		same[d.ID] = true
		if d.AddressKey != "" && d.UPRN == "" {
			unnumbered[d.AddressKey] = d.ID
		}
		if d.AddressKey != "" {
			twin[d.AddressKey] = d.ID
		}
	}
	for i, d := range doors {
		if same[d.ID] {
			known[d.ID] = d.ID
		} else if id, ok := unnumbered[keys[i]]; ok {
			known[d.ID] = id
		} else if id, ok := twin[keys[i]]; ok && d.Address.UPRN == "" {
			known[d.ID] = id
		}
	}
	return known, fault(err)
}

// addAll writes those of the rows whose keys are new.
func addAll[T, M any](ctx context.Context, s *Store, all []T, of func(T) M) (int, error) {
	if len(all) == 0 {
		return 0, nil
	}
	rows := make([]M, len(all))
	for i, one := range all {
		rows[i] = of(one)
	}
	r := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, 500)
	return int(r.RowsAffected), fault(r.Error)
}

func (s *Store) AddDoors(ctx context.Context, doors []universe.Door) error {
	_, err := addAll(ctx, s, doors, s.doorOf)
	return err
}

func (s *Store) AddElectors(ctx context.Context, electors []universe.Elector) (int, error) {
	return addAll(ctx, s, electors, electorOf)
}

// sharpen moves a door that lies less surely. The sorts of surety stand in
// the order of their worth.
const sharpen = `
	update doors set lat = ?, lon = ?, sure = ? where id = ? and
		case sure when 'file' then 4 when 'uprn' then 3 when 'pin' then 2 when 'postcode' then 1 else 0 end <
		case ? when 'file' then 4 when 'uprn' then 3 when 'pin' then 2 when 'postcode' then 1 else 0 end`

func (s *Store) Sharpen(ctx context.Context, doors []universe.Door) error {
	for _, d := range doors {
		if d.Sure == universe.SureNot {
			continue
		}
		if err := s.db.WithContext(ctx).Exec(sharpen, d.At.Lat, d.At.Lon, d.Sure, d.ID, d.Sure).Error; err != nil {
			return fault(err)
		}
	}
	return nil
}

func (s *Store) PostcodesAt(ctx context.Context, country string, codes []string) (map[string]domain.Point, error) {
	at := map[string]domain.Point{}
	if len(codes) == 0 {
		return at, nil
	}
	postcodes, err := many(s.read.WithContext(ctx).Where("country = ? and code in ?", country, codes), postcodeModel.postcode)
	for _, p := range postcodes {
		at[p.Code] = p.At
	}
	return at, err
}

func (s *Store) PostcodesBeginning(ctx context.Context, country, code string, n int) ([]seat.Postcode, error) {
	// A blank ends a part of a British code: "E1" is not "E17". No range would do: how
	// signs compare depends on the server's collation.
	q := s.read.WithContext(ctx).Where(`country = ? and whole and (code = ? or code like ? escape '!')`, country, code, likeless(code)+" %")
	if strings.Contains(code, " ") || country != "GB" {
		q = s.read.WithContext(ctx).Where(`country = ? and whole and code like ? escape '!'`, country, likeless(code)+"%")
	}
	return many(q.Order("code").Limit(n), postcodeModel.postcode)
}

func (s *Store) PostcodesIn(ctx context.Context, country string, box seat.Box, n int) ([]seat.Postcode, error) {
	q := s.read.WithContext(ctx).Where("country = ? and whole and lat between ? and ? and lon between ? and ?", country, box.South, box.North, box.West, box.East)
	return many(q.Order("code").Limit(n), postcodeModel.postcode)
}

// uprnModel is a row of uprns.
type uprnModel struct {
	UPRN string `gorm:"primaryKey"`
	Lat  float64
	Lon  float64
}

func (uprnModel) TableName() string { return "uprns" }

func (s *Store) UPRNsAt(ctx context.Context, uprns []string) (map[string]domain.Point, error) {
	at := map[string]domain.Point{}
	if len(uprns) == 0 {
		return at, nil
	}
	var rows []uprnModel
	err := s.read.WithContext(ctx).Where("uprn in ?", uprns).Find(&rows).Error
	for _, r := range rows {
		at[r.UPRN] = domain.Point{Lat: r.Lat, Lon: r.Lon}
	}
	return at, fault(err)
}

func (s *Store) PutUPRNs(ctx context.Context, at map[string]domain.Point) error {
	rows := make([]uprnModel, 0, len(at))
	for number, p := range at {
		rows = append(rows, uprnModel{number, p.Lat, p.Lon})
	}
	return putAll(ctx, s, rows, func(m uprnModel) uprnModel { return m })
}
