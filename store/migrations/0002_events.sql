-- +goose Up
create table events (
	id       uuid      primary key,
	group_id uuid      not null references groups (id),
	kind     text      not null,
	slug     text      not null unique,
	title    text      not null check (length(title) between 1 and 120),
	about    text      not null,
	starts   timestamp not null,
	ends     timestamp not null,
	zone     text      not null,
	venue    text      not null,
	street   text      not null,
	town     text      not null,
	postcode text      not null,
	country  text      not null,
	area     text      not null,
	lat      double precision not null,
	lon      double precision not null,
	seat     text      not null,
	capacity integer   not null check (capacity >= 0),
	taken    integer   not null check (taken >= 0),
	waiting  integer   not null check (waiting >= 0),
	public   boolean   not null,
	called   boolean   not null,
	why      text      not null,
	search   text      not null,
	version  bigint    not null,
	by_id    uuid,
	made     timestamp not null,
	changed  timestamp not null,
	check (ends > starts)
);
create index events_starts on events (starts, id);
create index events_group on events (group_id, starts, id);
create index events_seat on events (seat, starts);

create table rsvps (
	id        uuid      primary key,
	event_id  uuid      not null references events (id),
	name      text      not null,
	name_key  text      not null,
	contact   text      not null,
	person_id uuid,
	party     integer   not null check (party between 1 and 10),
	state     text      not null check (state in ('coming', 'waiting', 'given-back')),
	first     boolean   not null,
	needs     bytea,
	locale    text      not null,
	made      timestamp not null,
	changed   timestamp not null,
	unique (event_id, name_key, contact)
);
create index rsvps_queue on rsvps (event_id, state, made, id);
create index rsvps_event on rsvps (event_id, made, id);
create index rsvps_contact on rsvps (contact);

create table rsvp_reminders (
	rsvp_id uuid      not null references rsvps (id),
	kind    text      not null,
	at      timestamp not null,
	primary key (rsvp_id, kind)
);
