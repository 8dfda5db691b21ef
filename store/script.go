package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/script"
)

// scriptModel is a row of scripts.
type scriptModel struct {
	ID      script.ID `gorm:"primaryKey"`
	GroupID domain.GroupID
	Key     string
	Title   string
	Issue   string
	Purpose string
	Locale  string
	Minutes int
	Latest  int
	Changed time.Time
}

func (scriptModel) TableName() string { return "scripts" }

func (m scriptModel) script() script.Script {
	return script.Script{
		ID: m.ID, Group: m.GroupID, Key: m.Key, Title: m.Title, Issue: m.Issue, Purpose: m.Purpose,
		Locale: m.Locale, Minutes: m.Minutes, Latest: m.Latest, Changed: m.Changed.UTC(),
	}
}

func scriptOf(s script.Script) scriptModel {
	return scriptModel{
		ID: s.ID, GroupID: s.Group, Key: s.Key, Title: s.Title, Issue: s.Issue, Purpose: s.Purpose,
		Locale: s.Locale, Minutes: s.Minutes, Latest: s.Latest, Changed: s.Changed.UTC(),
	}
}

// versionModel is a row of script_versions.
type versionModel struct {
	ID        script.VersionID `gorm:"primaryKey"`
	ScriptID  script.ID
	N         int
	Source    string
	Hash      string
	Changed   time.Time
	Changer   domain.PersonID
	Published *time.Time
	Publisher *domain.PersonID
}

func (versionModel) TableName() string { return "script_versions" }

func (m versionModel) version() script.Version {
	return script.Version{
		ID: m.ID, Script: m.ScriptID, N: m.N, Source: m.Source, Hash: m.Hash, Changed: m.Changed.UTC(), Changer: m.Changer,
		Published: when(m.Published), Publisher: got(m.Publisher),
	}
}

func versionOf(v script.Version) versionModel {
	return versionModel{
		ID: v.ID, ScriptID: v.Script, N: v.N, Source: v.Source, Hash: v.Hash, Changed: v.Changed.UTC(), Changer: v.Changer,
		Published: maybe(v.Published), Publisher: opt(v.Publisher),
	}
}

func (s *Store) Script(ctx context.Context, id script.ID) (script.Script, error) {
	m, err := one[scriptModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-script")
	return m.script(), err
}

func (s *Store) HoldScript(ctx context.Context, id script.ID) (script.Script, error) {
	// SQLite has one writer at a time and knows no lock on a row.
	m, err := one[scriptModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id), "no-such-script")
	return m.script(), err
}

func (s *Store) ScriptNamed(ctx context.Context, g domain.GroupID, key string) (script.Script, error) {
	m, err := one[scriptModel](s.read.WithContext(ctx).Where("group_id = ? and key = ?", g, key), "no-such-script")
	return m.script(), err
}

func (s *Store) ScriptsIn(ctx context.Context, groups []domain.GroupID) ([]script.Script, error) {
	return many(s.read.WithContext(ctx).Where("group_id in ?", groups).Order("title, id"), scriptModel.script)
}

func (s *Store) PutScript(ctx context.Context, sc script.Script) error {
	m := scriptOf(sc)
	return s.put(ctx, &m)
}

func (s *Store) ScriptVersion(ctx context.Context, id script.VersionID) (script.Version, error) {
	m, err := one[versionModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-version")
	return m.version(), err
}

func (s *Store) ScriptVersions(ctx context.Context, id script.ID) ([]script.Version, error) {
	return many(s.read.WithContext(ctx).Where("script_id = ?", id).Order("n desc"), versionModel.version)
}

func (s *Store) Published(ctx context.Context, id script.ID) ([]script.Version, domain.GroupID, error) {
	of, err := s.Script(ctx, id)
	if err != nil {
		return nil, "", err
	}
	versions, err := many(s.read.WithContext(ctx).Where("script_id = ? and published is not null", id).Order("n desc"), versionModel.version)
	return versions, of.Group, err
}

// PutDraft writes over a draft only: the condition stands in the statement, so
// that no race can change a version that was published meanwhile.
func (s *Store) PutDraft(ctx context.Context, v script.Version) (bool, error) {
	m := versionOf(v)
	return did(s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"source", "hash", "changed", "changer"}),
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "script_versions.published is null"}}},
	}).Create(&m))
}

func (s *Store) FreezeVersion(ctx context.Context, v script.Version) (bool, error) {
	return did(s.db.WithContext(ctx).Model(&versionModel{}).Where("id = ? and published is null", v.ID).
		Updates(map[string]any{"published": v.Published.UTC(), "publisher": v.Publisher}))
}

// GroupsAbove finds groups by the beginning of their lineage, which holds the
// ids from the top down.
func (s *Store) GroupsAbove(ctx context.Context, groups []domain.GroupID) ([]domain.GroupID, error) {
	var out []domain.GroupID
	err := s.read.WithContext(ctx).Raw(`
		select distinct above.id from groups g
		join groups above on g.lineage like above.lineage || '%'
		where g.id in ?`, groups).Scan(&out).Error
	return out, fault(err)
}

func (s *Store) GroupZone(ctx context.Context, g domain.GroupID) (name, zone string, err error) {
	m, err := one[groupModel](s.read.WithContext(ctx).Where("id = ?", g), "no-such-group")
	return m.Name, m.Zone, err
}
