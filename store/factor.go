package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

// factorModel is a row of second_factors. Its secret is sealed.
type factorModel struct {
	PersonID  domain.PersonID `gorm:"primaryKey"`
	Secret    []byte
	Step      int64
	Confirmed *time.Time
	Tries     int
	Tried     time.Time
}

func (factorModel) TableName() string { return "second_factors" }

// recoveryModel is a row of recovery_codes.
type recoveryModel struct {
	Hash     string `gorm:"primaryKey"`
	PersonID domain.PersonID
	Used     *time.Time
}

func (recoveryModel) TableName() string { return "recovery_codes" }

func (s *Store) Factor(ctx context.Context, p domain.PersonID) (people.Factor, error) {
	m, err := one[factorModel](s.read.WithContext(ctx).Where("person_id = ?", p), "no-factor")
	if err != nil {
		return people.Factor{}, err
	}
	secret, err := unlock(s.seal, m.Secret, "factors:"+string(p))
	return people.Factor{Person: m.PersonID, Secret: secret, Step: m.Step, Confirmed: when(m.Confirmed), Tries: m.Tries, Tried: m.Tried.UTC()}, err
}

func (s *Store) PutFactor(ctx context.Context, f people.Factor) error {
	return s.put(ctx, &factorModel{
		PersonID: f.Person, Secret: lockUp(s.seal, f.Secret, "factors:"+string(f.Person)), Step: f.Step, Confirmed: maybe(f.Confirmed), Tries: f.Tries, Tried: f.Tried.UTC(),
	})
}

func (s *Store) TryFactor(ctx context.Context, p domain.PersonID, most int, since, now time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update second_factors set tries = case when tried < ? then 1 else tries + 1 end, tried = case when tried < ? then ? else tried end
		where person_id = ? and (tries < ? or tried < ?)`, since.UTC(), since.UTC(), now.UTC(), p, most, since.UTC()))
}

func (s *Store) UseStep(ctx context.Context, p domain.PersonID, step int64, now time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update second_factors set step = ?, tries = 0, confirmed = coalesce(confirmed, ?) where person_id = ? and step < ?`, step, now.UTC(), p, step))
}

func (s *Store) DropFactor(ctx context.Context, p domain.PersonID) error {
	if err := s.db.WithContext(ctx).Exec(`delete from recovery_codes where person_id = ?`, p).Error; err != nil {
		return fault(err)
	}
	return fault(s.db.WithContext(ctx).Exec(`delete from second_factors where person_id = ?`, p).Error)
}

func (s *Store) PutRecovery(ctx context.Context, p domain.PersonID, hashes []string) error {
	if err := s.db.WithContext(ctx).Exec(`delete from recovery_codes where person_id = ?`, p).Error; err != nil {
		return fault(err)
	}
	var ms []recoveryModel
	for _, h := range hashes {
		ms = append(ms, recoveryModel{Hash: h, PersonID: p})
	}
	return fault(s.db.WithContext(ctx).Create(&ms).Error)
}

func (s *Store) UseRecovery(ctx context.Context, p domain.PersonID, hash string, at time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update recovery_codes set used = ? where hash = ? and person_id = ? and used is null`, at.UTC(), hash, p))
}

func (s *Store) ProveSession(ctx context.Context, hash string, at time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update sessions set proven = ? where hash = ?`, at.UTC(), hash).Error)
}
