-- +goose Up
-- The lot by which an effort's households have one talk or another, the effort
-- that asks both again, and what that came to. It is read once.
create table comparisons (
	effort_id uuid      primary key references efforts (id),
	seed      text      not null,
	per_arm   integer   not null check (per_arm > 0),
	drawn     timestamp not null,
	maker     uuid      not null,
	follow_id uuid      unique references efforts (id),
	read      timestamp,
	found     text      not null
);
