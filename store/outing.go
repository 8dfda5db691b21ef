package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
)

var _ outing.Store = (*Store)(nil)

// outingModel is a row of outings.
type outingModel struct {
	ID       outing.ID `gorm:"primaryKey"`
	EffortID canvass.EffortID
	EventID  *string
	Day      string
	Meet     string
	Desk     string
	LeadID   domain.PersonID
	Made     time.Time
}

func (outingModel) TableName() string { return "outings" }

func (m outingModel) outing() outing.Outing {
	return outing.Outing{ID: m.ID, Effort: m.EffortID, Event: got(m.EventID), Day: m.Day, Meet: m.Meet, Desk: m.Desk, Lead: m.LeadID, Made: m.Made.UTC()}
}

func outingOf(o outing.Outing) outingModel {
	return outingModel{ID: o.ID, EffortID: o.Effort, EventID: opt(o.Event), Day: o.Day, Meet: o.Meet, Desk: o.Desk, LeadID: o.Lead, Made: o.Made.UTC()}
}

// teamModel is a row of teams.
type teamModel struct {
	ID       outing.TeamID `gorm:"primaryKey"`
	OutingID outing.ID
	Name     string
	Made     time.Time
}

func (teamModel) TableName() string { return "teams" }

func (m teamModel) team() outing.Team {
	return outing.Team{ID: m.ID, Outing: m.OutingID, Name: m.Name, Made: m.Made.UTC()}
}

func teamOf(t outing.Team) teamModel {
	return teamModel{ID: t.ID, OutingID: t.Outing, Name: t.Name, Made: t.Made.UTC()}
}

// memberModel is a row of team_members.
type memberModel struct {
	ID       outing.MemberID `gorm:"primaryKey"`
	TeamID   outing.TeamID
	PersonID *domain.PersonID
	Came     string
	Name     string
	Runner   bool
	Made     time.Time
	Gone     *time.Time
}

func (memberModel) TableName() string { return "team_members" }

func (m memberModel) member() outing.Member {
	return outing.Member{ID: m.ID, Team: m.TeamID, Person: got(m.PersonID), Came: m.Came, Name: m.Name, Runner: m.Runner, Made: m.Made.UTC(), Gone: when(m.Gone)}
}

func memberOf(m outing.Member) memberModel {
	return memberModel{ID: m.ID, TeamID: m.Team, PersonID: opt(m.Person), Came: m.Came, Name: m.Name, Runner: m.Runner, Made: m.Made.UTC(), Gone: maybe(m.Gone)}
}

// boardModel is a row of boards.
type boardModel struct {
	ID     outing.BoardID `gorm:"primaryKey"`
	TeamID outing.TeamID
	TurfID universe.TurfID
	Turn   int
	Alone  bool
	ByID   domain.PersonID
	Given  time.Time
	Until  time.Time
	Back   *time.Time
}

func (boardModel) TableName() string { return "boards" }

func (m boardModel) board() outing.Board {
	return outing.Board{ID: m.ID, Team: m.TeamID, Turf: m.TurfID, Turn: m.Turn, Alone: m.Alone, By: m.ByID, Given: m.Given.UTC(), Until: m.Until.UTC(), Back: when(m.Back)}
}

func boardOf(b outing.Board) boardModel {
	return boardModel{ID: b.ID, TeamID: b.Team, TurfID: b.Turf, Turn: b.Turn, Alone: b.Alone, ByID: b.By, Given: b.Given.UTC(), Until: b.Until.UTC(), Back: maybe(b.Back)}
}

// occasionRow is what an outing reads of an event.
type occasionRow struct {
	ID      string
	GroupID domain.GroupID
	Title   string
	Starts  time.Time
	Ends    time.Time
	Zone    string
	Town    string
}

func (r occasionRow) occasion() outing.Occasion {
	return outing.Occasion{ID: r.ID, Group: r.GroupID, Title: r.Title, Starts: r.Starts.UTC(), Ends: r.Ends.UTC(), Zone: r.Zone, Town: r.Town}
}

const occasion = `select id, group_id, title, starts, ends, zone, town from events `

func (s *Store) Occasion(ctx context.Context, event string) (outing.Occasion, error) {
	var rows []occasionRow
	err := s.read.WithContext(ctx).Raw(occasion+`where id = ?`, event).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		return outing.Occasion{}, domain.Refuse(domain.NotFound, "no-such-event")
	}
	if err != nil {
		return outing.Occasion{}, fault(err)
	}
	return rows[0].occasion(), nil
}

func (s *Store) Occasions(ctx context.Context, groups []domain.GroupID, from, to time.Time) ([]outing.Occasion, error) {
	var rows []occasionRow
	err := s.read.WithContext(ctx).Raw(occasion+`where group_id in ? and called and ends > ? and starts < ? order by starts, id limit 200`, groups, from.UTC(), to.UTC()).Scan(&rows).Error
	out := make([]outing.Occasion, len(rows))
	for i, r := range rows {
		out[i] = r.occasion()
	}
	return out, fault(err)
}

// arrivals is the parties that a gate let in, and walk-ins without an RSVP.
const arrivals = `
	select cast(r.id as text) as came, cast(r.person_id as text) as person_id, r.name, r.party, min(x.at) as at
	from gate_entries x join rsvps r on r.id = x.rsvp_id
	where x.event_id = ? and x.way = 'in' group by r.id, r.person_id, r.name, r.party
	union all
	select cast(x.id as text), null, x.name, x.people, x.at from gate_entries x where x.event_id = ? and x.way = 'walk-in' and x.name <> ''
	order by 5, 1`

func (s *Store) Arrivals(ctx context.Context, event string) ([]outing.Arrival, error) {
	var rows []struct {
		Came     string
		PersonID *domain.PersonID
		Name     string
		Party    int
		At       moment
	}
	err := s.read.WithContext(ctx).Raw(arrivals, event, event).Scan(&rows).Error
	out := make([]outing.Arrival, len(rows))
	for i, r := range rows {
		out[i] = outing.Arrival{Came: r.Came, Person: got(r.PersonID), Name: r.Name, Party: r.Party, At: r.At.Time}
	}
	return out, fault(err)
}

func (s *Store) Outing(ctx context.Context, id outing.ID) (outing.Outing, error) {
	m, err := one[outingModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-outing")
	return m.outing(), err
}

func (s *Store) OutingsOf(ctx context.Context, e canvass.EffortID) ([]outing.Outing, error) {
	return many(s.read.WithContext(ctx).Where("effort_id = ?", e).Order("day desc, id desc").Limit(100), outingModel.outing)
}

func (s *Store) OutingsAt(ctx context.Context, event string) ([]outing.Outing, error) {
	return many(s.read.WithContext(ctx).Where("event_id = ?", event).Order("made, id").Limit(100), outingModel.outing)
}

func (s *Store) PutOuting(ctx context.Context, o outing.Outing) error {
	m := outingOf(o)
	return s.put(ctx, &m)
}

func (s *Store) Team(ctx context.Context, id outing.TeamID) (outing.Team, error) {
	m, err := one[teamModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-team")
	return m.team(), err
}

func (s *Store) HoldTeam(ctx context.Context, id outing.TeamID) (outing.Team, error) {
	m, err := one[teamModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id), "no-such-team")
	return m.team(), err
}

func (s *Store) TeamsOf(ctx context.Context, id outing.ID) ([]outing.Team, error) {
	return many(s.read.WithContext(ctx).Where("outing_id = ?", id).Order("made, id"), teamModel.team)
}

func (s *Store) PutTeam(ctx context.Context, t outing.Team) error {
	m := teamOf(t)
	return s.put(ctx, &m)
}

func (s *Store) MembersOf(ctx context.Context, id outing.ID) ([]outing.Member, error) {
	q := s.read.WithContext(ctx).Where("team_id in (select id from teams where outing_id = ?)", id).Order("made, id")
	return many(q, memberModel.member)
}

func (s *Store) MembersIn(ctx context.Context, id outing.TeamID) ([]outing.Member, error) {
	return many(s.read.WithContext(ctx).Where("team_id = ?", id).Order("made, id"), memberModel.member)
}

func (s *Store) MembersWith(ctx context.Context, p domain.PersonID) ([]outing.Member, error) {
	return many(s.read.WithContext(ctx).Where("person_id = ?", p).Order("made, id"), memberModel.member)
}

func (s *Store) PutMembers(ctx context.Context, members []outing.Member) error {
	return putAll(ctx, s, members, memberOf)
}

func (s *Store) Board(ctx context.Context, id outing.BoardID) (outing.Board, error) {
	m, err := one[boardModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-board")
	return m.board(), err
}

func (s *Store) BoardsOf(ctx context.Context, id outing.ID) ([]outing.Board, error) {
	q := s.read.WithContext(ctx).Where("team_id in (select id from teams where outing_id = ?)", id).Order("given, id")
	return many(q, boardModel.board)
}

func (s *Store) PutBoard(ctx context.Context, b outing.Board) error {
	m := boardOf(b)
	return s.put(ctx, &m)
}

func (s *Store) RevokeLent(ctx context.Context, board outing.BoardID, p domain.PersonID, now time.Time) error {
	return fault(s.db.WithContext(ctx).Model(&credentialModel{}).
		Where("board_id = ? and revoked is null and (person_id = ? or ?)", board, opt(p), p == "").Update("revoked", now.UTC()).Error)
}

func (s *Store) HasBoard(ctx context.Context, board outing.BoardID, device string) (has bool, err error) {
	err = s.read.WithContext(ctx).Raw(`select count(*) > 0 from credentials where board_id = ? and device = ? and revoked is null`, board, device).Scan(&has).Error
	return has, fault(err)
}

// phones is each device that holds a board, with what it has sent of its turf.
const phones = `
	select c.board_id, c.device, cast(min(cast(c.person_id as text)) as text) as person_id, min(m.name) as name,
		(select count(*) from visits v where v.turf <> '' and v.device = c.device and v.turf = c.turf) as records,
		(select max(v.received) from visits v where v.turf <> '' and v.device = c.device and v.turf = c.turf) as last,
		min(case when c.revoked is null then 0 else 1 end) as over
	from credentials c join boards b on b.id = c.board_id join teams t on t.id = b.team_id
	left join team_members m on m.team_id = t.id and (m.id = c.person_id or m.person_id = c.person_id)
	where t.outing_id = ? and c.board_id is not null
	group by c.board_id, c.device, c.turf order by min(c.issued), c.device`

func (s *Store) PhonesOf(ctx context.Context, id outing.ID) ([]outing.Phone, error) {
	var rows []struct {
		BoardID  outing.BoardID
		Device   string
		PersonID domain.PersonID
		Name     *string
		Records  int
		Last     moment
		Over     int
	}
	err := s.read.WithContext(ctx).Raw(phones, id).Scan(&rows).Error
	out := make([]outing.Phone, len(rows))
	for i, r := range rows {
		out[i] = outing.Phone{Board: r.BoardID, Device: r.Device, Canvasser: r.PersonID, Name: got(r.Name), Records: r.Records, Last: r.Last.Time, Over: r.Over == 1}
	}
	return out, fault(err)
}

func (s *Store) CrewOf(ctx context.Context, board string) (canvass.Crew, error) {
	ms, err := many(s.read.WithContext(ctx).Where("team_id in (select team_id from boards where id = ?)", board), memberModel.member)
	crew := canvass.Crew{}
	for _, m := range ms {
		crew[domain.PersonID(m.ID)] = m.Canvasser()
	}
	return crew, err
}
