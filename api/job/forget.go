package job

import (
	"time"

	"barnstorm/domain/event"
	"barnstorm/domain/giving"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
)

// Forgetting is what the house forgets by itself of people who have no account,
// or of what came of a deed of theirs and is over.
func Forgetting(l *letter.Service, e *event.Service, p *people.Service, g *giving.Service) []Duty {
	return []Duty{
		{Name: "forget letters", Every: time.Hour, Do: Counted(letter.ForgotAtOnce, l.Forget)},
		{Name: "forget guests", Every: time.Hour, Do: Counted(event.ForgotAtOnce, e.ForgetGuests)},
		{Name: "forget sign-ins", Every: time.Hour, Do: atMost(200, p.ForgetSignIns)},
		{Name: "forget unfinished gifts", Every: time.Hour, Do: atMost(200, g.ForgetUnfinished)},
	}
}
