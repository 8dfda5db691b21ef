package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
)

// electionModel is a row of election_days.
type electionModel struct {
	EntityID domain.EntityID `gorm:"primaryKey"`
	Day      string          `gorm:"primaryKey"`
	Name     string
	General  bool
	ByID     *domain.PersonID
	ByName   string
	Made     time.Time
}

func (electionModel) TableName() string { return "election_days" }

func (m electionModel) election() compliance.Election {
	return compliance.Election{Entity: m.EntityID, Day: m.Day, Name: m.Name, General: m.General, By: got(m.ByID), ByName: m.ByName, Made: m.Made.UTC()}
}

func electionOf(e compliance.Election) electionModel {
	return electionModel{e.Entity, e.Day, e.Name, e.General, opt(e.By), e.ByName, e.Made.UTC()}
}

func (s *Store) Elections(ctx context.Context, id domain.EntityID) ([]compliance.Election, error) {
	return many(s.read.WithContext(ctx).Where("entity_id = ?", id).Order("day"), electionModel.election)
}

func (s *Store) PutElection(ctx context.Context, e compliance.Election) error {
	m := electionOf(e)
	return s.put(ctx, &m)
}

func (s *Store) DropElection(ctx context.Context, id domain.EntityID, day string) error {
	return fault(s.db.WithContext(ctx).Exec(`delete from election_days where entity_id = ? and day = ?`, id, day).Error)
}

func (s *Store) Recount(ctx context.Context, id domain.EntityID, span string, from, until time.Time) error {
	if err := s.db.WithContext(ctx).Exec(`delete from donor_totals where entity_id = ? and span = ?`, id, span).Error; err != nil {
		return fault(err)
	}
	return fault(s.db.WithContext(ctx).Exec(`
		insert into donor_totals (donor_id, entity_id, kind, span, currency, minor)
		select donor_id, entity_id, kind, cast(? as text), case when worth_currency <> '' then worth_currency else currency end, sum(case when worth_currency <> '' then worth else minor end)
		from weighings where entity_id = ? and counts >= ? and counts < ?
		group by donor_id, entity_id, kind, case when worth_currency <> '' then worth_currency else currency end`,
		span, id, from.UTC(), until.UTC()).Error)
}

// rateModel is a row of rates.
type rateModel struct {
	ID       compliance.RateID `gorm:"primaryKey"`
	EntityID domain.EntityID
	Currency string
	FirstDay string
	LastDay  string
	Millions int64
	Source   string
	ByID     *domain.PersonID
	ByName   string
	Made     time.Time
}

func (rateModel) TableName() string { return "rates" }

func (m rateModel) rate() compliance.Rate {
	return compliance.Rate{ID: m.ID, Entity: m.EntityID, Currency: m.Currency, First: m.FirstDay, Last: m.LastDay, Millions: m.Millions, Source: m.Source, By: got(m.ByID), ByName: m.ByName, Made: m.Made.UTC()}
}

func rateOf(r compliance.Rate) rateModel {
	return rateModel{r.ID, r.Entity, r.Currency, r.First, r.Last, r.Millions, r.Source, opt(r.By), r.ByName, r.Made.UTC()}
}

func (s *Store) RateOn(ctx context.Context, e domain.EntityID, currency, day string) (compliance.Rate, error) {
	m, err := one[rateModel](s.read.WithContext(ctx).Where("entity_id = ? and currency = ? and first_day <= ? and last_day >= ?", e, currency, day, day), "no-such-rate")
	return m.rate(), err
}

func (s *Store) Rates(ctx context.Context, e domain.EntityID) ([]compliance.Rate, error) {
	return many(s.read.WithContext(ctx).Where("entity_id = ?", e).Order("first_day desc, currency, id"), rateModel.rate)
}

func (s *Store) AddRate(ctx context.Context, r compliance.Rate) error {
	m := rateOf(r)
	_, err := s.addOnce(ctx, &m)
	return err
}

func (s *Store) Unvalued(ctx context.Context, e domain.EntityID, currency string, from, until time.Time) ([]compliance.Weighing, error) {
	return many(s.read.WithContext(ctx).Where("entity_id = ? and currency = ? and counts >= ? and counts < ? and worth_currency = ''", e, currency, from.UTC(), until.UTC()).Order("counts, transaction_id"), weighingModel.weighing)
}

func (s *Store) PutWorth(ctx context.Context, w compliance.Weighing) error {
	return fault(s.db.WithContext(ctx).Exec(`update weighings set worth = ?, worth_currency = ? where transaction_id = ?`, w.Worth.Minor, w.Worth.Currency, w.Movement).Error)
}

func (s *Store) Foreign(ctx context.Context, e domain.EntityID, currency string, from, until time.Time, each func(at time.Time, sum domain.Money)) error {
	rows, err := s.read.WithContext(ctx).Raw(`
		select counts, currency, minor from weighings where entity_id = ? and currency <> ? and counts >= ? and counts < ? and worth_currency = '' order by counts`,
		e, currency, from.UTC(), until.UTC()).Rows()
	if err != nil {
		return fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var at time.Time
		var sum domain.Money
		if err := rows.Scan(&at, &sum.Currency, &sum.Minor); err != nil {
			return err
		}
		each(at.UTC(), sum)
	}
	return fault(rows.Err())
}
