package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
)

// donorModel is a row of donors.
type donorModel struct {
	ID       compliance.DonorID `gorm:"primaryKey"`
	EntityID domain.EntityID
	HeadID   compliance.DonorID
	Name     string
	Email    string
	Folded   string
	Kind     string
	Made     time.Time
}

func (donorModel) TableName() string { return "donors" }

func (m donorModel) donor() compliance.Donor {
	return compliance.Donor{ID: m.ID, Entity: m.EntityID, Head: m.HeadID, Name: m.Name, Email: m.Email, Folded: m.Folded, Kind: m.Kind, Made: m.Made.UTC()}
}

func donorOf(d compliance.Donor) donorModel {
	return donorModel{ID: d.ID, EntityID: d.Entity, HeadID: d.Head, Name: d.Name, Email: d.Email, Folded: d.Folded, Kind: d.Kind, Made: d.Made.UTC()}
}

func (s *Store) DonorAt(ctx context.Context, e domain.EntityID, folded, email string) (compliance.Donor, error) {
	m, err := one[donorModel](s.read.WithContext(ctx).Where("entity_id = ? and folded = ? and email = ?", e, folded, email), "no-such-donor")
	return m.donor(), err
}

func (s *Store) Donor(ctx context.Context, id compliance.DonorID) (compliance.Donor, error) {
	m, err := one[donorModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-donor")
	return m.donor(), err
}

func (s *Store) AddDonor(ctx context.Context, d compliance.Donor) (bool, error) {
	m := donorOf(d)
	return s.addOnce(ctx, &m)
}

func (s *Store) Same(ctx context.Context, head compliance.DonorID) ([]compliance.Donor, error) {
	return many(s.read.WithContext(ctx).Where("head_id = ?", head).Order("made, id"), donorModel.donor)
}

func (s *Store) PutHead(ctx context.Context, from, to compliance.DonorID) error {
	return fault(s.db.WithContext(ctx).Exec(`update donors set head_id = ? where head_id = ?`, to, from).Error)
}

func (s *Store) PutHeadOf(ctx context.Context, d, head compliance.DonorID) error {
	return fault(s.db.WithContext(ctx).Exec(`update donors set head_id = ? where id = ?`, head, d).Error)
}

func (s *Store) LikeDonors(ctx context.Context, d compliance.Donor, limit int) ([]compliance.Donor, error) {
	q := s.read.WithContext(ctx).Where("entity_id = ? and id <> ? and (email = ? and email <> '' or folded = ? and folded <> '')", d.Entity, d.ID, d.Email, d.Folded)
	return many(q.Order("made, id").Limit(limit), donorModel.donor)
}

// likenessModel is a row of likenesses.
type likenessModel struct {
	DonorID compliance.DonorID `gorm:"primaryKey"`
	OtherID compliance.DonorID `gorm:"primaryKey"`
	Why     string
	State   string
	Decided *time.Time
	ByID    *domain.PersonID
	Made    time.Time
}

func (likenessModel) TableName() string { return "likenesses" }

func (s *Store) AddLike(ctx context.Context, l compliance.Like) error {
	_, err := s.addOnce(ctx, &likenessModel{DonorID: l.Donor.ID, OtherID: l.Other.ID, Why: l.Why, State: l.State, Made: l.Made.UTC()})
	return err
}

// likeModel is a suggestion with both donors.
type likeModel struct {
	Donor donorModel `gorm:"embedded;embeddedPrefix:a_"`
	Other donorModel `gorm:"embedded;embeddedPrefix:b_"`
	Why   string
	State string
	Made  time.Time
}

func (m likeModel) like() compliance.Like {
	return compliance.Like{Donor: m.Donor.donor(), Other: m.Other.donor(), Why: m.Why, State: m.State, Made: m.Made.UTC()}
}

const (
	openLikesSQL = `
		select l.why, l.state, l.made,
			a.id as a_id, a.entity_id as a_entity_id, a.head_id as a_head_id, a.name as a_name, a.email as a_email, a.folded as a_folded, a.kind as a_kind, a.made as a_made,
			b.id as b_id, b.entity_id as b_entity_id, b.head_id as b_head_id, b.name as b_name, b.email as b_email, b.folded as b_folded, b.kind as b_kind, b.made as b_made
		from likenesses l join donors a on a.id = l.donor_id join donors b on b.id = l.other_id
			join (
				select l.donor_id, l.other_id, sum(t.minor) as minor
				from likenesses l join donors d on d.id = l.donor_id join donor_totals t on t.donor_id in (l.donor_id, l.other_id)
				where l.state = 'open' and d.entity_id = ? and length(t.span) = 4 and t.span >= ?
				group by l.donor_id, l.other_id having sum(t.minor) >= ?
			) x on x.donor_id = l.donor_id and x.other_id = l.other_id
		where a.head_id <> b.head_id
		order by x.minor desc, l.made limit ?`
	// likesOfSQL goes from the donor to each side by its index: asked of both at
	// once, it would read every likeness there is.
	likesOfSQL = `
		select l.why, l.state, l.made,
			a.id as a_id, a.entity_id as a_entity_id, a.head_id as a_head_id, a.name as a_name, a.email as a_email, a.folded as a_folded, a.kind as a_kind, a.made as a_made,
			b.id as b_id, b.entity_id as b_entity_id, b.head_id as b_head_id, b.name as b_name, b.email as b_email, b.folded as b_folded, b.kind as b_kind, b.made as b_made
		from (
			select l.* from donors d join likenesses l on l.donor_id = d.id where d.head_id = ?
			union all
			select l.* from donors d join likenesses l on l.other_id = d.id where d.head_id = ?
		) l join donors a on a.id = l.donor_id join donors b on b.id = l.other_id
		where l.state = 'open' and a.head_id <> b.head_id
		order by l.made desc limit 50`
)

func (s *Store) likes(ctx context.Context, query string, args ...any) ([]compliance.Like, error) {
	var ms []likeModel
	if err := s.read.WithContext(ctx).Raw(query, args...).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	ls := make([]compliance.Like, len(ms))
	for i, m := range ms {
		ls[i] = m.like()
	}
	return ls, nil
}

func (s *Store) OpenLikes(ctx context.Context, e domain.EntityID, span string, least int64, limit int) ([]compliance.Like, error) {
	return s.likes(ctx, openLikesSQL, e, span, least, limit)
}

func (s *Store) LikesOf(ctx context.Context, head compliance.DonorID) ([]compliance.Like, error) {
	return s.likes(ctx, likesOfSQL, head, head)
}

func (s *Store) EndLike(ctx context.Context, a, b compliance.DonorID, state string, by domain.PersonID, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`
		update likenesses set state = ?, decided = ?, by_id = ? where donor_id = ? and other_id = ? or donor_id = ? and other_id = ?`,
		state, now.UTC(), opt(by), a, b, b, a).Error)
}

// donorTotalModel is a row of donor_totals.
type donorTotalModel struct {
	DonorID  compliance.DonorID `gorm:"primaryKey"`
	EntityID domain.EntityID
	Kind     string `gorm:"primaryKey"`
	Span     string `gorm:"primaryKey"`
	Currency string `gorm:"primaryKey"`
	Minor    int64
}

func (donorTotalModel) TableName() string { return "donor_totals" }

func (s *Store) AddTotal(ctx context.Context, t compliance.Total) error {
	return fault(s.db.WithContext(ctx).Exec(`
		insert into donor_totals (donor_id, entity_id, kind, span, currency, minor) values (?, ?, ?, ?, ?, ?)
		on conflict (donor_id, kind, span, currency) do update set minor = donor_totals.minor + excluded.minor`,
		t.Donor, t.Entity, t.Kind, t.Span, t.Sum.Currency, t.Sum.Minor).Error)
}

func (s *Store) Totals(ctx context.Context, head compliance.DonorID) ([]compliance.Total, error) {
	var ms []donorTotalModel
	err := s.read.WithContext(ctx).Raw(`
		select d.head_id as donor_id, t.entity_id, t.kind, t.span, t.currency, sum(t.minor) as minor
		from donors d join donor_totals t on t.donor_id = d.id
		where d.head_id = ? group by d.head_id, t.entity_id, t.kind, t.span, t.currency order by t.span desc, t.kind, t.currency`, head).Scan(&ms).Error
	ts := make([]compliance.Total, len(ms))
	for i, m := range ms {
		ts[i] = compliance.Total{Donor: m.DonorID, Entity: m.EntityID, Kind: m.Kind, Span: m.Span, Sum: domain.Money{Minor: m.Minor, Currency: m.Currency}}
	}
	return ts, fault(err)
}

func (s *Store) LargeDonors(ctx context.Context, e domain.EntityID, span string, minor int64) (ids []compliance.DonorID, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select d.head_id from donor_totals t join donors d on d.id = t.donor_id where t.entity_id = ? and t.span = ? and t.minor > ?
		union select head_id from donors where entity_id = ? and head_id <> id
		order by 1`, e, span, minor, e).Scan(&ids).Error
	return ids, fault(err)
}
