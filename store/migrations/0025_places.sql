-- +goose Up
alter table events add column held integer not null default 0 check (held >= 0);
alter table events add column parted boolean not null default false;

create table event_shifts (
	event_id uuid      not null references events (id),
	number   integer   not null check (number >= 0),
	starts   timestamp not null,
	ends     timestamp not null,
	primary key (event_id, number),
	check (ends > starts)
);

create table event_places (
	event_id uuid    not null references events (id),
	shift    integer not null,
	pool     text    not null,
	capacity integer not null check (capacity >= 0),
	taken    integer not null check (taken >= 0),
	held     integer not null check (held >= 0),
	waiting  integer not null check (waiting >= 0),
	primary key (event_id, shift, pool),
	foreign key (event_id, shift) references event_shifts (event_id, number)
);

alter table rsvps add column shift integer not null default 0;
alter table rsvps add column pool text not null default 'general';
alter table rsvps add column offered timestamp;
alter table rsvps add column queued timestamp not null default '1970-01-01 00:00:00';
update rsvps set queued = made;
drop index rsvps_queue;
create index rsvps_queue on rsvps (event_id, shift, pool, state, queued, id);
create index rsvps_offered on rsvps (offered) where offered is not null;
