-- +goose Up
create table scripts (
	id       uuid      primary key,
	group_id uuid      not null references groups (id),
	key      text      not null check (length(key) between 1 and 120),
	title    text      not null,
	issue    text      not null,
	purpose  text      not null,
	locale   text      not null,
	minutes  integer   not null,
	latest   integer   not null,
	changed  timestamp not null,
	unique (group_id, key)
);

create table script_versions (
	id        uuid      primary key,
	script_id uuid      not null references scripts (id),
	n         integer   not null check (n > 0),
	source    text      not null,
	hash      text      not null,
	changed   timestamp not null,
	changer   uuid      not null,
	published timestamp,
	publisher uuid,
	unique (script_id, n)
);
