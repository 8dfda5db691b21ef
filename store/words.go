package store

import (
	"context"
	"crypto/cipher"
	"encoding/json"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain/canvass"
)

// wordsModel is a row of visit_words: what was received of a record in which
// somebody's own words are, sealed under the key of its effort.
type wordsModel struct {
	VisitID  canvass.VisitID `gorm:"primaryKey"`
	EffortID canvass.EffortID
	Sealed   []byte
}

func (wordsModel) TableName() string { return "visit_words" }

func wordsAt(e canvass.EffortID, id canvass.VisitID) (subject, where string) {
	return "words:" + string(e), "visit_words:" + string(id)
}

// inClear is what is kept of a payload in clear.
func inClear(v canvass.Visit) string {
	if v.Plain != nil {
		return string(v.Plain)
	}
	return string(v.Raw)
}

// wordsOf seals what was received of those of the visits in which words are, and
// are to be kept. An
// effort's key is asked for once, before anything else is written: two that make
// the first one do not wait for each other's records.
func (s *Store) wordsOf(ctx context.Context, visits []canvass.Visit) (ms []wordsModel, err error) {
	keys := map[canvass.EffortID]cipher.AEAD{}
	for _, v := range visits {
		if v.Plain == nil || v.Raw == nil {
			continue
		}
		subject, where := wordsAt(v.Effort, v.ID)
		if keys[v.Effort] == nil {
			if keys[v.Effort], err = s.subjectKey(ctx, subject, true); err != nil {
				return nil, err
			}
		}
		ms = append(ms, wordsModel{v.ID, v.Effort, lockUp(keys[v.Effort], v.Raw, where)})
	}
	return ms, nil
}

// keepWithWords keeps visits, and the words of those that are new, all or none.
func (s *Store) keepWithWords(ctx context.Context, visits []canvass.Visit) (stored []canvass.VisitID, err error) {
	ms, err := s.wordsOf(ctx, visits)
	if err != nil {
		return nil, err
	}
	return stored, Atomically[*Store](s)(ctx, func(tx *Store) (err error) {
		if stored, err = tx.keepVisits(ctx, visits); err != nil {
			return err
		}
		isNew := map[canvass.VisitID]bool{}
		for _, id := range stored {
			isNew[id] = true
		}
		return tx.addWords(ctx, ofThose(ms, isNew))
	})
}

func (s *Store) addWords(ctx context.Context, ms []wordsModel) error {
	if len(ms) == 0 {
		return nil
	}
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&ms).Error)
}

// received is what was received of records, as far as their words are there.
func (s *Store) received(ctx context.Context, ids []canvass.VisitID) (map[canvass.VisitID][]byte, error) {
	var ms []wordsModel
	if err := s.read.WithContext(ctx).Where("visit_id in ?", ids).Find(&ms).Error; err != nil {
		return nil, fault(err)
	}
	raw, keys := map[canvass.VisitID][]byte{}, map[canvass.EffortID]cipher.AEAD{}
	for _, m := range ms {
		subject, where := wordsAt(m.EffortID, m.VisitID)
		key, known := keys[m.EffortID]
		if !known {
			var err error
			if key, err = s.subjectKey(ctx, subject, false); err != nil {
				return nil, err
			}
			keys[m.EffortID] = key
		}
		if key == nil {
			continue // dropped
		}
		if text, err := unlock(key, m.Sealed, where); err == nil {
			raw[m.VisitID] = text
		} // else its key was dropped, and another one made since
	}
	return raw, nil
}

// heard puts the words back into the notes among visits, which are read by what
// they say: what people answered is read by nobody.
func (s *Store) heard(ctx context.Context, visits []canvass.Visit, err error) ([]canvass.Visit, error) {
	var ids []canvass.VisitID
	for _, v := range visits {
		if v.Kind == canvass.KindCorrection || v.Kind == canvass.KindAddition {
			ids = append(ids, v.ID)
		}
	}
	if err != nil || len(ids) == 0 {
		return visits, err
	}
	raw, err := s.received(ctx, ids)
	for i, v := range visits {
		var in struct{ Detail map[string]string }
		if whole := raw[v.ID]; whole != nil && json.Unmarshal(whole, &in) == nil {
			visits[i].Raw, visits[i].Plain, visits[i].Detail = whole, v.Raw, in.Detail
		}
	}
	return visits, err
}

func (s *Store) Payloads(ctx context.Context, ids []canvass.VisitID) (map[canvass.VisitID][]byte, error) {
	var rows []struct {
		ID  canvass.VisitID
		Raw string
	}
	if err := s.read.WithContext(ctx).Raw(`select id, raw from visits where id in ?`, ids).Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	whole, err := s.received(ctx, ids)
	known := map[canvass.VisitID][]byte{}
	for _, r := range rows {
		if known[r.ID] = []byte(r.Raw); whole[r.ID] != nil {
			known[r.ID] = whole[r.ID]
		}
	}
	return known, err
}

func (s *Store) ForgetWords(ctx context.Context, before time.Time, n int) (int, error) {
	db := s.db.WithContext(ctx)
	var efforts []canvass.EffortID
	err := db.Raw(`
		select e.id from efforts e where e.ends < ? and exists (select 1 from visit_words w where w.effort_id = e.id)
		order by e.ends, e.id limit 1`, before.UTC()).Scan(&efforts).Error
	if err != nil || len(efforts) == 0 {
		return 0, fault(err)
	}
	subject, _ := wordsAt(efforts[0], "")
	if err := s.DropKey(ctx, subject); err != nil {
		return 0, err
	}
	r := db.Exec(`delete from visit_words where visit_id in (select visit_id from visit_words where effort_id = ? limit ?)`, efforts[0], n)
	return int(r.RowsAffected), fault(r.Error)
}

// sealedUntil is the name under which the house keeps up to which record words
// are sealed, and sealedAll what it keeps there in the end.
const (
	sealedUntil = "words-sealed"
	sealedAll   = "done"
)

func (s *Store) InClear(ctx context.Context, n int) ([]canvass.Visit, error) {
	until, err := s.House(ctx, sealedUntil)
	if err != nil || until == sealedAll {
		return nil, err
	}
	old, err := many(s.read.WithContext(ctx).Where("id > ?", orFirst(until)).Order("id").Limit(n), visitModel.visit)
	if err == nil && len(old) == 0 {
		err = s.SetHouse(ctx, sealedUntil, sealedAll)
	}
	return old, err
}

func (s *Store) SealVisits(ctx context.Context, visits []canvass.Visit) error {
	ms, err := s.wordsOf(ctx, visits)
	if err != nil {
		return err
	}
	still := map[canvass.VisitID]bool{} // as it was read: nobody had it deleted since
	for _, v := range visits {
		if v.Plain == nil {
			continue
		}
		still[v.ID], err = did(s.db.WithContext(ctx).Exec(`update visits set raw = ?, answers = ?, detail = ? where id = ? and raw <> ''`,
			string(v.Plain), tojson(v.Answers), tojson(v.Detail), v.ID))
		if err != nil {
			return err
		}
	}
	if err := s.addWords(ctx, ofThose(ms, still)); err != nil {
		return err
	}
	return s.SetHouse(ctx, sealedUntil, string(visits[len(visits)-1].ID))
}

// ofThose is the words of some records.
func ofThose(ms []wordsModel, is map[canvass.VisitID]bool) []wordsModel {
	return slices.DeleteFunc(ms, func(m wordsModel) bool { return !is[m.VisitID] })
}

func (s *Store) SealHeld(ctx context.Context, n int) (int, error) {
	held, err := many(s.read.WithContext(ctx).Where("not sealed").Limit(n), func(m heldModel) heldModel { return m })
	for _, m := range held {
		if err == nil {
			err = s.db.WithContext(ctx).Exec(`update quarantine set raw = ?, sealed = ? where key = ? and not sealed`, s.sealHeld(m.Key, m.Raw), true, m.Key).Error
		}
	}
	return len(held), fault(err)
}
