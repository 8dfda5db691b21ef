-- +goose Up
-- What a team says when it is back: choices, and no words about anybody.
create table debriefs (
	team_id uuid      primary key references teams (id),
	best    text      not null,
	worst   text      not null,
	next_id uuid,
	by_id   uuid      not null,
	made    timestamp not null
);
