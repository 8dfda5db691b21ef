package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/letter"
)

var _ letter.Store = (*Store)(nil)

// letterModel is a row of letters.
type letterModel struct {
	ID        domain.LetterID `gorm:"primaryKey"`
	OnceKey   string
	ToAddress string
	Name      string
	PersonID  *domain.PersonID
	GroupID   *domain.GroupID
	Locale    string
	Kind      string
	Fields    []byte // sealed: a link or code in a letter is a key to something
	Bulk      bool
	Topic     domain.Topic
	Due       time.Time
	Until     *time.Time
	Zone      string
	State     letter.State
	Tries     int
	Fault     string
	Made      time.Time
	Changed   time.Time
}

func (letterModel) TableName() string { return "letters" }

// kept opens a letter. One that does not open has no fields, and says why as
// its fault: it is shown, and never handed to anybody.
func (s *Store) kept(m letterModel) letter.Kept {
	l := domain.Letter{
		ID: m.ID, Key: m.OnceKey, To: m.ToAddress, Name: m.Name, Person: got(m.PersonID), Group: got(m.GroupID),
		Locale: m.Locale, Kind: m.Kind, Bulk: m.Bulk, Topic: m.Topic, Due: m.Due.UTC(), Until: when(m.Until), Zone: m.Zone,
	}
	text, err := unlock(s.seal, m.Fields, "letters:"+string(m.ID))
	if err == nil {
		err = json.Unmarshal(text, &l.Fields)
	}
	if err != nil {
		m.Fault = unopened + err.Error()
	}
	return letter.Kept{Letter: l, State: m.State, Tries: m.Tries, Fault: m.Fault, Made: m.Made.UTC(), Changed: m.Changed.UTC()}
}

const unopened = "the letter does not open: "

// opened leaves out the letters that do not open, and keeps them as failed.
func (s *Store) opened(ctx context.Context, now time.Time, ls []letter.Kept) ([]letter.Kept, error) {
	good := ls[:0]
	for _, l := range ls {
		if !strings.HasPrefix(l.Fault, unopened) {
			good = append(good, l)
		} else if err := s.LetterDone(ctx, l.ID, letter.Failed, l.Fault, l.Due, now); err != nil {
			return nil, err
		}
	}
	return good, nil
}

func (s *Store) keptOf(k letter.Kept) letterModel {
	fields, err := json.Marshal(k.Fields)
	if err != nil {
		panic(err) // a map of strings cannot fail
	}
	return letterModel{
		ID: k.ID, OnceKey: k.Key, ToAddress: k.To, Name: k.Name, PersonID: opt(k.Person), GroupID: opt(k.Group), Locale: k.Locale,
		Kind: k.Kind, Fields: lockUp(s.seal, fields, "letters:"+string(k.ID)), Bulk: k.Bulk, Topic: k.Topic, Due: k.Due.UTC(), Until: maybe(k.Until), Zone: k.Zone, State: k.State, Tries: k.Tries, Fault: k.Fault,
		Made: k.Made.UTC(), Changed: k.Changed.UTC(),
	}
}

func (s *Store) Post(ctx context.Context, ls ...domain.Letter) error {
	if len(ls) == 0 {
		return nil
	}
	ms := make([]letterModel, len(ls))
	for i, l := range ls {
		ms[i] = s.keptOf(letter.Kept{Letter: l, State: letter.Waiting, Made: l.Due, Changed: l.Due})
	}
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&ms, 100).Error)
}

func (s *Store) LettersOf(ctx context.Context, address string, kinds []string, since time.Time, n int) (found int, err error) {
	err = s.read.WithContext(ctx).Raw(`
		select count(*) from (select 1 from letters where to_address = ? and made > ? and kind in ? limit ?) counted`, address, since.UTC(), kinds, n).Scan(&found).Error
	return found, fault(err)
}

func (s *Store) Wrote(ctx context.Context, id event.RSVPID, address string) (found bool, err error) {
	err = s.read.WithContext(ctx).Raw(`select exists (select 1 from letters where to_address = ? and once_key like ? escape '!')`,
		address, "%"+likeless(string(id))+"%").Scan(&found).Error
	return found, fault(err)
}

const (
	claimPostgres = `
		update letters set state = 'sending', tries = tries + 1, changed = ?
		where id in (select id from letters where state = 'waiting' and due <= ? order by due, id limit ? for update skip locked)
		returning *`
	// SQLite has one writer, and so nobody to skip.
	claimSQLite = `
		update letters set state = 'sending', tries = tries + 1, changed = ?
		where id in (select id from letters where state = 'waiting' and due <= ? order by due, id limit ?)
		returning *`
)

func (s *Store) ClaimLetters(ctx context.Context, now time.Time, n int) ([]letter.Kept, error) {
	q := s.db.WithContext(ctx)
	claim := claimSQLite
	if s.postgres {
		claim = claimPostgres
	}
	ls, err := many(q.Raw(claim, now.UTC(), now.UTC(), n), s.kept)
	if err != nil {
		return nil, err
	}
	return s.opened(ctx, now, ls)
}

func (s *Store) LetterDone(ctx context.Context, id domain.LetterID, to letter.State, why string, due, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update letters set state = ?, fault = ?, due = ?, changed = ? where id = ? and state = 'sending'`,
		to, why, due.UTC(), now.UTC(), id).Error)
}

func (s *Store) LoseLetters(ctx context.Context, before, now time.Time) (int, error) {
	r := s.db.WithContext(ctx).Exec(`update letters set state = 'unknown', changed = ? where state = 'sending' and changed < ?`, now.UTC(), before.UTC())
	return int(r.RowsAffected), fault(r.Error)
}

// forgetLetters leaves of a letter by which key it must not be posted again. A
// key that names an address goes too.
const forgetLetters = `
	update letters set to_address = '', name = '', person_id = null, fields = ?, fault = '',
	once_key = case when once_key like '%@%' then cast(id as text) else once_key end,
	state = case when state in ('waiting', 'sending') then 'failed' else state end
	where id in (select id from letters where to_address <> '' and changed < ? order by changed limit ?)`

func (s *Store) ForgetLetters(ctx context.Context, before time.Time, n int) (int, error) {
	r := s.db.WithContext(ctx).Exec(forgetLetters, []byte{}, before.UTC(), n)
	return int(r.RowsAffected), fault(r.Error)
}

func (s *Store) ForgetLetterKeys(ctx context.Context, before time.Time, n int) (int, error) {
	r := s.db.WithContext(ctx).Exec(`
		delete from letters where id in (select id from letters where to_address = '' and changed < ? order by changed limit ?)`, before.UTC(), n)
	return int(r.RowsAffected), fault(r.Error)
}

func (s *Store) ForgetWaysOut(ctx context.Context, before time.Time, n int) (int, error) {
	r := s.db.WithContext(ctx).Exec(`
		delete from links where hash in (select hash from links where purpose = 'mail' and made < ? order by made limit ?)`, before.UTC(), n)
	return int(r.RowsAffected), fault(r.Error)
}

// offModel is a row of suppressions.
type offModel struct {
	Address string `gorm:"primaryKey"`
	Reason  string
	At      time.Time
}

func (offModel) TableName() string { return "suppressions" }

func (s *Store) MailOff(ctx context.Context, address string) (bool, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`select count(*) from suppressions where address = ?`, address).Scan(&n).Error
	return n > 0, fault(err)
}

func (s *Store) TurnMailOff(ctx context.Context, address, reason string, at time.Time) error {
	_, err := s.addOnce(ctx, &offModel{address, reason, at.UTC()})
	return err
}

func (s *Store) TurnMailOn(ctx context.Context, address string) error {
	return fault(s.db.WithContext(ctx).Where("address = ? and reason = 'asked'", address).Delete(&offModel{}).Error)
}

func (s *Store) LettersTo(ctx context.Context, address string, n int) ([]letter.Kept, error) {
	q := s.read.WithContext(ctx).Where("to_address <> ''").Order("made desc, id desc").Limit(n)
	if address != "" {
		q = q.Where("to_address = ?", address)
	}
	return many(q, s.kept)
}

func (s *Store) CountLetters(ctx context.Context) (map[letter.State]int, error) {
	var rows []struct {
		State letter.State
		N     int
	}
	err := s.read.WithContext(ctx).Raw(`select state, count(*) as n from letters group by state`).Scan(&rows).Error
	out := map[letter.State]int{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out, fault(err)
}
