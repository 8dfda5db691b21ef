-- +goose Up
-- What went wrong on a doorstep. The words are sealed, each with a key of its
-- own, and go after three years, whatever the effort's clock says.
create table incidents (
	id        uuid      primary key,
	effort_id uuid      not null references efforts (id),
	group_id  uuid      not null references groups (id),
	turf_id   uuid,
	kind      text      not null,
	words     bytea     not null,
	by_id     uuid,
	day       text      not null,
	made      timestamp not null
);
create index incidents_group on incidents (group_id, made, id);
create index incidents_made on incidents (made);
create index incidents_by on incidents (by_id) where by_id is not null;

create table incident_reads (
	id          uuid      primary key,
	incident_id uuid      not null references incidents (id),
	person_id   uuid      not null,
	at          timestamp not null
);
create index incident_reads_of on incident_reads (incident_id, at, id);
