-- +goose Up
-- Transfers as banks tell of them, and who is known by their account.
create table bank_lines (
	id         uuid      primary key,
	entity_id  uuid      not null,
	group_id   uuid      not null references groups (id),
	sandbox    boolean   not null,
	once_key   text      not null,
	day        text      not null check (length(day) = 10),
	minor      bigint    not null check (minor > 0),
	currency   text      not null check (length(currency) = 3),
	name       text      not null,
	reference  text      not null,
	account    text      not null,
	payer      text      not null,
	email      text      not null,
	kind       text      not null check (kind in ('', 'gift', 'dues')),
	state      text      not null check (state in ('waiting', 'booked', 'left')),
	by_id      uuid,
	decided    timestamp,
	made       timestamp not null,
	unique (entity_id, once_key),
	foreign key (entity_id, sandbox) references entities (id, sandbox)
);
create index bank_lines_waiting on bank_lines (group_id, day) where state = 'waiting';

create table bank_payers (
	entity_id uuid not null references entities (id),
	sign      text not null,
	name      text not null,
	email     text not null,
	kind      text not null check (kind in ('gift', 'dues')),
	primary key (entity_id, sign)
);
