package domain

import (
	"context"
	"time"
)

// A LetterID names one letter to one recipient.
type LetterID string

// A Letter is one mail to one recipient, put into the outbox in the same
// transaction as the deed that it tells of, and sent afterwards.
type Letter struct {
	ID     LetterID
	Key    string   // once-key: a second letter with the same key is not sent
	To     string   // e-mail address
	Name   string   // of the recipient, as they wrote it
	Person PersonID // empty when we know an address but no person
	Group  GroupID  // who writes
	Locale string
	Kind   string            // the template, such as "event/confirmed"
	Fields map[string]string // what the template mentions; links are whole URLs
	Bulk   bool              // not asked for by a deed of the recipient: needs consent to its topic, and a way out
	Topic  Topic             // of a bulk letter; without one nobody has agreed to it
	Due    time.Time         // not to be sent before
	Until  time.Time         // not to be sent from then on: it says what is no longer true; zero for always
	Zone   string            // IANA name of the clock at whose nights it waits; empty for one that waits at none
}

// An Outbox takes letters. It is part of every Store whose deeds are told.
type Outbox interface {
	// Post puts letters into the outbox. One whose Key is known already is
	// dropped without an error.
	Post(ctx context.Context, letters ...Letter) error
}
