package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
)

// incidentModel is a row of incidents.
type incidentModel struct {
	ID       outing.IncidentID `gorm:"primaryKey"`
	EffortID canvass.EffortID
	GroupID  domain.GroupID
	TurfID   *universe.TurfID
	Kind     outing.Hurt
	Words    []byte
	ByID     *domain.PersonID
	Day      string
	Made     time.Time
}

func (incidentModel) TableName() string { return "incidents" }

// readModel is a row of incident_reads.
type readModel struct {
	ID         string `gorm:"primaryKey"`
	IncidentID outing.IncidentID
	PersonID   domain.PersonID
	At         time.Time
}

func (readModel) TableName() string { return "incident_reads" }

// incidentKey is the subject and the place of a note's words: its key opens no
// other, and goes with it.
func incidentKey(id outing.IncidentID) string { return "incidents:" + string(id) }

func (s *Store) PutIncident(ctx context.Context, i outing.Incident) (bool, error) {
	words, err := s.keep(ctx, incidentKey(i.ID), incidentKey(i.ID), i.Words)
	if err != nil {
		return false, err
	}
	m := incidentModel{ID: i.ID, EffortID: i.Effort, GroupID: i.Group, TurfID: opt(i.Turf), Kind: i.Kind, Words: words, ByID: opt(i.By), Day: i.Day, Made: i.Made.UTC()}
	return s.addOnce(ctx, &m)
}

// incidents is notes with the names around them.
const incidents = `
	select i.*, coalesce(p.name, '') as name, coalesce(f.name, '') as area, e.name as title, (select count(*) from incident_reads r where r.incident_id = i.id) as reads
	from incidents i join efforts e on e.id = i.effort_id left join people p on p.id = i.by_id left join turfs f on f.id = i.turf_id `

// incidentRow is what incidents finds.
type incidentRow struct {
	Note  incidentModel `gorm:"embedded"`
	Name  string
	Area  string
	Title string
	Reads int
}

// notes turns rows into notes; only opened ones have their words.
func (s *Store) notes(ctx context.Context, rows []incidentRow, opened bool) ([]outing.Incident, error) {
	out := make([]outing.Incident, len(rows))
	for n, r := range rows {
		m := r.Note
		out[n] = outing.Incident{
			ID: m.ID, Effort: m.EffortID, Group: m.GroupID, Turf: got(m.TurfID), Kind: m.Kind, By: got(m.ByID), Name: r.Name, Area: r.Area, Title: r.Title, Day: m.Day,
			Made: m.Made.UTC(), Reads: r.Reads,
		}
		if !opened {
			continue
		}
		var err error
		if out[n].Words, err = s.reveal(ctx, incidentKey(m.ID), incidentKey(m.ID), m.Words); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) Incident(ctx context.Context, id outing.IncidentID) (outing.Incident, error) {
	var rows []incidentRow
	if err := s.read.WithContext(ctx).Raw(incidents+`where i.id = ?`, id).Scan(&rows).Error; err != nil {
		return outing.Incident{}, fault(err)
	}
	if len(rows) == 0 {
		return outing.Incident{}, domain.Refuse(domain.NotFound, "no-such-incident")
	}
	all, err := s.notes(ctx, rows, true)
	if err != nil {
		return outing.Incident{}, err
	}
	return all[0], nil
}

func (s *Store) IncidentsIn(ctx context.Context, groups []domain.GroupID) ([]outing.Incident, error) {
	var rows []incidentRow
	if err := s.read.WithContext(ctx).Raw(incidents+`where i.group_id in ? order by i.made desc, i.id desc limit 200`, groups).Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	return s.notes(ctx, rows, false)
}

func (s *Store) IncidentsBy(ctx context.Context, p domain.PersonID) ([]outing.Incident, error) {
	var rows []incidentRow
	if err := s.read.WithContext(ctx).Raw(incidents+`where i.by_id = ? order by i.made, i.id`, p).Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	return s.notes(ctx, rows, true)
}

func (s *Store) Disown(ctx context.Context, p domain.PersonID) error {
	return fault(s.db.WithContext(ctx).Exec(`update incidents set by_id = null where by_id = ?`, p).Error)
}

func (s *Store) NoteRead(ctx context.Context, r outing.Read) error {
	m := readModel{ID: r.ID, IncidentID: r.Incident, PersonID: r.Person, At: r.At.UTC()}
	_, err := s.addOnce(ctx, &m)
	return err
}

func (s *Store) ReadsOf(ctx context.Context, id outing.IncidentID) ([]outing.Read, error) {
	var out []outing.Read
	err := s.read.WithContext(ctx).Raw(`
		select r.id, r.incident_id as incident, r.person_id as person, coalesce(p.name, '') as name, r.at
		from incident_reads r left join people p on p.id = r.person_id where r.incident_id = ? order by r.at, r.id`, id).Scan(&out).Error
	for i := range out {
		out[i].At = out[i].At.UTC()
	}
	return out, fault(err)
}

func (s *Store) Bury(ctx context.Context, before time.Time, n int) (int, error) {
	var ids []outing.IncidentID
	if err := s.db.WithContext(ctx).Raw(`select id from incidents where made <= ? order by made, id limit ?`, before.UTC(), n).Scan(&ids).Error; err != nil {
		return 0, fault(err)
	}
	for _, id := range ids {
		if err := s.DropKey(ctx, incidentKey(id)); err != nil {
			return 0, err
		}
		if err := s.db.WithContext(ctx).Exec(`delete from incident_reads where incident_id = ?`, id).Error; err != nil {
			return 0, fault(err)
		}
		if err := s.db.WithContext(ctx).Exec(`delete from incidents where id = ?`, id).Error; err != nil {
			return 0, fault(err)
		}
	}
	return len(ids), nil
}

// warden is whoever has a role in the effort's group or in one above it.
const warden = `exists (select 1 from belongings b join groups up on up.id = b.group_id
	where b.person_id = p.id and b.until is null and g.lineage like up.lineage || '%' and b.role = ?)`

func (s *Store) Wardens(ctx context.Context, e canvass.EffortID) ([]outing.Watcher, error) {
	for _, role := range []domain.Role{domain.Welfare, domain.Admin} {
		var found []outing.Watcher
		err := s.read.WithContext(ctx).Raw(watchers+warden+watchersEnd, e, role).Scan(&found).Error
		if err != nil || len(found) > 0 {
			return found, fault(err)
		}
	}
	return nil, nil
}
