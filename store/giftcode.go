package store

import (
	"context"
	"time"

	"barnstorm/domain/giving"
)

// giftCodeModel is a row of gift_codes.
type giftCodeModel struct {
	PlanID giving.PlanID `gorm:"primaryKey"`
	Hash   string
	Made   time.Time
	First  time.Time
	Sent   int
	Tries  int
}

func (giftCodeModel) TableName() string { return "gift_codes" }

func (m giftCodeModel) code() giving.Code {
	return giving.Code{Plan: m.PlanID, Hash: m.Hash, Made: m.Made.UTC(), First: m.First.UTC(), Sent: m.Sent, Tries: m.Tries}
}

func giftCodeOf(c giving.Code) giftCodeModel {
	return giftCodeModel{PlanID: c.Plan, Hash: c.Hash, Made: c.Made.UTC(), First: c.First.UTC(), Sent: c.Sent, Tries: c.Tries}
}

func (s *Store) PutGiftCode(ctx context.Context, c giving.Code) error {
	m := giftCodeOf(c)
	return s.put(ctx, &m)
}

func (s *Store) GiftCode(ctx context.Context, p giving.PlanID) (giving.Code, error) {
	m, err := one[giftCodeModel](s.read.WithContext(ctx).Where("plan_id = ?", p), "no-such-code")
	return m.code(), err
}

func (s *Store) TryGiftCode(ctx context.Context, p giving.PlanID, most int) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update gift_codes set tries = tries + 1 where plan_id = ? and tries < ?`, p, most))
}

func (s *Store) EndGiftCode(ctx context.Context, p giving.PlanID) error {
	return fault(s.db.WithContext(ctx).Exec(`update gift_codes set hash = '' where plan_id = ?`, p).Error)
}
