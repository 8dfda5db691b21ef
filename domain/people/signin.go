package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"math/big"
	"strings"
	"time"

	"barnstorm/domain"
)

// A SignIn is one request to sign in or to join: a link and a six-digit code
// in one letter, for one browser.
type SignIn struct {
	ID      string
	Email   string
	Name    string          // typed by somebody who joins, else empty
	Group   domain.GroupID  // joined when the letter is answered, else empty
	Welcome domain.Greeting // what somebody who joins says of being welcomed
	Locale  string
	Link    string // hash of the token in the letter
	Code    string // hash of id and code
	Browser string // hash of the cookie of the browser that asked
	Sender  string // from what network they asked; it is kept as a keyed hash of that and the address
	Posted  bool   // whether a letter went out: without one no code and no link is right
	Tries   int
	Made    time.Time
	Expires time.Time
	Used    time.Time
}

// A Session is one signed-in browser.
type Session struct {
	ID      string // names it in lists
	Hash    string // of the cookie
	Person  domain.PersonID
	Agent   string
	Made    time.Time
	Seen    time.Time
	Expires time.Time
	Proven  time.Time // when they last proved who they are; zero for not yet
}

// SignIns remembers requests to sign in and sessions.
type SignIns interface {
	// PutSignIn keeps a new request.
	PutSignIn(ctx context.Context, r SignIn) error
	// SignIn returns the request with an id, or refuses with NotFound.
	SignIn(ctx context.Context, id string) (SignIn, error)
	// SignInBy returns the request whose letter carried a link, by its hash, or refuses with NotFound.
	SignInBy(ctx context.Context, link string) (SignIn, error)
	// TrySignIn counts a try at a request's code, and reports whether one was
	// left: most of them for the request, and atAddress for all letters that went
	// to its address since a time.
	TrySignIn(ctx context.Context, id string, most, atAddress int, since time.Time) (bool, error)
	// UseSignIn marks a request used, and reports whether it was not yet.
	UseSignIn(ctx context.Context, id string, at time.Time) (bool, error)
	// SignInsFor counts the letters that went to an address since a time: those
	// that a sender asked for, and all.
	SignInsFor(ctx context.Context, email, sender string, since time.Time) (own, all int, err error)
	// ForgetSignIns deletes at most n requests made before a time, used or not, and
	// says how many.
	ForgetSignIns(ctx context.Context, before time.Time, n int) (int, error)
	// PutSession keeps a session.
	PutSession(ctx context.Context, s Session) error
	// Session returns the session with a hash, or refuses with NotFound.
	Session(ctx context.Context, hash string) (Session, error)
	// SawSession notes that a session was used.
	SawSession(ctx context.Context, hash string, at time.Time) error
	// Sessions lists a person's sessions, newest first.
	Sessions(ctx context.Context, p domain.PersonID) ([]Session, error)
	// EndSession ends one session of a person, or all when id is empty.
	EndSession(ctx context.Context, p domain.PersonID, id string) error
}

// The lives of what signing in makes (ASVS 6.5.5, 7.3.1, 7.3.2, 6.6.3).
const (
	SignInLife   = 10 * time.Minute
	CodeTries    = 10
	MostSignIns  = 5  // letters to one address in an hour that one sender asks for
	MostLetters  = 15 // letters to one address in an hour, whoever asks for them
	MostTries    = 20 // codes tried at one address in an hour, whoever asked for them
	SessionIdle  = 30 * 24 * time.Hour
	SessionLife  = 180 * 24 * time.Hour
	sessionDozes = 10 * time.Minute // how stale "seen" may be
)

// An AskInput is what somebody sends to sign in.
type AskInput struct {
	Email string `json:"email"`
}

// AskSignIn has a letter with a link and a code sent to an address, whether
// anybody is known by it or not: the answer is the same, and only the letter
// differs. The browser keeps the returned id and token. Past MostSignIns of one
// sender and MostLetters of all in an hour no letter is sent and nothing signs in;
// the answer is still the same, and letters that were sent before stay good. The
// sender is a network, so that nobody uses up the letters of who asks elsewhere.
func (s *Service) AskSignIn(ctx context.Context, in AskInput, locale, sender string) (id string, browser domain.Token, err error) {
	email, ok := domain.Email(in.Email)
	if !ok {
		return "", "", domain.Wrong{"email": "not-an-address"}.Err()
	}
	return s.ask(ctx, SignIn{Email: email, Locale: locale, Sender: sender})
}

// SignInsFor is how long a request to sign in is kept, so that too many for one
// address are seen; what its sender typed goes with it.
const SignInsFor = 24 * time.Hour

// ForgetSignIns deletes old requests, at most n at once, and returns how many.
func (s *Service) ForgetSignIns(ctx context.Context, n int) (int, error) {
	return s.Store.ForgetSignIns(ctx, s.Clock.Now().Add(-SignInsFor), n)
}

func (s *Service) ask(ctx context.Context, r SignIn) (string, domain.Token, error) {
	link, browser, code := domain.NewToken(), domain.NewToken(), sixDigits()
	r.Made = s.Clock.Now()
	r.ID, r.Expires = domain.NewID[string](r.Made), r.Made.Add(SignInLife)
	r.Link, r.Code, r.Browser = link.Hash(), codeHash(r.ID, code), browser.Hash()
	err := s.Atomically(ctx, func(tx Store) error {
		own, all, err := tx.SignInsFor(ctx, r.Email, r.Sender, r.Made.Add(-time.Hour))
		if err != nil {
			return err
		}
		known, err := tx.PeopleAt(ctx, r.Email)
		if err != nil {
			return err
		}
		if r.Posted = own < MostSignIns && all < MostLetters; !r.Posted { // what nobody was sent, nobody can guess
			r.Link, r.Code = domain.NewToken().Hash(), domain.NewToken().Hash()
		}
		if err := tx.PutSignIn(ctx, r); err != nil || !r.Posted {
			return err
		}
		return tx.Post(ctx, s.signInLetter(r, link, code, len(known) > 0))
	})
	return r.ID, browser, err
}

func (s *Service) signInLetter(r SignIn, link domain.Token, code string, known bool) domain.Letter {
	kind := "people/sign-in"
	switch {
	case r.Group != "":
		kind = "people/join"
	case !known:
		kind = "people/unknown"
	}
	return domain.Letter{
		ID: domain.LetterID(r.ID), Key: "sign-in:" + r.ID, To: r.Email, Name: r.Name, Group: r.Group, Locale: r.Locale, Kind: kind, Due: r.Made,
		Fields: map[string]string{"code": code, "link": s.URL("/sign-in/" + string(link)), "join": s.URL("/join")},
	}
}

func sixDigits() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic("people: no randomness: " + err.Error())
	}
	return fmt.Sprintf("%06d", n)
}

func codeHash(id, code string) string { return domain.Token(id + ":" + code).Hash() }

// An Answer is what a person sends from the letter: the code, typed into the
// browser that asked, or the token of the link. As says which person they
// are, where several share the address.
type Answer struct {
	ID      string
	Code    string
	Browser domain.Token
	Link    domain.Token
	As      domain.PersonID
	Agent   string
}

// Ready is what SignIn gives: a session, or the people to choose from.
type Ready struct {
	Session domain.Token
	Person  domain.PersonID
	Choose  []Person
}

// SignIn answers a letter: by link and the browser that asked, or by code and
// the browser that asked. It works once. A wrong code counts against the
// request, which dies after CodeTries, and against the address, where no code
// helps for an hour after MostTries: the link in the letter does. Several people at one address: nothing
// is used up and Choose lists them.
func (s *Service) SignIn(ctx context.Context, a Answer) (Ready, error) {
	r, err := s.letterOf(ctx, a)
	if err != nil {
		return Ready{}, err
	}
	now, out := s.Clock.Now(), Ready{Session: domain.NewToken()}
	err = s.Atomically(ctx, func(tx Store) error {
		p, choose, err := s.whoIs(ctx, tx, r, a.As)
		if err != nil || len(choose) > 0 {
			out = Ready{Choose: choose}
			return err
		}
		if fresh, err := tx.UseSignIn(ctx, r.ID, now); err != nil || !fresh {
			return orRefuse(err, domain.Conflict, "link-used")
		}
		if err := s.joinUp(ctx, tx, p, r); err != nil {
			return err
		}
		out.Person = p.ID
		proven, err := proofOf(ctx, tx, p.ID, now)
		if err != nil {
			return err
		}
		return tx.PutSession(ctx, Session{
			ID: domain.NewID[string](now), Hash: out.Session.Hash(), Person: p.ID, Agent: clip(a.Agent, 200),
			Made: now, Seen: now, Expires: now.Add(SessionLife), Proven: proven,
		})
	})
	return out, err
}

// letterOf finds the request that a answers and refuses a wrong browser, a
// wrong code and one that is spent or too old. Wrong tries are kept although
// the answer is a refusal, so this runs outside the transaction.
func (s *Service) letterOf(ctx context.Context, a Answer) (SignIn, error) {
	r, err := s.requestOf(ctx, a)
	if domain.Is(err, domain.NotFound) {
		return r, domain.Refuse(domain.NotFound, "link-not-good")
	}
	if err != nil {
		return r, err
	}
	if !r.Used.IsZero() || !s.Clock.Now().Before(r.Expires) {
		return r, domain.Refuse(domain.Conflict, "link-used")
	}
	if subtle.ConstantTimeCompare([]byte(r.Browser), []byte(a.Browser.Hash())) != 1 {
		return r, domain.Refuse(domain.Conflict, "other-browser")
	}
	if a.Link != "" {
		return r, nil
	}
	left, err := s.Store.TrySignIn(ctx, r.ID, CodeTries, MostTries, s.Clock.Now().Add(-time.Hour))
	if err != nil || !left {
		return r, orRefuse(err, domain.TooMany, "too-many-codes")
	}
	if subtle.ConstantTimeCompare([]byte(r.Code), []byte(codeHash(r.ID, strings.TrimSpace(a.Code)))) != 1 {
		return r, domain.Wrong{"code": "wrong-code"}.Err()
	}
	return r, nil
}

func (s *Service) requestOf(ctx context.Context, a Answer) (SignIn, error) {
	if a.Link != "" {
		return s.Store.SignInBy(ctx, a.Link.Hash())
	}
	if _, ok := domain.ParseID[string](a.ID); !ok {
		return SignIn{}, domain.Refuse(domain.NotFound, "link-not-good")
	}
	return s.Store.SignIn(ctx, a.ID)
}

// whoIs finds or makes the person who answers a request.
func (s *Service) whoIs(ctx context.Context, tx Store, r SignIn, as domain.PersonID) (Person, []Person, error) {
	known, err := tx.PeopleAt(ctx, r.Email)
	if err != nil {
		return Person{}, nil, err
	}
	for _, p := range known {
		if p.ID == as || r.Name != "" && sameName(p.Name, r.Name) {
			return p, nil, nil
		}
	}
	switch {
	case r.Group != "": // a second person at a shared address joins under their own name
		return s.welcome(ctx, tx, r)
	case len(known) == 1:
		return known[0], nil, nil
	case len(known) == 0:
		return Person{}, nil, domain.Refuse(domain.Conflict, "nobody-here")
	}
	return Person{}, known, nil
}

func (s *Service) welcome(ctx context.Context, tx Store, r SignIn) (Person, []Person, error) {
	now := s.Clock.Now()
	p := Person{ID: domain.NewID[domain.PersonID](now), Name: r.Name, Locale: r.Locale, Version: 1, Made: now}
	if err := tx.PutPerson(ctx, p); err != nil {
		return p, nil, err
	}
	c := Contact{ID: domain.NewID[string](now), Person: p.ID, Kind: "email", Value: r.Email, Confirmed: now, Made: now}
	return p, nil, tx.PutContact(ctx, c)
}

func (s *Service) joinUp(ctx context.Context, tx Store, p Person, r SignIn) error {
	if r.Group == "" {
		return nil
	}
	return s.belong(ctx, tx, p, r)
}

// belong makes a person a member, and has them welcomed if they agreed to it.
func (s *Service) belong(ctx context.Context, tx Store, p Person, r SignIn) error {
	now := s.Clock.Now()
	fresh, err := tx.Belong(ctx, Belonging{ID: domain.NewID[string](now), Person: p.ID, Group: r.Group, Role: domain.Member, Since: now})
	if err != nil || !fresh || r.Welcome.By == "" {
		return err
	}
	g, err := tx.Group(ctx, r.Group)
	if err != nil {
		return err
	}
	return tx.Greet(ctx, domain.Arrival{
		ID: domain.NewID[string](now), Person: p.ID, Group: g.ID, Name: p.Name, Contact: r.Welcome.Contact(r.Email), Channel: r.Welcome.By,
		Wording: domain.WelcomeWording + "." + r.Locale, Source: domain.AtJoining, Locale: r.Locale, At: g.At, Made: now,
	})
}

func orRefuse(err error, k domain.Kind, code string) error {
	if err != nil {
		return err
	}
	return domain.Refuse(k, code)
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

func clip(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}
