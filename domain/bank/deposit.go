package bank

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// deposit writes into the books that cash was paid into the bank: that of the
// line's group first, then that of others of its entity whose money who moves.
// Refuses with Conflict where all of it that was there on the line's day, and ever
// since, is less ("more-than-cash"): what the books do not have is entered first,
// or was no cash of ours. A line of an entity that has no groups any more, since
// they take money now, is of its group alone.
func (s *Service) deposit(ctx context.Context, tx Store, who domain.Actor, l Line) error {
	at, err := s.moved(ctx, tx, l)
	if err != nil {
		return err
	}
	b, err := tx.BooksOf(ctx, l.Entity)
	if err != nil && !domain.Is(err, domain.NotFound) {
		return err
	}
	in := []domain.GroupID{l.Group}
	for _, g := range b.Groups {
		if who.May(domain.MoveMoney, g) && !slices.Contains(in, g) {
			in = append(in, g)
		}
	}
	night := at.Add(12 * time.Hour) // cash of its day counts, whatever its hour
	cash, err := giving.CashBy(ctx, tx, l.Entity, in, l.Sandbox, l.Sum.Currency, night)
	if err != nil {
		return err
	}
	there, left := int64(0), l.Sum.Minor
	var ts []giving.Transaction
	for _, g := range in {
		part := min(max(cash[g], 0), left)
		there, left = there+max(cash[g], 0), left-part
		if part > 0 {
			ts = append(ts, l.paidIn(at, g, part))
		}
	}
	if left > 0 {
		return domain.RefuseWith(domain.Conflict, "more-than-cash", map[string]any{"minor": there, "currency": l.Sum.Currency})
	}
	return giving.Post(ctx, tx, s.Clock.Now(), ts)
}

// paidIn is the movement of some of a line from the cash of a group into its
// part of the bank.
func (l Line) paidIn(at time.Time, g domain.GroupID, minor int64) giving.Transaction {
	if g != l.Group {
		l.Group, l.Key = g, l.Key+":"+string(g)
	}
	l.Sum.Minor = minor
	return l.into(at, giving.MemoDeposit, giving.InCash)
}
