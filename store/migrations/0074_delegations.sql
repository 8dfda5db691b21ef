-- +goose Up
-- A partner group that comes to an event with many: its places stand as RSVPs of
-- ten at most, whose ids follow from its own.
create table delegations (
	id       uuid      primary key,
	event_id uuid      not null references events (id),
	name     text      not null,
	contact  text      not null,
	people   integer   not null check (people between 0 and 500),
	by_id    uuid      not null,
	made     timestamp not null,
	changed  timestamp not null
);
create index delegations_event on delegations (event_id, made, id);
create index delegations_contact on delegations (contact);
