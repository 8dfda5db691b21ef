package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

var _ people.Store = (*Store)(nil)

// personModel is a row of people.
type personModel struct {
	ID      domain.PersonID `gorm:"primaryKey"`
	Name    string
	Locale  string
	Version int64
	Made    time.Time
	Erased  *time.Time
}

func (personModel) TableName() string { return "people" }

func (m personModel) person() people.Person {
	return people.Person{ID: m.ID, Name: m.Name, Locale: m.Locale, Version: m.Version, Made: m.Made.UTC(), Erased: when(m.Erased)}
}

func personOf(p people.Person) personModel {
	return personModel{ID: p.ID, Name: p.Name, Locale: p.Locale, Version: p.Version, Made: p.Made.UTC(), Erased: maybe(p.Erased)}
}

// contactModel is a row of contacts.
type contactModel struct {
	ID        string `gorm:"primaryKey"`
	PersonID  domain.PersonID
	Kind      string
	Value     string
	Confirmed *time.Time
	Made      time.Time
}

func (contactModel) TableName() string { return "contacts" }

func (m contactModel) contact() people.Contact {
	return people.Contact{ID: m.ID, Person: m.PersonID, Kind: m.Kind, Value: m.Value, Confirmed: when(m.Confirmed), Made: m.Made.UTC()}
}

func contactOf(c people.Contact) contactModel {
	return contactModel{ID: c.ID, PersonID: c.Person, Kind: c.Kind, Value: c.Value, Confirmed: maybe(c.Confirmed), Made: c.Made.UTC()}
}

func (s *Store) Person(ctx context.Context, id domain.PersonID) (people.Person, error) {
	m, err := one[personModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-person")
	return m.person(), err
}

func (s *Store) PutPerson(ctx context.Context, p people.Person) error {
	m := personOf(p)
	return s.put(ctx, &m)
}

func (s *Store) Speak(ctx context.Context, id domain.PersonID, locale string) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update people set locale = ? where id = ? and erased is null`, locale, id))
}

func (s *Store) EndTokens(ctx context.Context, id domain.PersonID) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update people set version = version + 1 where id = ? and erased is null`, id))
}

func (s *Store) PeopleAt(ctx context.Context, email string) ([]people.Person, error) {
	q := s.read.WithContext(ctx).Raw(`
		select p.* from people p join contacts c on c.person_id = p.id
		where c.kind = 'email' and c.value = ? and c.confirmed is not null and p.erased is null
		order by p.made, p.id`, email)
	return many(q, personModel.person)
}

func (s *Store) Contacts(ctx context.Context, id domain.PersonID) ([]people.Contact, error) {
	return many(s.read.WithContext(ctx).Where("person_id = ?", id).Order("made, id"), contactModel.contact)
}

func (s *Store) PutContact(ctx context.Context, c people.Contact) error {
	m := contactOf(c)
	_, err := s.addOnce(ctx, &m)
	return err
}

// belongingModel is a row of belongings.
type belongingModel struct {
	ID        string `gorm:"primaryKey"`
	PersonID  domain.PersonID
	GroupID   domain.GroupID
	Role      domain.Role
	Since     time.Time
	Until     *time.Time
	GrantedBy *domain.PersonID
}

func (belongingModel) TableName() string { return "belongings" }

func (m belongingModel) belonging() people.Belonging {
	return people.Belonging{ID: m.ID, Person: m.PersonID, Group: m.GroupID, Role: m.Role, Since: m.Since.UTC(), Until: when(m.Until), GrantedBy: got(m.GrantedBy)}
}

func belongingOf(b people.Belonging) belongingModel {
	return belongingModel{ID: b.ID, PersonID: b.Person, GroupID: b.Group, Role: b.Role, Since: b.Since.UTC(), Until: maybe(b.Until), GrantedBy: opt(b.GrantedBy)}
}

func (s *Store) Belongings(ctx context.Context, id domain.PersonID) ([]people.Belonging, error) {
	return many(s.read.WithContext(ctx).Where("person_id = ?", id).Order("since desc, id"), belongingModel.belonging)
}

func (s *Store) Belong(ctx context.Context, b people.Belonging) (bool, error) {
	m := belongingOf(b)
	return s.addOnce(ctx, &m)
}

func (s *Store) EndBelonging(ctx context.Context, p domain.PersonID, g domain.GroupID, r domain.Role, at time.Time) (bool, error) {
	return did(s.db.WithContext(ctx).Model(&belongingModel{}).
		Where("person_id = ? and group_id = ? and role = ? and until is null", p, g, r).Update("until", at.UTC()))
}

// RolesOf spreads each role over the groups below: a group's lineage begins
// with the lineage of every group above it. A range would not do: how '~'
// compares with a digit depends on the server's collation.
func (s *Store) RolesOf(ctx context.Context, id domain.PersonID) (map[domain.GroupID][]domain.Role, error) {
	var rows []struct {
		GroupID domain.GroupID
		Role    domain.Role
	}
	err := s.read.WithContext(ctx).Raw(`
		select distinct below.id as group_id, b.role
		from belongings b
		join groups g on g.id = b.group_id
		join groups below on below.lineage like g.lineage || '%'
		where b.person_id = ? and b.until is null`, id).Scan(&rows).Error
	roles := map[domain.GroupID][]domain.Role{}
	for _, r := range rows {
		roles[r.GroupID] = append(roles[r.GroupID], r.Role)
	}
	return roles, fault(err)
}

func (s *Store) PeopleIn(ctx context.Context, groups []domain.GroupID, after people.Cursor, n int) ([]people.Listed, error) {
	if after.ID == "" {
		after.ID = "00000000-0000-0000-0000-000000000000" // before every other
	}
	var out []people.Listed
	err := s.read.WithContext(ctx).Raw(`
		select p.id, p.name, b.group_id as "group", b.role, b.since
		from (select distinct p.id, p.name from belongings b join people p on p.id = b.person_id
			where b.group_id in ? and b.until is null and p.erased is null and (p.name > ? or p.name = ? and p.id > ?)
			order by p.name, p.id limit ?) p
		join belongings b on b.person_id = p.id
		where b.group_id in ? and b.until is null
		order by p.name, p.id, b.group_id, b.since, b.role`, groups, after.Name, after.Name, after.ID, n, groups).Scan(&out).Error
	for i := range out {
		out[i].Since = out[i].Since.UTC()
	}
	return out, fault(err)
}

func (s *Store) ForgetPerson(ctx context.Context, id domain.PersonID, emails []string, at time.Time) error {
	for _, step := range []*gorm.DB{
		s.db.WithContext(ctx).Exec(`delete from contacts where person_id = ?`, id),
		s.db.WithContext(ctx).Exec(`update belongings set until = ? where person_id = ? and until is null`, at.UTC(), id),
		s.db.WithContext(ctx).Exec(`delete from sessions where person_id = ?`, id),
		s.db.WithContext(ctx).Exec(`delete from recovery_codes where person_id = ?`, id),
		s.db.WithContext(ctx).Exec(`delete from second_factors where person_id = ?`, id),
		s.db.WithContext(ctx).Exec(`delete from sign_ins where email in ?`, emails),
		s.db.WithContext(ctx).Exec(`delete from letters where person_id = ? or to_address in ?`, id, emails),
		s.db.WithContext(ctx).Exec(`delete from links where purpose = 'mail' and object in ?`, emails),
		s.db.WithContext(ctx).Exec(`update people set name = '—', erased = ?, version = version + 1 where id = ?`, at.UTC(), id),
	} {
		if step.Error != nil {
			return fault(step.Error)
		}
	}
	return s.DropKey(ctx, string(id))
}

// deedModel is a row of audit.
type deedModel struct {
	ID       string `gorm:"primaryKey"`
	At       time.Time
	PersonID *domain.PersonID
	GroupID  *domain.GroupID
	Act      string
	Object   string
	Detail   string
}

func (deedModel) TableName() string { return "audit" }

func (m deedModel) deed() people.Deed {
	return people.Deed{ID: m.ID, At: m.At.UTC(), Person: got(m.PersonID), Group: got(m.GroupID), Act: m.Act, Object: m.Object, Detail: m.Detail}
}

func deedOf(d people.Deed) deedModel {
	return deedModel{ID: d.ID, At: d.At.UTC(), PersonID: opt(d.Person), GroupID: opt(d.Group), Act: d.Act, Object: d.Object, Detail: d.Detail}
}

func (s *Store) Record(ctx context.Context, d people.Deed) error {
	m := deedOf(d)
	return fault(s.db.WithContext(ctx).Create(&m).Error)
}

func (s *Store) Deeds(ctx context.Context, groups []domain.GroupID, n int) ([]people.Deed, error) {
	return many(s.read.WithContext(ctx).Where("group_id in ?", groups).Order("at desc, id desc").Limit(n), deedModel.deed)
}

// houseModel is a row of house.
type houseModel struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

func (houseModel) TableName() string { return "house" }

func (s *Store) House(ctx context.Context, name string) (string, error) {
	m, err := one[houseModel](s.read.WithContext(ctx).Where("name = ?", name), "no-such-setting")
	if domain.Is(err, domain.NotFound) {
		return "", nil
	}
	return m.Value, err
}

func (s *Store) SetHouse(ctx context.Context, name, value string) error {
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&houseModel{name, value}).Error)
}
