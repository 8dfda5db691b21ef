package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// heldModel is a row of quarantine.
type heldModel struct {
	Key      string `gorm:"primaryKey"`
	Record   string
	EffortID *canvass.EffortID
	PersonID domain.PersonID
	Device   string
	Why      canvass.Reason
	Raw      []byte // sealed: nobody knows what stands in a record that cannot count
	Sealed   bool   // but for what came before all were
	Received time.Time
	Skew     time.Duration
	Decided  *time.Time
	Decider  *domain.PersonID
	Accepted bool
}

func (heldModel) TableName() string { return "quarantine" }

func (m heldModel) held() canvass.Held {
	return canvass.Held{
		Key: m.Key, Record: m.Record, Effort: got(m.EffortID), Person: m.PersonID, Device: m.Device, Why: m.Why, Raw: m.Raw,
		Received: m.Received.UTC(), Skew: m.Skew, Decided: when(m.Decided), Decider: got(m.Decider), Accepted: m.Accepted,
	}
}

func heldOf(h canvass.Held) heldModel {
	return heldModel{
		Key: h.Key, Record: h.Record, EffortID: opt(h.Effort), PersonID: h.Person, Device: h.Device, Why: h.Why, Raw: h.Raw,
		Received: h.Received.UTC(), Skew: h.Skew, Decided: maybe(h.Decided), Decider: opt(h.Decider), Accepted: h.Accepted,
	}
}

func (s *Store) sealHeld(key string, raw []byte) []byte {
	return lockUp(s.seal, raw, "quarantine:"+key)
}

// unseal is what was held, in clear.
func (s *Store) unseal(ctx context.Context, q *gorm.DB) ([]canvass.Held, error) {
	var ms []heldModel
	if err := q.WithContext(ctx).Find(&ms).Error; err != nil {
		return nil, fault(err)
	}
	all := make([]canvass.Held, len(ms))
	for i, m := range ms {
		if m.Sealed {
			raw, err := unlock(s.seal, m.Raw, "quarantine:"+m.Key)
			if err != nil {
				return nil, err
			}
			m.Raw = raw
		}
		all[i] = m.held()
	}
	return all, nil
}

func (s *Store) Quarantine(ctx context.Context, held []canvass.Held) (fresh int, err error) {
	for _, h := range held {
		m := heldOf(h)
		m.Raw, m.Sealed = s.sealHeld(m.Key, m.Raw), true
		added, err := s.addOnce(ctx, &m)
		if err != nil {
			return 0, err
		}
		if added {
			fresh++
		}
	}
	return fresh, nil
}

func (s *Store) HeldOf(ctx context.Context, p domain.PersonID) (n int, err error) {
	err = s.read.WithContext(ctx).Raw(`select count(*) from quarantine where person_id = ? and decided is null`, p).Scan(&n).Error
	return n, fault(err)
}

// shown is how many bytes of a payload stand in a list.
const shown = 2000

func (s *Store) HeldIn(ctx context.Context, e canvass.EffortID) ([]canvass.Held, error) {
	q := s.read.WithContext(ctx).Where("effort_id = ? and decided is null", e).Order("received, key").Limit(200)
	all, err := s.unseal(ctx, q)
	for i, h := range all {
		all[i].Raw = h.Raw[:min(len(h.Raw), shown)]
	}
	return all, err
}

func (s *Store) NewerIn(ctx context.Context, e canvass.EffortID) (int, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`select count(*) from visits where effort_id = ? and newer`, e).Scan(&n).Error
	return n, fault(err)
}

func (s *Store) Held(ctx context.Context, key string) (canvass.Held, error) {
	all, err := s.unseal(ctx, s.read.WithContext(ctx).Where("key = ?", key))
	if err == nil && len(all) == 0 {
		err = domain.Refuse(domain.NotFound, "no-such-record")
	}
	if err != nil {
		return canvass.Held{}, err
	}
	return all[0], nil
}

func (s *Store) DecideHeld(ctx context.Context, h canvass.Held) (bool, error) {
	return did(s.db.WithContext(ctx).Model(&heldModel{}).Where("key = ? and decided is null", h.Key).
		Updates(map[string]any{"decided": h.Decided.UTC(), "decider": h.Decider, "accepted": h.Accepted}))
}

func (s *Store) Piles(ctx context.Context, groups []domain.GroupID, now time.Time, limit int) (all []canvass.Pile, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select * from (
			select e.id as effort, e.name, e.ends,
				(select count(*) from quarantine q where q.effort_id = e.id and q.decided is null) as held,
				(select count(*) from turfs t where t.effort_id = e.id and t.state = 'out' and t.until <= ?) as late
			from efforts e where e.group_id in ?
		) piles where held + late > 0 order by ends desc, effort limit ?`, now.UTC(), groups, limit).Scan(&all).Error
	return all, fault(err)
}

func (s *Store) HeldWaiting(ctx context.Context, e canvass.EffortID) (int, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`select count(*) from quarantine where effort_id = ? and decided is null`, e).Scan(&n).Error
	return n, fault(err)
}
