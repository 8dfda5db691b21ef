-- +goose Up
-- Minutes that a canvasser walked on a day, as the times of their records tell.
alter table tallies add column minutes integer not null default 0;

-- What an effort has come to, read by one look: made anew with every count.
create table digests (
	effort_id uuid      primary key references efforts (id),
	at        timestamp not null,
	body      text      not null
);

-- How many records a phone said it still had, and when.
alter table credentials add column waiting integer not null default 0 check (waiting >= 0);
alter table credentials add column said timestamp;
