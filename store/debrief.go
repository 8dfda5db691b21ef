package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/outing"
)

// debriefModel is a row of debriefs.
type debriefModel struct {
	TeamID outing.TeamID `gorm:"primaryKey"`
	Best   string
	Worst  outing.Worst
	NextID *outing.MemberID
	ByID   domain.PersonID
	Made   time.Time
}

func (debriefModel) TableName() string { return "debriefs" }

func (m debriefModel) debrief() outing.Debrief {
	return outing.Debrief{Team: m.TeamID, Best: m.Best, Worst: m.Worst, Next: got(m.NextID), By: m.ByID, Made: m.Made.UTC()}
}

func debriefOf(d outing.Debrief) debriefModel {
	return debriefModel{TeamID: d.Team, Best: d.Best, Worst: d.Worst, NextID: opt(d.Next), ByID: d.By, Made: d.Made.UTC()}
}

func (s *Store) PutDebrief(ctx context.Context, d outing.Debrief) error {
	m := debriefOf(d)
	return s.put(ctx, &m)
}

func (s *Store) DebriefsOf(ctx context.Context, id outing.ID) ([]outing.Debrief, error) {
	q := s.read.WithContext(ctx).Where("team_id in (select id from teams where outing_id = ?)", id).Order("made, team_id")
	return many(q, debriefModel.debrief)
}

// harvest is the visits that count, of days around an outing, by the team in
// whose hands their turf was from then on.
const harvest = `
	select t.id as team, count(*) as doors, sum(case when v.outcome = 'spoke' then 1 else 0 end) as spoke, sum(case when v.conversation then 1 else 0 end) as conversations
	from teams t join visits v on v.effort_id = ? and v.day between ? and ? and v.team = t.name and v.kind = 'visit' and v.outcome not in ('inaccessible', 'unsafe')
	where t.outing_id = ? and exists (select 1 from boards b where b.team_id = t.id and cast(b.turf_id as text) = v.turf and b.given <= v.happened)
	and not exists (select 1 from visits a where a.refers = v.id and a.kind = 'annulment' and a.effort_id = v.effort_id and (a.device = v.device or a.lead))
	group by t.id`

func (s *Store) HarvestOf(ctx context.Context, o outing.Outing) ([]outing.Harvest, error) {
	var all []outing.Harvest
	from, to := o.Made.UTC().AddDate(0, 0, -1).Format(time.DateOnly), o.Day
	if day, err := time.Parse(time.DateOnly, o.Day); err == nil {
		to = day.AddDate(0, 0, 2).Format(time.DateOnly) // who brings a phone late is of the day
	}
	err := s.read.WithContext(ctx).Raw(harvest, o.Effort, min(from, o.Day), to, o.ID).Scan(&all).Error
	return all, fault(err)
}
