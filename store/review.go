package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
)

// reviewModel is a row of reviews.
type reviewModel struct {
	ID        compliance.ReviewID `gorm:"primaryKey"`
	EntityID  domain.EntityID
	GroupID   domain.GroupID
	DonorID   compliance.DonorID
	PlanID    *compliance.PlanID
	PaymentID *compliance.PaymentID
	OnceKey   string
	Minor     int64
	Currency  string
	Received  time.Time
	DecideBy  *time.Time
	Pack      string
	Why       string
	State     compliance.ReviewState
	Evidence  []byte
	Reason    string
	ByID      *domain.PersonID
	ByName    string
	Decided   *time.Time
	Made      time.Time
}

func (reviewModel) TableName() string { return "reviews" }

func reviewOf(r compliance.Review) reviewModel {
	return reviewModel{
		ID: r.ID, EntityID: r.Entity, GroupID: r.Group, DonorID: r.Donor.ID, PlanID: opt(r.Plan), PaymentID: opt(r.Payment), OnceKey: r.Key,
		Minor: r.Sum.Minor, Currency: r.Sum.Currency, Received: r.Received.UTC(), DecideBy: maybe(r.DecideBy), Pack: r.Pack, Why: strings.Join(r.Why, " "),
		State: r.State, Reason: r.Reason, ByID: opt(r.By), ByName: r.ByName, Decided: maybe(r.Decided), Made: r.Made.UTC(),
	}
}

// review is the row with its donor and its evidence opened.
func (s *Store) review(ctx context.Context, m reviewModel) (r compliance.Review, err error) {
	r = compliance.Review{
		ID: m.ID, Entity: m.EntityID, Group: m.GroupID, Plan: got(m.PlanID), Payment: got(m.PaymentID), Key: m.OnceKey,
		Sum: domain.Money{Minor: m.Minor, Currency: m.Currency}, Received: m.Received.UTC(), DecideBy: when(m.DecideBy), Pack: m.Pack, Why: strings.Fields(m.Why),
		State: m.State, Reason: m.Reason, By: got(m.ByID), ByName: m.ByName, Decided: when(m.Decided), Made: m.Made.UTC(),
	}
	if r.Donor, err = s.Donor(ctx, m.DonorID); err != nil {
		return r, err
	}
	r.Evidence, err = s.reveal(ctx, "donor:"+string(m.DonorID), "reviews:"+string(m.ID), m.Evidence)
	return r, err
}

func (s *Store) reviews(ctx context.Context, query string, args ...any) ([]compliance.Review, error) {
	var ms []reviewModel
	if err := s.read.WithContext(ctx).Raw(query, args...).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	rs := make([]compliance.Review, len(ms))
	for i, m := range ms {
		var err error
		if rs[i], err = s.review(ctx, m); err != nil {
			return nil, err
		}
	}
	return rs, nil
}

func (s *Store) AddReview(ctx context.Context, r compliance.Review) (bool, error) {
	m := reviewOf(r)
	return s.addOnce(ctx, &m)
}

func (s *Store) Review(ctx context.Context, id compliance.ReviewID) (compliance.Review, error) {
	m, err := one[reviewModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-review")
	if err != nil {
		return compliance.Review{}, err
	}
	return s.review(ctx, m)
}

func (s *Store) EndReview(ctx context.Context, r compliance.Review, from compliance.ReviewState) (bool, error) {
	evidence, err := s.keep(ctx, "donor:"+string(r.Donor.ID), "reviews:"+string(r.ID), r.Evidence)
	if err != nil {
		return false, err
	}
	return did(s.db.WithContext(ctx).Exec(`
		update reviews set state = ?, evidence = ?, reason = ?, by_id = ?, by_name = ?, decided = ? where id = ? and state = ?`,
		r.State, evidence, r.Reason, opt(r.By), r.ByName, maybe(r.Decided), r.ID, from))
}

func (s *Store) Waiting(ctx context.Context, e domain.EntityID, limit int) ([]compliance.Review, error) {
	return s.reviews(ctx, `
		select * from reviews where entity_id = ? and state in ('waiting', 'returning')
		order by case when decide_by is null then 1 else 0 end, decide_by, made limit ?`, e, limit)
}

func (s *Store) ReviewsAbout(ctx context.Context, p compliance.PaymentID) ([]compliance.Review, error) {
	return s.reviews(ctx, `select * from reviews where payment_id = ? order by made, id`, p)
}

func (s *Store) ReviewsOf(ctx context.Context, head compliance.DonorID) ([]compliance.Review, error) {
	return s.reviews(ctx, `
		select r.* from reviews r join donors d on d.id = r.donor_id where d.head_id = ? order by r.received desc, r.id limit 100`, head)
}

// reportModel is a row of reports.
type reportModel struct {
	ID       compliance.ReportID `gorm:"primaryKey"`
	EntityID domain.EntityID
	FirstDay string
	LastDay  string
	Pack     string
	Body     []byte
	Hash     string
	ByID     *domain.PersonID
	ByName   string
	Made     time.Time
}

func (reportModel) TableName() string { return "reports" }

// reportBody is what is sealed of a report.
type reportBody struct {
	Lines []compliance.Line
	Stale []string
}

func (s *Store) AddReport(ctx context.Context, r compliance.Report) (bool, error) {
	text, err := json.Marshal(reportBody{r.Lines, r.Stale})
	if err != nil {
		return false, err
	}
	where := "reports:" + string(r.ID)
	body, err := s.keep(ctx, where, where, string(text))
	if err != nil {
		return false, err
	}
	return s.addOnce(ctx, &reportModel{
		ID: r.ID, EntityID: r.Entity, FirstDay: r.First, LastDay: r.Last, Pack: r.Pack, Body: body, Hash: r.Hash, ByID: opt(r.By), ByName: r.ByName, Made: r.Made.UTC(),
	})
}

func (m reportModel) report() compliance.Report {
	return compliance.Report{ID: m.ID, Entity: m.EntityID, First: m.FirstDay, Last: m.LastDay, Pack: m.Pack, Hash: m.Hash, By: got(m.ByID), ByName: m.ByName, Made: m.Made.UTC()}
}

func (s *Store) Report(ctx context.Context, id compliance.ReportID) (compliance.Report, error) {
	m, err := one[reportModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-report")
	if err != nil {
		return compliance.Report{}, err
	}
	where := "reports:" + string(m.ID)
	text, err := s.reveal(ctx, where, where, m.Body)
	if err != nil {
		return compliance.Report{}, err
	}
	var body reportBody
	r := m.report()
	err = json.Unmarshal([]byte(text), &body)
	r.Lines, r.Stale = body.Lines, body.Stale
	return r, err
}

func (s *Store) Reports(ctx context.Context, e domain.EntityID, limit int) ([]compliance.Report, error) {
	return many(s.read.WithContext(ctx).Where("entity_id = ?", e).Order("made desc, id").Limit(limit), reportModel.report)
}
