-- +goose Up
-- How many places of an event are in pools beside General, where there is General, and how many of those
-- are promised or kept: lists and searches count what anybody may take.
alter table events add column reserved integer not null default 0;
alter table events add column reserved_used integer not null default 0;

update events set
	reserved = (select coalesce(sum(case when p.pool <> 'general' then p.capacity else 0 end), 0) from event_places p where p.event_id = events.id),
	reserved_used = (select coalesce(sum(case when p.pool <> 'general' then p.taken + p.held else 0 end), 0) from event_places p where p.event_id = events.id)
where parted;

update events set reserved = 0, reserved_used = 0
where parted and (reserved = 0 or not exists (select 1 from event_places g where g.event_id = events.id and g.pool = 'general' and g.capacity > 0));
