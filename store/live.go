package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

func (s *Store) TurfStates(ctx context.Context, e canvass.EffortID, now time.Time) (map[universe.State]int, int, error) {
	var rows []struct {
		State      universe.State
		N, Overdue int
	}
	err := s.read.WithContext(ctx).Raw(`
		select state, count(*) as n, count(case when state = 'out' and until <= ? then 1 end) as overdue from turfs where effort_id = ? group by state`, now.UTC(), e).Scan(&rows).Error
	states, overdue := map[universe.State]int{}, 0
	for _, r := range rows {
		states[r.State] = r.N
		overdue += r.Overdue
	}
	return states, overdue, fault(err)
}

// phonesQuery is the newest key of each phone with each turf, with the turf, its
// holder and what came of it. Its records are found by an index over phone and
// turf: what others sent costs nothing.
const phonesQuery = `
	with packs as (
		select c.*, row_number() over (partition by c.device, c.turf order by c.issued desc, c.hash) as nth from credentials c
		where c.effort_id = ? and c.turf <> '' and c.issued >= ?)
	select c.device, c.person_id as person, c.team, c.waiting, c.said, c.revoked, c.board_id as board, coalesce(p.name, '') as name,
		coalesce((select min(x.value) from contacts x where x.person_id = c.person_id and x.kind = 'phone'), '') as number,
		t.id, t.name as called, t.size, t.state, t.holder_id, t.board_id, t.taken, t.until,
		(select count(*) from visits v where v.turf <> '' and v.device = c.device and v.turf = c.turf) as records,
		(select max(v.received) from visits v where v.turf <> '' and v.device = c.device and v.turf = c.turf) as last
	from packs c join turfs t on cast(t.id as text) = c.turf and t.effort_id = c.effort_id left join people p on p.id = c.person_id
	where c.nth = 1 order by c.issued desc, c.hash limit ?`

func (s *Store) Phones(ctx context.Context, e canvass.EffortID, since time.Time) ([]universe.Phone, error) {
	var rows []struct {
		Device, Team, Name, Number, Called string
		Person                             string
		Waiting, Size, Records             int
		Said, Revoked, Taken, Until        *time.Time
		ID                                 universe.TurfID
		State                              universe.State
		HolderID, Board, BoardID           *string
		Last                               moment
	}
	if err := s.read.WithContext(ctx).Raw(phonesQuery, e, since.UTC(), maxPacks).Scan(&rows).Error; err != nil {
		return nil, fault(err)
	}
	phones := make([]universe.Phone, len(rows))
	for i, r := range rows {
		theirs := got(r.Board) == "" && got(r.HolderID) == r.Person || got(r.Board) != "" && got(r.Board) == got(r.BoardID)
		phones[i] = universe.Phone{
			Device: r.Device, Team: r.Team, Name: r.Name, Number: r.Number, Waiting: r.Waiting, Said: when(r.Said), Records: r.Records, Last: r.Last.Time,
			Turf: universe.Turf{ID: r.ID, Effort: e, Name: r.Called, Size: r.Size, State: r.State, Taken: when(r.Taken), Until: when(r.Until)},
			Out:  r.State == universe.Out && r.Revoked == nil && theirs,
		}
		phones[i].Person = domain.PersonID(r.Person)
	}
	return phones, nil
}
