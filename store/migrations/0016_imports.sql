-- +goose Up
create table imports (
	id        uuid      primary key,
	effort_id uuid      not null references efforts (id),
	file      text      not null,
	bytes     bigint    not null,
	country   text      not null check (length(country) = 2),
	encoding  text      not null,
	header    text      not null,
	samples   text      not null,
	columns   text      not null,
	dated     timestamp,
	supplier  text      not null,
	permitted text      not null,
	expires   timestamp,
	stage     text      not null check (stage in ('checking', 'checked', 'running', 'done', 'failed')),
	why       text      not null,
	line      integer   not null,
	rows      integer   not null,
	progress  text      not null,
	faults    text      not null,
	by_id     uuid      not null,
	made      timestamp not null,
	changed   timestamp not null
);
create index imports_effort on imports (effort_id, made);
create index imports_busy on imports (changed) where stage in ('checking', 'running');

-- The file itself, until its doors are in: whoever is killed goes on from it.
create table import_pieces (
	import_id uuid    not null,
	n         integer not null,
	body      bytea   not null,
	primary key (import_id, n)
);

create table uprns (
	uprn text primary key,
	lat  double precision not null,
	lon  double precision not null
);

-- Whether another effort has the same address is asked by the address alone.
create index doors_key on doors (address_key);
