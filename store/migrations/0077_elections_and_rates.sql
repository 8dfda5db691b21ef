-- +goose Up
-- Who entered the day of an election, and whether it ends a cycle.
alter table election_days add column general boolean not null default false;
alter table election_days add column by_id uuid;
alter table election_days add column by_name text not null default '';
alter table election_days add column made timestamp not null default '2026-11-30 00:00:00';

-- What another currency was worth over some days, as an officer read it, and
-- what each movement in it was worth by that.
create table rates (
	id        uuid      primary key,
	entity_id uuid      not null references entities (id),
	currency  text      not null check (length(currency) = 3),
	first_day text      not null check (length(first_day) = 10),
	last_day  text      not null check (length(last_day) = 10),
	millions  bigint    not null check (millions > 0),
	source    text      not null check (length(source) between 1 and 200),
	by_id     uuid,
	by_name   text      not null,
	made      timestamp not null,
	check (first_day <= last_day)
);
create index rates_days on rates (entity_id, currency, first_day);

alter table weighings add column worth bigint not null default 0;
alter table weighings add column worth_currency text not null default '';
create index weighings_unvalued on weighings (entity_id, currency, counts) where worth_currency = '';
