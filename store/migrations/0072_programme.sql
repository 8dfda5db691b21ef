-- +goose Up
-- The programme of a festival: sessions in rooms. Places of one that wants
-- sign-up are taken by a conditional update, and never promised twice.
create table programme_rooms (
	id       uuid    primary key,
	event_id uuid    not null references events (id),
	name     text    not null,
	name_key text    not null,
	capacity integer not null check (capacity >= 0),
	unique (event_id, name_key)
);

create table programme_sessions (
	id       uuid      primary key,
	event_id uuid      not null references events (id),
	room_id  uuid      references programme_rooms (id),
	title    text      not null,
	about    text      not null,
	language text      not null,
	starts   timestamp not null,
	ends     timestamp not null,
	sign_up  boolean   not null,
	capacity integer   not null check (capacity >= 0),
	taken    integer   not null check (taken >= 0),
	called   boolean   not null,
	version  bigint    not null,
	changed  timestamp not null,
	check (ends > starts)
);
create index programme_sessions_event on programme_sessions (event_id, starts, id);
