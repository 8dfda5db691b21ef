-- +goose Up
create table seats (
	code         text    primary key,
	name         text    not null,
	folded       text    not null,
	country      text    not null check (length(country) = 2),
	region       text    not null,
	first_party  text    not null,
	second_party text    not null,
	votes        text    not null,
	majority     integer not null check (majority >= 0),
	valid        integer not null check (valid >= 0),
	electorate   integer not null check (electorate >= 0),
	held         timestamp,
	source       text    not null,
	lat          double precision not null,
	lon          double precision not null
);
create index seats_country on seats (country, code);

create table boundaries (
	code  text primary key,
	name  text not null,
	lat   double precision not null,
	lon   double precision not null,
	south double precision not null,
	west  double precision not null,
	north double precision not null,
	east  double precision not null,
	shape text not null
);
create index boundaries_north on boundaries (north);

create table postcodes (
	code    text    not null,
	country text    not null check (length(country) = 2),
	whole   boolean not null,
	lat     double precision not null,
	lon     double precision not null,
	seat    text    not null,
	primary key (code, country)
);

create table towns (
	folded  text not null,
	country text not null check (length(country) = 2),
	name    text not null,
	lat     double precision not null,
	lon     double precision not null,
	primary key (folded, country)
);

create table sources (
	kind  text      primary key,
	says  text      not null,
	file  text      not null,
	count integer   not null,
	at    timestamp not null
);

create table sides (
	group_id uuid      primary key references groups (id),
	party    text      not null,
	by_id    uuid,
	name     text      not null,
	at       timestamp not null
);

create table decisions (
	id       uuid      primary key,
	group_id uuid      not null references groups (id),
	seat     text      not null references seats (code),
	side     text      not null,
	by_id    uuid,
	name     text      not null,
	at       timestamp not null,
	note     text      not null,
	ended    timestamp,
	ended_by uuid
);
create unique index decisions_standing on decisions (group_id, seat) where ended is null;
