package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

// effortModel is a row of efforts.
type effortModel struct {
	ID         canvass.EffortID `gorm:"primaryKey"`
	GroupID    domain.GroupID
	Name       string
	ScriptID   script.ID
	VersionID  script.VersionID
	Doors      int
	Starts     time.Time
	Ends       time.Time
	Zone       string
	Controller string
	Level      canvass.Level
	KeepDays   int
	Fill       string
	Lists      string
	Salt       string
	Made       time.Time
	Maker      domain.PersonID
	Changed    time.Time
}

func (effortModel) TableName() string { return "efforts" }

func (m effortModel) effort() canvass.Effort {
	return canvass.Effort{
		ID: m.ID, Group: m.GroupID, Name: m.Name, Script: m.ScriptID, Version: m.VersionID, Doors: m.Doors,
		Starts: m.Starts.UTC(), Ends: m.Ends.UTC(), Zone: m.Zone, Controller: m.Controller, Level: m.Level, KeepDays: m.KeepDays,
		Fill: unjson[map[string]string](m.Fill), Lists: unjson[map[string][]script.Option](m.Lists), Salt: m.Salt,
		Made: m.Made.UTC(), Maker: m.Maker, Changed: m.Changed.UTC(),
	}
}

func effortOf(e canvass.Effort) effortModel {
	return effortModel{
		ID: e.ID, GroupID: e.Group, Name: e.Name, ScriptID: e.Script, VersionID: e.Version, Doors: e.Doors,
		Starts: e.Starts.UTC(), Ends: e.Ends.UTC(), Zone: e.Zone, Controller: e.Controller, Level: e.Level, KeepDays: e.KeepDays,
		Fill: tojson(e.Fill), Lists: tojson(e.Lists), Salt: e.Salt,
		Made: e.Made.UTC(), Maker: e.Maker, Changed: e.Changed.UTC(),
	}
}

// tojson is v as the text of a column. What we keep that way (maps and lists
// of words) always has a JSON form.
func tojson(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

// unjson reads what tojson wrote.
func unjson[T any](s string) (v T) {
	if json.Unmarshal([]byte(s), &v) != nil {
		return *new(T)
	}
	return v
}

func (s *Store) Effort(ctx context.Context, id canvass.EffortID) (canvass.Effort, error) {
	m, err := one[effortModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-effort")
	return m.effort(), err
}

func (s *Store) HoldEffort(ctx context.Context, id canvass.EffortID) (canvass.Effort, error) {
	// "no key update" lets visits of the effort be written meanwhile: their
	// foreign key only asks that the row stays.
	m, err := one[effortModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id), "no-such-effort")
	return m.effort(), err
}

func (s *Store) EffortsIn(ctx context.Context, groups []domain.GroupID) ([]canvass.Effort, error) {
	return many(s.read.WithContext(ctx).Where("group_id in ?", groups).Order("ends desc, id"), effortModel.effort)
}

func (s *Store) PutEffort(ctx context.Context, e canvass.Effort) error {
	m := effortOf(e)
	return s.put(ctx, &m)
}

// credentialModel is a row of credentials.
type credentialModel struct {
	Hash     string `gorm:"primaryKey"`
	EffortID canvass.EffortID
	PersonID domain.PersonID
	Device   string
	Team     string
	Turf     string
	BoardID  *string
	Pack     string
	Issued   time.Time
	Ends     time.Time
	Revoked  *time.Time
	Waiting  int
	Said     *time.Time
}

func (credentialModel) TableName() string { return "credentials" }

func (m credentialModel) credential() canvass.Credential {
	return canvass.Credential{
		Hash: m.Hash, Effort: m.EffortID, Person: m.PersonID, Device: m.Device, Team: m.Team, Turf: m.Turf, Board: got(m.BoardID), Pack: m.Pack,
		Issued: m.Issued.UTC(), Ends: m.Ends.UTC(), Revoked: when(m.Revoked), Waiting: m.Waiting, Said: when(m.Said),
	}
}

func credentialOf(c canvass.Credential) credentialModel {
	return credentialModel{
		Hash: c.Hash, EffortID: c.Effort, PersonID: c.Person, Device: c.Device, Team: c.Team, Turf: c.Turf, BoardID: opt(c.Board), Pack: c.Pack,
		Issued: c.Issued.UTC(), Ends: c.Ends.UTC(), Revoked: maybe(c.Revoked), Waiting: c.Waiting, Said: maybe(c.Said),
	}
}

// Credentials reads credentials with their holders' roles in one statement: a
// row for each role, and one without a role where there is none.
func (s *Store) Credentials(ctx context.Context, hashes []string) (map[string]canvass.Bearer, error) {
	var rows []struct {
		Credential credentialModel `gorm:"embedded"`
		GroupID    domain.GroupID
		Role       *domain.Role
	}
	err := s.read.WithContext(ctx).Raw(`
		select c.hash, c.effort_id, c.person_id, c.device, c.team, c.turf, c.board_id, c.pack, c.issued, c.ends, c.revoked, c.waiting, c.said, e.group_id, b.role
		from credentials c
		join efforts e on e.id = c.effort_id
		join groups below on below.id = e.group_id
		left join (belongings b join groups g on g.id = b.group_id)
			on b.person_id = c.person_id and b.until is null and below.lineage like g.lineage || '%'
		where c.hash in ?`, hashes).Scan(&rows).Error
	all := map[string]canvass.Bearer{}
	for _, r := range rows {
		b, known := all[r.Credential.Hash]
		if !known {
			b.Credential = r.Credential.credential()
			b.Holder = domain.Actor{Person: b.Person, Roles: map[domain.GroupID][]domain.Role{}}
		}
		if r.Role != nil {
			b.Holder.Roles[r.GroupID] = append(b.Holder.Roles[r.GroupID], *r.Role)
		}
		all[r.Credential.Hash] = b
	}
	return all, fault(err)
}

func (s *Store) NoteWaiting(ctx context.Context, hash string, n int, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update credentials set waiting = ?, said = ? where hash = ?`, n, now.UTC(), hash).Error)
}

func (s *Store) PutCredential(ctx context.Context, c canvass.Credential) error {
	m := credentialOf(c)
	return s.put(ctx, &m)
}

func (s *Store) RevokeCredentials(ctx context.Context, e canvass.EffortID, p domain.PersonID, now time.Time) error {
	return fault(s.db.WithContext(ctx).Model(&credentialModel{}).
		Where("effort_id = ? and person_id = ? and revoked is null", e, p).Update("revoked", now.UTC()).Error)
}
