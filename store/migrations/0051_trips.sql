-- +goose Up
-- Who is out, and when they should be back. The last known turf, and never a
-- position.
create table trips (
	id        uuid      primary key,
	effort_id uuid      not null references efforts (id),
	outing_id uuid      references outings (id),
	member_id uuid      references team_members (id),
	person_id uuid,
	turf_id   uuid,
	buddy     text      not null check (length(buddy) <= 100),
	gone      timestamp not null,
	due       timestamp not null,
	back      timestamp,
	told      timestamp
);
create unique index trips_member on trips (member_id) where back is null and member_id is not null;
create unique index trips_person on trips (effort_id, person_id) where back is null and member_id is null;
create index trips_effort on trips (effort_id, due) where back is null;
create index trips_due on trips (due) where back is null and told is null;
