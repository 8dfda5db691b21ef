// Package people holds the members of a movement, the groups they belong to,
// how they sign in, and what they have agreed to.
package people

import (
	"context"
	"time"

	"barnstorm/domain"
)

// A Person is one human being, known by a name they chose.
type Person struct {
	ID      domain.PersonID
	Name    string
	Locale  string
	Version int64
	Made    time.Time
	Erased  time.Time
}

// A Contact is an e-mail address or phone number that a person uses. Two
// people may share one: an address is not a person.
type Contact struct {
	ID        string
	Person    domain.PersonID
	Kind      string // "email" or "phone"
	Value     string // normalised: lower-case address, E.164 number
	Confirmed time.Time
	Made      time.Time
}

// A Belonging is a role that a person has in a group, from a day to a day.
type Belonging struct {
	ID        string
	Person    domain.PersonID
	Group     domain.GroupID
	Role      domain.Role
	Since     time.Time
	Until     time.Time
	GrantedBy domain.PersonID
}

// A Deed is one line of the log of who did what.
type Deed struct {
	ID     string
	At     time.Time
	Person domain.PersonID
	Group  domain.GroupID
	Act    string
	Object string
	Detail string
}

// Store remembers people, groups and sessions.
type Store interface {
	domain.Outbox
	domain.Links
	domain.Arrivals

	// Person returns a person, or refuses with NotFound.
	Person(ctx context.Context, id domain.PersonID) (Person, error)
	// PutPerson keeps a new person.
	PutPerson(ctx context.Context, p Person) error
	// Speak sets a person's language, and reports whether they are there and not
	// erased.
	Speak(ctx context.Context, id domain.PersonID, locale string) (bool, error)
	// EndTokens raises a person's version by one, and reports whether they are
	// there and not erased.
	EndTokens(ctx context.Context, id domain.PersonID) (bool, error)
	// PeopleAt lists the people who have confirmed an e-mail address.
	PeopleAt(ctx context.Context, email string) ([]Person, error)
	// Contacts lists a person's addresses and numbers.
	Contacts(ctx context.Context, id domain.PersonID) ([]Contact, error)
	// PutContact keeps a contact; the same one again changes nothing.
	PutContact(ctx context.Context, c Contact) error
	// Belongings lists a person's roles, past ones included, newest first.
	Belongings(ctx context.Context, id domain.PersonID) ([]Belonging, error)
	// RolesOf returns the roles that a person has now, those inherited from
	// groups above included.
	RolesOf(ctx context.Context, id domain.PersonID) (map[domain.GroupID][]domain.Role, error)
	// ThingsOf returns the roles that a person has on single things at the
	// moment now, by the ids of the things.
	ThingsOf(ctx context.Context, id domain.PersonID, now time.Time) (map[string][]domain.Role, error)
	// Belong begins a belonging and reports whether it is new; the same role
	// in the same group held already changes nothing.
	Belong(ctx context.Context, b Belonging) (bool, error)
	// EndBelonging ends a role that is held now, and reports whether it was.
	EndBelonging(ctx context.Context, p domain.PersonID, g domain.GroupID, r domain.Role, at time.Time) (bool, error)
	// PeopleIn lists the roles of at most n people who belong to one of the
	// groups now, in the order of their names, after the given one. All roles
	// of a person stand together.
	PeopleIn(ctx context.Context, groups []domain.GroupID, after Cursor, n int) ([]Listed, error)
	// ForgetPerson takes a person's name, addresses, roles, sessions, requests
	// to sign in, letters and sealed text away. What remains is an erased
	// person without a name, for the log and the books to point at.
	ForgetPerson(ctx context.Context, id domain.PersonID, emails []string, at time.Time) error
	// PutConsent adds a line to the consent ledger.
	PutConsent(ctx context.Context, c domain.Consent) error
	// Consents lists a person's lines of the ledger, oldest first.
	Consents(ctx context.Context, id domain.PersonID) ([]domain.Consent, error)
	// TurnMailOn forgets that an address asked not to be written to. What a
	// mail server said of it stays.
	TurnMailOn(ctx context.Context, address string) error
	// Record adds a line to the log of who did what.
	Record(ctx context.Context, d Deed) error
	// Deeds lists the newest n lines of the log in the groups.
	Deeds(ctx context.Context, groups []domain.GroupID, n int) ([]Deed, error)

	Groups
	SignIns
	Factors
}

// A Cursor is a place in a list of people: after the one with that name and
// id. The zero Cursor is the beginning.
type Cursor struct {
	Name string
	ID   domain.PersonID
}

// A Listed is one role of one person in a list of a group's people.
type Listed struct {
	ID    domain.PersonID
	Name  string
	Group domain.GroupID
	Role  domain.Role
	Since time.Time
}

// Service is what can be done with people and groups.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	// URL makes a whole address, such as https://example.org/sign-in, of a path.
	URL func(path string) string
	// Holders say what every other context holds about a person, for Download
	// and Erase.
	Holders []Holder
}

// A Holder says what one context holds about a person, by id and by the
// e-mail addresses they have confirmed, and forgets it. It may refuse to
// forget what is not ended yet. Without Forget it keeps what the law demands.
type Holder struct {
	Name   string
	Held   func(ctx context.Context, id domain.PersonID, emails []string) (any, error)
	Forget func(ctx context.Context, id domain.PersonID, emails []string) error
}

// MaxName is the longest name of a person or group, in letters.
const MaxName = 200
