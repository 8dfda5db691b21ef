-- +goose Up
-- A printed walk list: which door is at which row, and under which version of
-- the script it was printed. Rows that were typed are records like any others.
create table sheets (
	id         uuid      primary key,
	code       text      not null unique,
	effort_id  uuid      not null references efforts (id),
	turf_id    uuid      not null,
	board_id   uuid,
	team       text      not null,
	version_id uuid      not null,
	doors      text      not null,
	by_id      uuid      not null,
	made       timestamp not null
);
create index sheets_effort on sheets (effort_id, made, id);
