-- +goose Up
create table extents (
	effort_id uuid      primary key references efforts (id),
	doors     integer   not null,
	exact     integer   not null,
	near      integer   not null,
	nowhere   integer   not null,
	cut       integer   not null,
	met       integer   not null,
	counted   timestamp not null
);
