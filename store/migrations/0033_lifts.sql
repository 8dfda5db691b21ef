-- +goose Up
create table lifts (
	id       uuid      primary key,
	event_id uuid      not null references events (id),
	rsvp_id  uuid      references rsvps (id),
	side     text      not null check (side in ('want', 'offer', 'coach')),
	district text      not null,
	origin   text      not null,
	title    text      not null,
	seats    integer   not null check (seats >= 1),
	taken    integer   not null check (taken between 0 and seats),
	made     timestamp not null,
	ended    timestamp
);
create unique index lifts_rsvp on lifts (rsvp_id) where ended is null;
create index lifts_event on lifts (event_id, made, id);

create table lift_pairs (
	id       uuid      primary key,
	offer_id uuid      not null references lifts (id),
	want_id  uuid      not null references lifts (id),
	seats    integer   not null check (seats >= 1),
	driver   timestamp,
	rider    timestamp,
	made     timestamp not null,
	ended    timestamp,
	unique (offer_id, want_id)
);
create unique index lift_pairs_want on lift_pairs (want_id) where ended is null;
