-- +goose Up
alter table events add column release_at timestamp;
alter table rsvps add column released timestamp;

create table gates (
	id       uuid      primary key,
	event_id uuid      not null references events (id),
	name     text      not null check (length(name) <= 60),
	by_id    uuid      not null,
	hash     text      not null unique,
	until    timestamp not null,
	made     timestamp not null
);
create index gates_event on gates (event_id, made, id);

create table gate_entries (
	id       uuid      primary key,
	event_id uuid      not null references events (id),
	gate_id  uuid      not null references gates (id),
	rsvp_id  uuid      references rsvps (id),
	way      text      not null check (way in ('in', 'out', 'walk-in')),
	name     text      not null,
	shift    integer   not null,
	pool     text      not null,
	people   integer   not null check (people between 1 and 100),
	at       timestamp not null,
	counted  integer   not null,
	after_id uuid,
	changed  timestamp not null
);
create index gate_entries_event on gate_entries (event_id, changed, id);
create index gate_entries_rsvp on gate_entries (rsvp_id) where rsvp_id is not null;
create index rsvps_changed on rsvps (event_id, changed, id);
