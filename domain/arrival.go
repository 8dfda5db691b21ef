package domain

import (
	"context"
	"time"
)

// An Arrival is somebody new who agreed, when they answered an invitation or
// joined, that one person near them gets in touch to welcome them.
type Arrival struct {
	ID      string   // that of the RSVP or of the request to join
	Person  PersonID // empty where nobody has signed in
	Group   GroupID  // that asked
	Name    string   // as they wrote it
	Contact string   // the one address or number that they gave for it
	Channel Channel  // ByEmail or ByPhone
	Wording string   // version and language of the sentence that was shown, such as "welcome-1.de"
	Source  string   // where it was said
	Locale  string
	At      Point // where they are about, zero where that is not known
	Made    time.Time
}

// WelcomeWording is the version of the sentence with which people are asked
// whether somebody may welcome them. A sentence that was shown is never changed.
const WelcomeWording = "welcome-1"

// Where somebody agreed to be welcomed.
const (
	AtRSVP    = "rsvp"
	AtJoining = "join"
	AtOwnPage = "own page"
)

// Arrivals takes those who are new, in the same transaction as the deed by
// which they came. It is part of every Store whose deeds bring people.
type Arrivals interface {
	// Greet keeps an arrival. Somebody who has arrived at the legal entity under
	// that name and contact before is not welcomed again: nothing changes then.
	Greet(ctx context.Context, a Arrival) error
	// Ungreet takes an arrival back: nobody gets in touch any more, and name and
	// contact are forgotten. What is not there changes nothing.
	Ungreet(ctx context.Context, id string, now time.Time) error
}

// A Greeting is what somebody says of being welcomed: by which channel, and
// under which number where it is by phone.
type Greeting struct {
	By    Channel // empty for not at all
	Phone string
}

// ReadGreeting reads what a form says, where by is empty for not at all. What
// is wrong is noted under the names of the two fields.
func ReadGreeting(w Wrong, by, number, email string) Greeting {
	g := Greeting{By: Channel(by)}
	switch g.By {
	case "":
	case ByEmail:
		w.Check(email != "", "welcome", "needs-mail")
	case ByPhone:
		var ok bool
		g.Phone, ok = Phone(number)
		w.Check(ok, "welcome_phone", "not-a-number")
	default:
		w.Check(false, "welcome", "pick-one")
	}
	return g
}

// Contact is the one way in which somebody is reached, whose address is email.
func (g Greeting) Contact(email string) string {
	if g.By == ByPhone {
		return g.Phone
	}
	return email
}
