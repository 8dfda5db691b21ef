package store

import (
	"context"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

// maxPacks is how many packs are listed at most.
const maxPacks = 500

func (s *Store) PacksOf(ctx context.Context, e canvass.EffortID, since time.Time) ([]canvass.Credential, error) {
	q := s.read.WithContext(ctx).Where("effort_id = ? and turf <> '' and issued >= ?", e, since.UTC()).Order("issued desc, hash").Limit(maxPacks)
	return many(q, credentialModel.credential)
}

func (s *Store) PacksWith(ctx context.Context, p domain.PersonID, since time.Time) ([]canvass.Credential, error) {
	q := s.read.WithContext(ctx).Where("person_id = ? and turf <> '' and issued >= ?", p, since.UTC()).Order("issued desc, hash").Limit(maxPacks)
	return many(q, credentialModel.credential)
}

func (s *Store) Arrived(ctx context.Context, device, turf string) (ids []canvass.VisitID, last time.Time, err error) {
	var rows []struct {
		ID       canvass.VisitID
		Received time.Time
	}
	err = s.read.WithContext(ctx).Raw(`select id, received from visits where turf <> '' and device = ? and turf = ?`, device, turf).Scan(&rows).Error
	for _, r := range rows {
		ids = append(ids, r.ID)
		if at := r.Received.UTC(); at.After(last) {
			last = at
		}
	}
	return ids, last, fault(err)
}

func (s *Store) HeldFrom(ctx context.Context, e canvass.EffortID, device string) ([]canvass.Held, error) {
	return s.unseal(ctx, s.read.WithContext(ctx).Where("effort_id = ? and device = ?", e, device).Order("received, key"))
}

func (s *Store) Siblings(ctx context.Context, id script.ID) ([]script.Version, error) {
	var ms []versionModel
	err := s.read.WithContext(ctx).Raw(`
		select v.* from scripts own
		join scripts other on other.group_id = own.group_id and other.key like own.key || '-%'
		join script_versions v on v.script_id = other.id and v.n = other.latest
		where own.id = ? order by other.key`, id).Scan(&ms).Error
	out := make([]script.Version, len(ms))
	for i, m := range ms {
		out[i] = m.version()
	}
	return out, fault(err)
}

func (s *Store) NameOf(ctx context.Context, p domain.PersonID) (string, error) {
	var names []string
	err := s.read.WithContext(ctx).Raw(`select name from people where id = ?`, p).Scan(&names).Error
	return strings.Join(names, ""), fault(err)
}
