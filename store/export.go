package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"
)

// exports is everything that a movement may want to carry elsewhere, by the
// name of the table. Sessions, links and whatever else opens a door stay here,
// and so does what is sealed.
var exports = map[string]string{
	"entities":        `select * from entities order by id`,
	"groups":          `select * from groups order by lineage`,
	"people":          `select * from people order by id`,
	"contacts":        `select * from contacts order by id`,
	"belongings":      `select * from belongings order by id`,
	"consents":        `select * from consents order by at, id`,
	"suppressions":    `select * from suppressions order by address`,
	"audit":           `select * from audit order by at, id`,
	"events":          `select * from events order by starts, id`,
	"lifts":           `select id, event_id, rsvp_id, side, district, origin, title, seats, taken, shift, made, ended from lifts order by made, id`,
	"lift_pairs":      `select id, offer_id, want_id, seats, driver, rider, made, ended from lift_pairs order by made, id`,
	"delegations":     `select id, event_id, name, contact, people, by_id, made, changed from delegations order by event_id, made, id`,
	"event_hosts":     `select id, event_id, address, person_id, until, by_id, made, ended from event_hosts order by made, id`,
	"attendance":      `select * from attendance order by event_id, subject`,
	"event_proposals": `select * from event_proposals order by made, id`,
	"gate_entries":    `select * from gate_entries order by event_id, at, id`,
	"event_shifts":    `select * from event_shifts order by event_id, number`,
	"event_places":    `select * from event_places order by event_id, shift, pool`,
	"newcomers":       `select id, entity_id, group_id, person_id, name, contact, channel, wording, source, locale, made, state, outcome, changed from newcomers order by made, id`,
	"rsvps":           `select id, event_id, name, contact, person_id, party, shift, pool, state, offered, queued, first, locale, zone, confirmed, released, in_vain, from_id, made, changed from rsvps order by event_id, made, id`,
	"scripts":         `select * from scripts order by id`,
	"script_versions": `select * from script_versions order by script_id, n`,
	"programme_rooms": `
		select id, event_id, name, capacity from programme_rooms order by event_id, name, id`,
	"programme_speakers": `
		select id, event_id, name, address, yes, by_id, own, made from programme_speakers order by event_id, name, id`,
	"programme_billing": `
		select * from programme_billing order by session_id, place`,
	"programme_picks": `
		select * from programme_picks order by session_id, rsvp_id`,
	"programme_sessions": `
		select * from programme_sessions order by event_id, starts, id`,
	"efforts": `select id, group_id, name, script_id, version_id, doors, starts, ends, zone, controller, level, keep_days, made, maker, changed
		from efforts order by id`,
	"visits": `select id, kind, refers, effort_id, team, turf, door, elector, canvasser_id, device, sequence, version_id, arm, outcome, answers,
		rated_before, rated_after, consents, detail, started, ended, received, happened, conversation from visits order by effort_id, happened, id`,
	"turfs": `select * from turfs order by effort_id, name, id`,
	"doors": `select id, effort_id, turf_id, place, flat, number, street, town, postcode, uprn, lat, lon, sure, language, open, added, made from doors
		where ` + noRegister + ` order by effort_id, turf_id, place, id`,
	"plans":        `select * from plans order by id`,
	"payments":     `select * from payments order by id`,
	"transactions": `select * from transactions order by id`,
	"entries":      `select * from entries`,
	"sides":        `select * from sides`,
	"decisions":    `select * from decisions order by id`,
}

// noRegister leaves out what came with an electoral register: the law gives it
// for one use, and handing it on is an offence.
const noRegister = `source not in (select cast(id as text) from imports where dated is not null)`

// Export hands out every table, one after the other and row by row: begin is
// called with a table's name and columns, and what it returns with each row.
func (s *Store) Export(ctx context.Context, begin func(table string, columns []string) (row func([]string) error, err error)) error {
	for _, table := range slices.Sorted(maps.Keys(exports)) {
		rows, err := s.read.WithContext(ctx).Raw(exports[table]).Rows()
		if err != nil {
			return fmt.Errorf("export of %s: %w", table, fault(err))
		}
		if err := exportRows(rows, table, begin); err != nil {
			return fmt.Errorf("export of %s: %w", table, err)
		}
	}
	return nil
}

func exportRows(rows *sql.Rows, table string, begin func(string, []string) (func([]string) error, error)) error {
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	row, err := begin(table, columns)
	if err != nil {
		return err
	}
	values, into, text := make([]any, len(columns)), make([]any, len(columns)), make([]string, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			text[i] = written(v)
		}
		if err := row(text); err != nil {
			return err
		}
	}
	return rows.Err()
}

// written is a value as a table of text holds it, the same from both databases.
func written(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case []byte:
		return string(x)
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano)
	case bool:
		return map[bool]string{true: "true", false: "false"}[x]
	case [16]byte:
		return fmt.Sprintf("%x-%x-%x-%x-%x", x[:4], x[4:6], x[6:8], x[8:10], x[10:])
	}
	return fmt.Sprint(v)
}
