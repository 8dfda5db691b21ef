-- +goose Up
-- Events that supporters would like their group to call; called, the event has the same id.
create table event_proposals (
	id         uuid      primary key,
	group_id   uuid      not null references groups (id),
	by_id      uuid,
	said       text      not null,
	made       timestamp not null,
	decided    timestamp,
	decider_id uuid,
	accepted   boolean   not null,
	why        text      not null
);
create index event_proposals_open on event_proposals (group_id, made, id) where decided is null;
create index event_proposals_by on event_proposals (by_id, made) where by_id is not null;
