package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/resident"
)

// complaintModel is a row of complaints.
type complaintModel struct {
	ID       resident.ComplaintID `gorm:"primaryKey"`
	Hash     string
	GroupID  domain.GroupID
	EffortID *canvass.EffortID
	Kind     resident.Kind
	Words    []byte
	Name     []byte
	Email    []byte
	Address  []byte
	Locale   string
	Made     time.Time
	Due      time.Time
	Seen     *time.Time
	SeenBy   *domain.PersonID
	Closed   *time.Time
	ClosedBy *domain.PersonID
	Answer   []byte
}

func (complaintModel) TableName() string { return "complaints" }

// subject is whose key opens what a complaint says.
func (m complaintModel) subject() string { return "complaint:" + string(m.ID) }

// sealedIn is where each of the sealed texts stands.
func (m *complaintModel) sealedIn(c *resident.Complaint) map[string]struct {
	row  *[]byte
	text *string
} {
	type pair = struct {
		row  *[]byte
		text *string
	}
	return map[string]pair{"words": {&m.Words, &c.Words}, "name": {&m.Name, &c.Name}, "email": {&m.Email, &c.Email}, "address": {&m.Address, &c.Address}, "answer": {&m.Answer, &c.Answer}}
}

func (s *Store) complaint(ctx context.Context, m complaintModel) (resident.Complaint, error) {
	c := resident.Complaint{
		ID: m.ID, Hash: m.Hash, Group: m.GroupID, Effort: got(m.EffortID), Kind: m.Kind, Locale: m.Locale, Made: m.Made.UTC(), Due: m.Due.UTC(),
		Seen: when(m.Seen), SeenBy: got(m.SeenBy), Closed: when(m.Closed), ClosedBy: got(m.ClosedBy),
	}
	for column, p := range m.sealedIn(&c) {
		var err error
		if *p.text, err = s.reveal(ctx, m.subject(), "complaints:"+string(m.ID)+":"+column, *p.row); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (s *Store) complaintOf(ctx context.Context, c resident.Complaint) (complaintModel, error) {
	m := complaintModel{
		ID: c.ID, Hash: c.Hash, GroupID: c.Group, EffortID: opt(c.Effort), Kind: c.Kind, Locale: c.Locale, Made: c.Made.UTC(), Due: c.Due.UTC(),
		Seen: maybe(c.Seen), SeenBy: opt(c.SeenBy), Closed: maybe(c.Closed), ClosedBy: opt(c.ClosedBy),
	}
	for column, p := range m.sealedIn(&c) {
		var err error
		if *p.row, err = s.keep(ctx, m.subject(), "complaints:"+string(c.ID)+":"+column, *p.text); err != nil {
			return m, err
		}
	}
	return m, nil
}

func (s *Store) AddComplaint(ctx context.Context, c resident.Complaint) (bool, error) {
	m, err := s.complaintOf(ctx, c)
	if err != nil {
		return false, err
	}
	return s.addOnce(ctx, &m)
}

func (s *Store) Complaint(ctx context.Context, id resident.ComplaintID) (resident.Complaint, error) {
	m, err := one[complaintModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-complaint")
	if err != nil {
		return resident.Complaint{}, err
	}
	return s.complaint(ctx, m)
}

func (s *Store) ComplaintBy(ctx context.Context, hash string) (resident.Complaint, error) {
	m, err := one[complaintModel](s.read.WithContext(ctx).Where("hash = ?", hash), "link-not-good")
	if err != nil {
		return resident.Complaint{}, err
	}
	return s.complaint(ctx, m)
}

func (s *Store) ComplaintsIn(ctx context.Context, groups []domain.GroupID, limit int) ([]resident.Complaint, error) {
	var ms []complaintModel
	err := s.read.WithContext(ctx).Raw(`
		select * from complaints where group_id in ? order by case when closed is null then 0 else 1 end, due, id limit ?`, groups, limit).Scan(&ms).Error
	if err != nil {
		return nil, fault(err)
	}
	cs := make([]resident.Complaint, len(ms))
	for i, m := range ms {
		if cs[i], err = s.complaint(ctx, m); err != nil {
			return nil, err
		}
	}
	return cs, nil
}

func (s *Store) ComplaintsOpen(ctx context.Context, groups []domain.GroupID) (n int, err error) {
	err = s.read.WithContext(ctx).Raw(`select count(*) from complaints where group_id in ? and closed is null`, groups).Scan(&n).Error
	return n, fault(err)
}

func (s *Store) ComplaintsSince(ctx context.Context, g domain.GroupID, since time.Time) (n int, err error) {
	err = s.read.WithContext(ctx).Raw(`select count(*) from complaints where group_id = ? and made > ?`, g, since.UTC()).Scan(&n).Error
	return n, fault(err)
}

func (s *Store) MoveComplaint(ctx context.Context, c resident.Complaint, was resident.State) (bool, error) {
	m, err := s.complaintOf(ctx, c)
	if err != nil {
		return false, err
	}
	return did(s.db.WithContext(ctx).Exec(`
		update complaints set seen = ?, seen_by = ?, closed = ?, closed_by = ?, answer = ? where id = ?
		and case when closed is not null then 'closed' when seen is not null then 'seen' else 'waiting' end = ?`,
		m.Seen, m.SeenBy, m.Closed, m.ClosedBy, m.Answer, c.ID, was))
}

func (s *Store) ForgetComplaints(ctx context.Context, before time.Time, n int) (int, error) {
	var ids []string
	db := s.db.WithContext(ctx)
	if err := db.Raw(`select cast(id as text) from complaints where closed < ? order by closed limit ?`, before.UTC(), n).Scan(&ids).Error; err != nil || len(ids) == 0 {
		return 0, fault(err)
	}
	subjects := make([]string, len(ids))
	for i, id := range ids {
		subjects[i] = "complaint:" + id
	}
	if err := db.Exec(`delete from subject_keys where subject in ?`, subjects).Error; err != nil {
		return 0, fault(err)
	}
	return len(ids), fault(db.Exec(`delete from complaints where id in ?`, ids).Error)
}
