package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

// signInModel is a row of sign_ins.
type signInModel struct {
	ID      string `gorm:"primaryKey"`
	Email   string
	Name    string
	GroupID *domain.GroupID
	Welcome domain.Channel
	Phone   string
	Locale  string
	Link    string
	Code    string
	Browser string
	Sender  string
	Posted  bool
	Tries   int
	Made    time.Time
	Expires time.Time
	Used    *time.Time
}

func (signInModel) TableName() string { return "sign_ins" }

func (m signInModel) signIn() people.SignIn {
	return people.SignIn{
		ID: m.ID, Email: m.Email, Name: m.Name, Group: got(m.GroupID), Welcome: domain.Greeting{By: m.Welcome, Phone: m.Phone}, Locale: m.Locale, Link: m.Link, Code: m.Code,
		Browser: m.Browser, Sender: m.Sender, Posted: m.Posted, Tries: m.Tries, Made: m.Made.UTC(), Expires: m.Expires.UTC(), Used: when(m.Used),
	}
}

func signInOf(r people.SignIn) signInModel {
	return signInModel{
		ID: r.ID, Email: r.Email, Name: r.Name, GroupID: opt(r.Group), Welcome: r.Welcome.By, Phone: r.Welcome.Phone, Locale: r.Locale, Link: r.Link, Code: r.Code,
		Browser: r.Browser, Sender: r.Sender, Posted: r.Posted, Tries: r.Tries, Made: r.Made.UTC(), Expires: r.Expires.UTC(), Used: maybe(r.Used),
	}
}

func (s *Store) PutSignIn(ctx context.Context, r people.SignIn) error {
	m := signInOf(r)
	m.Sender = s.blindSender(r.Email, r.Sender)
	return s.put(ctx, &m)
}

func (s *Store) SignIn(ctx context.Context, id string) (people.SignIn, error) {
	m, err := one[signInModel](s.read.WithContext(ctx).Where("id = ?", id), "link-not-good")
	return m.signIn(), err
}

func (s *Store) SignInBy(ctx context.Context, link string) (people.SignIn, error) {
	m, err := one[signInModel](s.read.WithContext(ctx).Where("link = ?", link), "link-not-good")
	return m.signIn(), err
}

func (s *Store) TrySignIn(ctx context.Context, id string, most, atAddress int, since time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`
		update sign_ins set tries = tries + 1 where id = ? and tries < ?
		and (select coalesce(sum(o.tries), 0) from sign_ins o where o.email = sign_ins.email and o.posted and o.made > ?) < ?`, id, most, since.UTC(), atAddress))
}

func (s *Store) UseSignIn(ctx context.Context, id string, at time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update sign_ins set used = ? where id = ? and used is null`, at.UTC(), id))
}

// blindSender is a network as it is kept: nobody finds it by trying them all
// without the key, nor who else was written to from there.
func (s *Store) blindSender(email, sender string) string {
	return s.blind("sign-in:" + email + ":" + sender)
}

func (s *Store) SignInsFor(ctx context.Context, email, sender string, since time.Time) (own, all int, err error) {
	var n struct{ Own, Went int }
	err = s.read.WithContext(ctx).Raw(`
		select count(*) as went, coalesce(sum(case when sender = ? then 1 else 0 end), 0) as own from sign_ins where email = ? and made > ? and posted`,
		s.blindSender(email, sender), email, since.UTC()).Scan(&n).Error
	return n.Own, n.Went, fault(err)
}

func (s *Store) ForgetSignIns(ctx context.Context, before time.Time, n int) (int, error) {
	r := s.db.WithContext(ctx).Exec(`delete from sign_ins where id in (select id from sign_ins where made < ? order by made limit ?)`, before.UTC(), n)
	return int(r.RowsAffected), fault(r.Error)
}

// sessionModel is a row of sessions.
type sessionModel struct {
	Hash     string `gorm:"primaryKey"`
	ID       string
	PersonID domain.PersonID
	Agent    string
	Made     time.Time
	Seen     time.Time
	Expires  time.Time
	Proven   *time.Time
}

func (sessionModel) TableName() string { return "sessions" }

func (m sessionModel) session() people.Session {
	return people.Session{ID: m.ID, Hash: m.Hash, Person: m.PersonID, Agent: m.Agent, Made: m.Made.UTC(), Seen: m.Seen.UTC(), Expires: m.Expires.UTC(), Proven: when(m.Proven)}
}

func sessionOf(x people.Session) sessionModel {
	return sessionModel{Hash: x.Hash, ID: x.ID, PersonID: x.Person, Agent: x.Agent, Made: x.Made.UTC(), Seen: x.Seen.UTC(), Expires: x.Expires.UTC(), Proven: maybe(x.Proven)}
}

func (s *Store) PutSession(ctx context.Context, x people.Session) error {
	m := sessionOf(x)
	return s.put(ctx, &m)
}

func (s *Store) Session(ctx context.Context, hash string) (people.Session, error) {
	m, err := one[sessionModel](s.read.WithContext(ctx).Where("hash = ?", hash), "no-such-session")
	return m.session(), err
}

func (s *Store) SawSession(ctx context.Context, hash string, at time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update sessions set seen = ? where hash = ?`, at.UTC(), hash).Error)
}

func (s *Store) Sessions(ctx context.Context, p domain.PersonID) ([]people.Session, error) {
	return many(s.read.WithContext(ctx).Where("person_id = ?", p).Order("seen desc, hash"), sessionModel.session)
}

func (s *Store) EndSession(ctx context.Context, p domain.PersonID, id string) error {
	q := s.db.WithContext(ctx).Where("person_id = ?", p)
	if id != "" {
		q = q.Where("id = ?", id)
	}
	return fault(q.Delete(&sessionModel{}).Error)
}

// linkModel is a row of links.
type linkModel struct {
	Hash    string `gorm:"primaryKey"`
	Purpose domain.Purpose
	Object  string
	Made    time.Time
	Expires *time.Time
	Revoked *time.Time
}

func (linkModel) TableName() string { return "links" }

func (m linkModel) link() domain.Link {
	return domain.Link{Hash: m.Hash, Purpose: m.Purpose, Object: m.Object, Made: m.Made.UTC(), Expires: when(m.Expires), Revoked: when(m.Revoked)}
}

func linkOf(l domain.Link) linkModel {
	return linkModel{Hash: l.Hash, Purpose: l.Purpose, Object: l.Object, Made: l.Made.UTC(), Expires: maybe(l.Expires), Revoked: maybe(l.Revoked)}
}

func (s *Store) PutLink(ctx context.Context, l domain.Link) error {
	m := linkOf(l)
	return s.put(ctx, &m)
}

func (s *Store) PutLinks(ctx context.Context, ls []domain.Link) error {
	if len(ls) == 0 {
		return nil
	}
	ms := make([]linkModel, len(ls))
	for i, l := range ls {
		ms[i] = linkOf(l)
	}
	return s.put(ctx, &ms)
}

func (s *Store) Link(ctx context.Context, hash string) (domain.Link, error) {
	m, err := one[linkModel](s.read.WithContext(ctx).Where("hash = ?", hash), "link-not-good")
	return m.link(), err
}

func (s *Store) RevokeLinks(ctx context.Context, object string, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update links set revoked = ? where object = ? and revoked is null`, now.UTC(), object).Error)
}
