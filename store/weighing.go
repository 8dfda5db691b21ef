package store

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
)

var _ compliance.Store = (*Store)(nil)

// recipientModel is a legal entity and one of the topmost groups that point
// to it.
type recipientModel struct {
	ID      domain.EntityID
	Name    string
	Country string
	Kind    string
	Sandbox bool
	GroupID domain.GroupID
}

const recipientsSQL = `
	select e.id, e.name, e.country, e.kind, e.sandbox, g.id as group_id
	from groups g join entities e on e.id = g.entity_id left join groups p on p.id = g.parent_id
	where (p.id is null or p.entity_id <> g.entity_id) and (? or e.id = ?)
	order by e.name, e.id, g.lineage`

func (s *Store) recipients(ctx context.Context, all bool, id domain.EntityID) (rs []compliance.Recipient, err error) {
	if id == "" {
		id = "00000000-0000-0000-0000-000000000000"
	}
	var ms []recipientModel
	if err := s.read.WithContext(ctx).Raw(recipientsSQL, all, id).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	for _, m := range ms {
		if len(rs) == 0 || rs[len(rs)-1].ID != m.ID {
			rs = append(rs, compliance.Recipient{ID: m.ID, Name: m.Name, Country: m.Country, Kind: m.Kind, Sandbox: m.Sandbox})
		}
		rs[len(rs)-1].Homes = append(rs[len(rs)-1].Homes, m.GroupID)
	}
	return rs, nil
}

func (s *Store) Recipients(ctx context.Context) ([]compliance.Recipient, error) {
	return s.recipients(ctx, true, "")
}

func (s *Store) RecipientOf(ctx context.Context, id domain.EntityID) (compliance.Recipient, error) {
	rs, err := s.recipients(ctx, false, id)
	if err == nil && len(rs) == 0 { // no group points to it any more
		e, err := s.Entity(ctx, id)
		if domain.Is(err, domain.NotFound) {
			err = domain.Refuse(domain.NotFound, "no-such-recipient")
		}
		return compliance.Recipient{ID: e.ID, Name: e.Name, Country: e.Country, Kind: e.Kind, Sandbox: e.Sandbox}, err
	}
	if err != nil {
		return compliance.Recipient{}, err
	}
	return rs[0], nil
}

func (s *Store) DonorWho(ctx context.Context, e domain.EntityID, who domain.PersonID) (id compliance.DonorID, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select d.head_id from plans p join weighings w on w.plan_id = p.id join donors d on d.id = w.donor_id
		where p.person_id = ? and p.entity_id = ? order by w.counts limit 1`, who, e).Scan(&id).Error
	return id, fault(err)
}

func (s *Store) DonorOfPlan(ctx context.Context, p compliance.PlanID) (id compliance.DonorID, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select d.head_id from weighings w join donors d on d.id = w.donor_id where w.plan_id = ? order by w.counts limit 1`, p).Scan(&id).Error
	return id, fault(err)
}

// unweighedModel is a row of unweighed: a movement that nobody has held to the
// law yet.
type unweighedModel struct {
	TransactionID giving.TransactionID `gorm:"primaryKey"`
	At            time.Time
}

func (unweighedModel) TableName() string { return "unweighed" }

func (s *Store) Unweighed(ctx context.Context, limit int) (ids []compliance.MovementID, err error) {
	err = s.read.WithContext(ctx).Raw(`select transaction_id from unweighed order by at, transaction_id limit ?`, limit).Scan(&ids).Error
	return ids, fault(err)
}

func (s *Store) TakeUnweighed(ctx context.Context, id compliance.MovementID) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`delete from unweighed where transaction_id = ?`, id))
}

// movementModel is a transaction with its donor and the sides that say what it was.
type movementModel struct {
	ID        compliance.MovementID
	EntityID  domain.EntityID
	GroupID   domain.GroupID
	PlanID    *compliance.PlanID
	PaymentID *compliance.PaymentID
	Name      *string
	Email     *string
	Currency  string
	At        time.Time
	Income    int64 // of donors, debits positive
	Dues      int64
	Cash      int64
	Bank      int64
	Via       *giving.Way // of the payment
}

const movementSQL = `
	select t.id, t.entity_id, t.group_id, t.plan_id, t.payment_id, p.name, p.email, y.via, t.currency, t.at,
		coalesce(sum(case when e.account in ('donations', 'dues', 'refunds', 'disputes') then e.minor end), 0) as income,
		coalesce(sum(case when e.account = 'dues' then 1 end), 0) as dues,
		coalesce(sum(case when e.account = 'cash' then 1 end), 0) as cash,
		coalesce(sum(case when e.account = 'bank' then 1 end), 0) as bank
	from transactions t left join plans p on p.id = t.plan_id left join payments y on y.id = t.payment_id join entries e on e.transaction_id = t.id
	where t.id = ?
	group by t.id, t.entity_id, t.group_id, t.plan_id, t.payment_id, p.name, p.email, y.via, t.currency, t.at`

func (s *Store) Movement(ctx context.Context, id compliance.MovementID) (compliance.Movement, error) {
	m, err := one[movementModel](s.read.WithContext(ctx).Raw(movementSQL, id), "no-such-donor")
	out := compliance.Movement{
		ID: m.ID, Entity: m.EntityID, Group: m.GroupID, Plan: got(m.PlanID), Payment: got(m.PaymentID), Name: got(m.Name), Email: got(m.Email),
		Kind: compliance.KindGift, Means: lawpack.Online, Sum: domain.Money{Minor: -m.Income, Currency: m.Currency}, At: m.At.UTC(),
	}
	switch {
	case got(m.Via) == giving.ByCheque: // which lies with the cash until it is banked
		out.Means = lawpack.Cheque
	case m.Cash > 0:
		out.Means = lawpack.InCash
	case m.Bank > 0:
		out.Means = lawpack.Transfer
	}
	if m.Dues > 0 {
		out.Kind = compliance.KindDues
	}
	return out, err
}

// weighingModel is a row of weighings.
type weighingModel struct {
	TransactionID compliance.MovementID `gorm:"primaryKey"`
	EntityID      domain.EntityID
	DonorID       compliance.DonorID
	PlanID        *compliance.PlanID
	PaymentID     *compliance.PaymentID
	Kind          string
	Minor         int64
	Currency      string
	At            time.Time
	Counts        time.Time
	Done          time.Time
	Worth         int64
	WorthCurrency string
}

func (weighingModel) TableName() string { return "weighings" }

func (m weighingModel) weighing() compliance.Weighing {
	return compliance.Weighing{
		Movement: m.TransactionID, Entity: m.EntityID, Donor: m.DonorID, Plan: got(m.PlanID), Payment: got(m.PaymentID), Kind: m.Kind,
		Sum: domain.Money{Minor: m.Minor, Currency: m.Currency}, Worth: domain.Money{Minor: m.Worth, Currency: m.WorthCurrency}, At: m.At.UTC(), Counts: m.Counts.UTC(), Done: m.Done.UTC(),
	}
}

func weighingOf(w compliance.Weighing) weighingModel {
	return weighingModel{
		TransactionID: w.Movement, EntityID: w.Entity, DonorID: w.Donor, PlanID: opt(w.Plan), PaymentID: opt(w.Payment), Kind: w.Kind,
		Minor: w.Sum.Minor, Currency: w.Sum.Currency, Worth: w.Worth.Minor, WorthCurrency: w.Worth.Currency, At: w.At.UTC(), Counts: w.Counts.UTC(), Done: w.Done.UTC(),
	}
}

func (s *Store) AddWeighing(ctx context.Context, w compliance.Weighing) (bool, error) {
	m := weighingOf(w)
	return s.addOnce(ctx, &m)
}

func (s *Store) FirstOf(ctx context.Context, p compliance.PaymentID) (compliance.Weighing, error) {
	if p == "" {
		return compliance.Weighing{}, nil
	}
	ws, err := many(s.read.WithContext(ctx).Where("payment_id = ?", p).Order("counts, at, transaction_id").Limit(1), weighingModel.weighing)
	if err != nil || len(ws) == 0 {
		return compliance.Weighing{}, err
	}
	return ws[0], nil
}

const giftsSQL = `
	select coalesce(w.payment_id, w.transaction_id) as id, w.kind, min(w.counts) as at, case when w.worth_currency <> '' then w.worth_currency else w.currency end as currency,
		sum(case when w.worth_currency <> '' then w.worth else w.minor end) as minor,
		coalesce(sum(case when w.minor < 0 then case when w.worth_currency <> '' then w.worth else w.minor end end), 0) as back
	from donors d join weighings w on w.donor_id = d.id
	where d.head_id = ? and w.counts >= ? and w.counts < ? and (? or w.kind = 'gift')
	group by coalesce(w.payment_id, w.transaction_id), w.kind, case when w.worth_currency <> '' then w.worth_currency else w.currency end
	order by min(w.counts), coalesce(w.payment_id, w.transaction_id)`

func (s *Store) Gifts(ctx context.Context, head compliance.DonorID, dues bool, from, until time.Time) ([]compliance.Gift, error) {
	rows, err := s.read.WithContext(ctx).Raw(giftsSQL, head, from.UTC(), until.UTC(), dues).Rows()
	if err != nil {
		return nil, fault(err)
	}
	defer rows.Close()
	var gs []compliance.Gift
	for rows.Next() {
		var g compliance.Gift
		var at clock
		if err := rows.Scan(&g.ID, &g.Kind, &at, &g.Sum.Currency, &g.Sum.Minor, &g.Back.Minor); err != nil {
			return nil, err
		}
		g.At, g.Back = at.UTC(), domain.Money{Minor: -g.Back.Minor, Currency: g.Sum.Currency}
		gs = append(gs, g)
	}
	return gs, fault(rows.Err())
}

// A clock reads a moment that an aggregate made: SQLite hands those out as text.
type clock struct{ time.Time }

// Scan reads what either database gives.
func (c *clock) Scan(v any) (err error) {
	switch v := v.(type) {
	case time.Time:
		c.Time = v
	case string:
		c.Time, err = time.Parse("2006-01-02 15:04:05.999999999-07:00", v)
	}
	return err
}

// declarationModel is a row of declarations.
type declarationModel struct {
	PlanID compliance.PlanID `gorm:"primaryKey"`
	Pack   string
	Told   []byte
	Made   time.Time
}

func (declarationModel) TableName() string { return "declarations" }

func (s *Store) Declare(ctx context.Context, d giving.Declaration) error {
	m, err := s.declaration(ctx, d, d.Told)
	if err != nil {
		return err
	}
	_, err = s.addOnce(ctx, &m)
	return err
}

// declaration is the row of what a donor told, sealed.
func (s *Store) declaration(ctx context.Context, d giving.Declaration, told map[string]string) (declarationModel, error) {
	text, err := json.Marshal(told)
	if err != nil {
		return declarationModel{}, err
	}
	sealed, err := s.keep(ctx, "plan:"+string(d.Plan), "declarations:"+string(d.Plan), string(text))
	return declarationModel{compliance.PlanID(d.Plan), d.Pack, sealed, d.Made.UTC()}, err
}

func (s *Store) DeclareMore(ctx context.Context, d giving.Declaration) error {
	told, err := s.Told(ctx, compliance.PlanID(d.Plan))
	if err != nil {
		return err
	}
	all := map[string]string{}
	maps.Copy(all, told)
	maps.Copy(all, d.Told)
	m, err := s.declaration(ctx, d, all)
	if err != nil {
		return err
	}
	return s.put(ctx, &m)
}

func (s *Store) Told(ctx context.Context, p compliance.PlanID) (map[string]string, error) {
	if p == "" {
		return nil, nil
	}
	return s.told(ctx, `select plan_id, pack, told, made from declarations where plan_id = ?`, p)
}

func (s *Store) LastTold(ctx context.Context, head compliance.DonorID) (map[string]string, error) {
	return s.told(ctx, `
		select c.plan_id, c.pack, c.told, c.made
		from declarations c join weighings w on w.plan_id = c.plan_id join donors d on d.id = w.donor_id
		where d.head_id = ? order by c.made desc, c.plan_id limit 1`, head)
}

func (s *Store) told(ctx context.Context, query string, id any) (map[string]string, error) {
	var ms []declarationModel
	if err := s.read.WithContext(ctx).Raw(query, id).Scan(&ms).Error; err != nil || len(ms) == 0 {
		return nil, fault(err)
	}
	text, err := s.reveal(ctx, "plan:"+string(ms[0].PlanID), "declarations:"+string(ms[0].PlanID), ms[0].Told)
	if err != nil || text == "" {
		return nil, err
	}
	var told map[string]string
	return told, json.Unmarshal([]byte(text), &told)
}
