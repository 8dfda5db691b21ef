package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/resident"
	"barnstorm/domain/universe"
)

var _ resident.Store = (*Store)(nil)

// stackModel is a row of card_stacks.
type stackModel struct {
	ID       resident.StackID `gorm:"primaryKey"`
	EffortID canvass.EffortID
	TurfID   *universe.TurfID
	ByID     domain.PersonID
	Made     time.Time
	Revoked  *time.Time
}

func (stackModel) TableName() string { return "card_stacks" }

func (m stackModel) stack() resident.Stack {
	return resident.Stack{ID: m.ID, Effort: m.EffortID, Turf: got(m.TurfID), By: m.ByID, Made: m.Made.UTC(), Revoked: when(m.Revoked)}
}

func stackOf(s resident.Stack) stackModel {
	return stackModel{ID: s.ID, EffortID: s.Effort, TurfID: opt(s.Turf), ByID: s.By, Made: s.Made.UTC(), Revoked: maybe(s.Revoked)}
}

// cardModel is a row of cards.
type cardModel struct {
	Hash       string `gorm:"primaryKey"`
	StackID    resident.StackID
	EffortID   canvass.EffortID
	DoorID     *universe.DoorID
	AddressKey string // see blind
	UPRNKey    string
}

func (cardModel) TableName() string { return "cards" }

func (m cardModel) card() resident.Card {
	return resident.Card{Hash: m.Hash, Stack: m.StackID, Effort: m.EffortID, Door: got(m.DoorID), Proves: m.AddressKey != ""}
}

func (s *Store) Imprint(ctx context.Context, g domain.GroupID) (name, imprint string, err error) {
	site, err := s.Site(ctx, g)
	return site.Name, site.Imprint, err
}

func (s *Store) TopOfAll(ctx context.Context) (domain.GroupID, error) {
	g, err := s.TopGroup(ctx)
	return g.ID, err
}

func (s *Store) AddStack(ctx context.Context, st resident.Stack, cards []resident.Card) (bool, error) {
	m := stackOf(st)
	first, err := s.addOnce(ctx, &m)
	if err != nil || !first {
		return false, err
	}
	keys := map[universe.DoorID]doorModel{}
	if st.Turf != "" {
		_, err = many(s.db.WithContext(ctx).Where("turf_id = ?", st.Turf), func(d doorModel) bool { keys[d.ID] = d; return true })
	}
	if err == nil {
		_, err = addAll(ctx, s, cards, func(c resident.Card) cardModel {
			return cardModel{c.Hash, c.Stack, c.Effort, opt(c.Door), keys[c.Door].AddressKey, keys[c.Door].UPRNKey}
		})
	}
	return true, err
}

const stacksQuery = `
	select s.id, s.effort_id, s.turf_id, s.by_id, s.made, s.revoked, coalesce(t.name, '') as name, (select count(*) from cards c where c.stack_id = s.id) as cards
	from card_stacks s left join turfs t on t.id = s.turf_id where s.effort_id = ? order by s.made desc, s.id limit 200`

func (s *Store) StacksOf(ctx context.Context, e canvass.EffortID) ([]resident.Stack, error) {
	var rows []struct {
		Stack stackModel `gorm:"embedded"`
		Name  string
		Cards int
	}
	err := s.read.WithContext(ctx).Raw(stacksQuery, e).Scan(&rows).Error
	out := make([]resident.Stack, len(rows))
	for i, r := range rows {
		out[i] = r.Stack.stack()
		out[i].Name, out[i].Cards = r.Name, r.Cards
	}
	return out, fault(err)
}

func (s *Store) Stack(ctx context.Context, id resident.StackID) (resident.Stack, error) {
	m, err := one[stackModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-cards")
	return m.stack(), err
}

func (s *Store) RevokeStack(ctx context.Context, id resident.StackID, now time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update card_stacks set revoked = ? where id = ? and revoked is null`, now.UTC(), id).Error)
}

func (s *Store) cardRow(ctx context.Context, hash string) (cardModel, error) {
	return one[cardModel](s.read.WithContext(ctx).Where("hash = ? and exists (select 1 from card_stacks s where s.id = stack_id and s.revoked is null)", hash), "link-not-good")
}

func (s *Store) Card(ctx context.Context, hash string) (resident.Card, error) {
	m, err := s.cardRow(ctx, hash)
	return m.card(), err
}

func (s *Store) AddressOf(ctx context.Context, c resident.Card) (universe.Address, error) {
	if c.Door == "" {
		return universe.Address{}, nil
	}
	doors, err := many(s.read.WithContext(ctx).Where("id = ?", c.Door), doorModel.door)
	if err != nil || len(doors) == 0 {
		return universe.Address{}, err
	}
	return doors[0].Address, nil
}

// ofCard is the doors of a card, in whatever effort: those with its address, and
// those with its property number, whose address a list spells otherwise.
const ofCard = `
	select d.id from cards c join doors d on d.address_key = c.address_key where c.hash = @card and c.address_key <> ''
	union select d.id from cards c join doors d on d.uprn_key = c.uprn_key where c.hash = @card and c.uprn_key <> '' and d.uprn_key <> ''`

// atCard is the records at the doors of a card.
const atCard = `door <> '' and door in (select cast(id as text) from (` + ofCard + `) of)`

func (s *Store) NotesAt(ctx context.Context, c resident.Card) ([]canvass.Visit, error) {
	return many(s.read.WithContext(ctx).Where(atCard+" and kind = 'visit'", sql.Named("card", c.Hash)).Order("day desc, id"), visitModel.visit)
}

func (s *Store) NameOfEffort(ctx context.Context, ids []canvass.EffortID) (map[canvass.EffortID]string, error) {
	names := map[canvass.EffortID]string{}
	_, err := many(s.read.WithContext(ctx).Where("id in ?", ids), func(m effortModel) bool { names[m.ID] = m.Name; return true })
	return names, err
}

func (s *Store) QuietAt(ctx context.Context, c resident.Card) (bool, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`
		select count(*) from quiet_doors q join cards c on q.key = c.address_key or q.key = c.uprn_key where c.hash = ?`, c.Hash).Scan(&n).Error
	return n > 0, fault(err)
}

// forGood adds a key under which nobody is contacted, and has no undo of a
// record take it away.
const forGood = `insert into quiet_doors (key, kind, at, kept) values (?, 'do_not_contact', ?, ?) on conflict (key) do update set kept = excluded.kept`

func (s *Store) silence(ctx context.Context, now time.Time, keys ...string) error {
	for _, key := range keys {
		if key == "" {
			continue
		}
		if err := s.db.WithContext(ctx).Exec(forGood, key, now.UTC(), true).Error; err != nil {
			return fault(err)
		}
	}
	return nil
}

func (s *Store) Silence(ctx context.Context, c resident.Card, now time.Time) error {
	m, err := s.cardRow(ctx, c.Hash)
	if err != nil {
		return err
	}
	return s.silence(ctx, now, m.AddressKey, m.UPRNKey)
}

func (s *Store) HushAddress(ctx context.Context, a universe.Address, now time.Time) (n int, err error) {
	key := s.blind(a.Key())
	if err = s.silence(ctx, now, key); err == nil {
		err = s.db.WithContext(ctx).Raw(`select count(*) from doors where address_key = ?`, key).Scan(&n).Error
	}
	return n, fault(err)
}

// blank is a record without anything that was in it. Its day is counted anew.
const (
	blank = `update visits set kind = 'gone', refers = null, team = '', turf = '', door = '', elector = '', canvasser_id = ?, device = '', sequence = 0,
		version_id = null, arm = '', outcome = '', answers = 'null', rated_before = -2, rated_after = -2, consents = 'null', detail = 'null',
		started = ?, ended = ?, received = ?, happened = ?, hour = 0, conversation = ?, reached = '', lead = ?, newer = ?, raw = '' where id in ?`
	markAnew = `insert into tally_marks (record_id, effort_id, day) select id, effort_id, day from visits where id in ? on conflict do nothing`
	nobodyID = "00000000-0000-0000-0000-000000000000"
)

func (s *Store) EraseAt(ctx context.Context, c resident.Card, now time.Time) (int, error) {
	db := s.db.WithContext(ctx)
	visits, err := many(db.Where(atCard, sql.Named("card", c.Hash)), visitModel.visit)
	if err != nil {
		return 0, err
	}
	ids := make([]string, len(visits))
	for i, v := range visits {
		ids[i] = string(v.ID)
	}
	if err := s.eraseHeld(ctx, c, now); err != nil {
		return 0, err
	}
	if err := db.Exec(`update doors set language = '' where id in (select id from (`+ofCard+`) of)`, sql.Named("card", c.Hash)).Error; err != nil || len(ids) == 0 {
		return 0, fault(err)
	}
	if err := s.keepQuiet(ctx, ids); err != nil {
		return 0, err
	}
	now = now.UTC()
	if err := db.Exec(blank, nobodyID, now, now, now, now, false, false, false, ids).Error; err != nil {
		return 0, fault(err)
	}
	return len(ids), inTurn( // behind whoever was sealing the words of one of them
		db.Exec(`delete from visit_consents where visit_id in ?`, ids),
		db.Exec(`delete from visit_words where visit_id in ?`, ids),
		db.Exec(markAnew, ids),
	)
}

// eraseHeld empties what names one of the doors and waits in quarantine. The
// row stays, so that what comes again is held once.
func (s *Store) eraseHeld(ctx context.Context, c resident.Card, now time.Time) error {
	db := s.db.WithContext(ctx)
	var doors []string
	if err := db.Raw(`select cast(id as text) from (`+ofCard+`) of`, sql.Named("card", c.Hash)).Scan(&doors).Error; err != nil {
		return fault(err)
	}
	for after, more := "", true; more; {
		q := db.Where("effort_id in (select d.effort_id from doors d where cast(d.id as text) in ?) and key > ?", doors, after).Order("key").Limit(heldAtOnce)
		held, err := s.unseal(ctx, q)
		for _, h := range held {
			var in struct{ Door string }
			if after = h.Key; err != nil || json.Unmarshal(h.Raw, &in) != nil || !slices.Contains(doors, in.Door) {
				continue
			}
			err = fault(db.Exec(`update quarantine set raw = ?, sealed = ?, record = '', device = '', decided = coalesce(decided, ?) where key = ?`,
				s.sealHeld(h.Key, []byte("{}")), true, now.UTC(), h.Key).Error)
		}
		if more = len(held) == heldAtOnce; err != nil {
			return err
		}
	}
	return nil
}

// heldAtOnce is how many payloads are looked into at a time.
const heldAtOnce = 50
