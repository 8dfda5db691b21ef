package store

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// comparisonModel is a row of comparisons.
type comparisonModel struct {
	EffortID canvass.EffortID `gorm:"primaryKey"`
	Seed     string
	PerArm   int
	Drawn    time.Time
	Maker    domain.PersonID
	FollowID *canvass.EffortID
	Read     *time.Time
	Found    string
}

func (comparisonModel) TableName() string { return "comparisons" }

func (m comparisonModel) comparison() universe.Comparison {
	return universe.Comparison{
		Effort: m.EffortID, Seed: m.Seed, PerArm: m.PerArm, Drawn: m.Drawn.UTC(), Maker: m.Maker, Follow: got(m.FollowID), Read: when(m.Read), Found: unjson[universe.Found](m.Found),
	}
}

func comparisonOf(c universe.Comparison) comparisonModel {
	return comparisonModel{
		EffortID: c.Effort, Seed: c.Seed, PerArm: c.PerArm, Drawn: c.Drawn.UTC(), Maker: c.Maker, FollowID: opt(c.Follow), Read: maybe(c.Read), Found: tojson(c.Found),
	}
}

func (s *Store) Comparison(ctx context.Context, e canvass.EffortID) (universe.Comparison, error) {
	m, err := one[comparisonModel](s.read.WithContext(ctx).Where("effort_id = ?", e), "no-such-comparison")
	return m.comparison(), err
}

func (s *Store) IsCompared(ctx context.Context, e canvass.EffortID) (bool, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`select count(*) from comparisons where effort_id = ?`, e).Scan(&n).Error
	return n > 0, fault(err)
}

func (s *Store) PutComparison(ctx context.Context, c universe.Comparison) error {
	m := comparisonOf(c)
	return s.put(ctx, &m)
}

func (s *Store) ComparisonsDue(ctx context.Context, ended time.Time, n int) ([]universe.Comparison, error) {
	q := s.read.WithContext(ctx).Where("read is null and follow_id in (select id from efforts where ends < ?)", ended.UTC()).Order("effort_id").Limit(n)
	return many(q, comparisonModel.comparison)
}

// stands is what nobody took back of an effort's visits at doors, in the order
// in which they happened.
const stands = `
	v.effort_id = ? and v.kind = 'visit' and v.door <> '' and not exists (
		select 1 from visits a where a.refers = v.id and a.kind = 'annulment' and a.effort_id = v.effort_id and (a.device = v.device or a.lead))
	order by v.happened, v.id`

func (s *Store) Talks(ctx context.Context, e canvass.EffortID) ([]universe.Talk, error) {
	var out []universe.Talk
	err := s.read.WithContext(ctx).Raw(`
		select v.door, v.canvasser_id as canvasser, v.arm, v.rated_before as rating from visits v where (v.arm <> '' or v.conversation) and `+stands, e).Scan(&out).Error
	return out, fault(err)
}

func (s *Store) Ratings(ctx context.Context, e canvass.EffortID) ([]universe.Talk, error) {
	var out []universe.Talk
	err := s.read.WithContext(ctx).Raw(`
		select v.door, v.canvasser_id as canvasser, v.arm, v.rated_before as rating from visits v where v.rated_before >= 0 and `+stands, e).Scan(&out).Error
	return out, fault(err)
}

func (s *Store) DoorsAmong(ctx context.Context, e canvass.EffortID, ids []universe.DoorID) (out []universe.Door, err error) {
	for some := range slices.Chunk(ids, 1000) {
		doors, err := many(s.read.WithContext(ctx).Where("effort_id = ? and id in ?", e, some).Order("id"), doorModel.door)
		if err != nil {
			return nil, err
		}
		out = append(out, doors...)
	}
	return out, nil
}
