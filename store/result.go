package store

import (
	"context"
	"time"

	"barnstorm/domain/canvass"
)

const (
	peopleQuery = `
		select pseudonym, '' as team, ` + tallySums + ` from tallies where effort_id = ? group by pseudonym order by pseudonym`
	tallySums = `
		sum(spoke) as spoke, sum(spoke_other) as spoke_other, sum(not_home) as not_home, sum(come_back) as come_back,
		sum(refused) as refused, sum(moved) as moved, sum(deceased) as deceased, sum(wrong_address) as wrong_address,
		sum(inaccessible) as inaccessible, sum(language) as language, sum(do_not_contact) as do_not_contact,
		sum(do_not_return) as do_not_return, sum(unsafe) as unsafe, sum(conversations) as conversations, sum(minutes) as minutes, sum(firsts) as firsts,
		sum(pairs) as pairs, sum(moved_up) as moved_up, sum(moved_down) as moved_down, sum(moved_sum) as moved_sum,
		sum(moved_squares) as moved_squares, max(last) as last`
)

func (s *Store) TalliesByPerson(ctx context.Context, e canvass.EffortID) ([]canvass.PersonTally, error) {
	var rows []tallyModel
	err := s.read.WithContext(ctx).Raw(peopleQuery, e).Scan(&rows).Error
	out := make([]canvass.PersonTally, len(rows))
	for i, r := range rows {
		out[i] = r.tally()
	}
	return out, fault(err)
}

func (s *Store) TalliesByHour(ctx context.Context, e canvass.EffortID) ([]canvass.HourTally, error) {
	var out []canvass.HourTally
	err := s.read.WithContext(ctx).Raw(`
		select hour, sum(attempts) as attempts, sum(spoke) as spoke, sum(conversations) as conversations
		from tally_hours where effort_id = ? group by hour order by hour`, e).Scan(&out).Error
	return out, fault(err)
}

func (s *Store) TalliesByStep(ctx context.Context, e canvass.EffortID) ([]canvass.StepTally, error) {
	var out []canvass.StepTally
	err := s.read.WithContext(ctx).Raw(`
		select version_id as version, step, sum(reached) as reached
		from tally_steps where effort_id = ? group by version_id, step order by version_id, step`, e).Scan(&out).Error
	return out, fault(err)
}

func (s *Store) NewestDay(ctx context.Context, e canvass.EffortID) (string, error) {
	var day *string
	err := s.read.WithContext(ctx).Raw(`select max(day) from tallies where effort_id = ?`, e).Scan(&day).Error
	return got(day), fault(err)
}

// digestModel is a row of digests.
type digestModel struct {
	EffortID canvass.EffortID `gorm:"primaryKey"`
	At       time.Time
	Body     string
}

func (digestModel) TableName() string { return "digests" }

func (s *Store) PutDigest(ctx context.Context, d canvass.Digest) error {
	return s.put(ctx, &digestModel{d.Effort, d.At.UTC(), tojson(d)})
}

func (s *Store) Digest(ctx context.Context, e canvass.EffortID) (canvass.Digest, error) {
	m, err := one[digestModel](s.read.WithContext(ctx).Where("effort_id = ?", e), "no-such-effort")
	return unjson[canvass.Digest](m.Body), err
}

func (s *Store) MetAt(ctx context.Context, e canvass.EffortID) (met, doors int, err error) {
	x, err := s.Extent(ctx, e)
	return x.Met, x.Doors, err
}
