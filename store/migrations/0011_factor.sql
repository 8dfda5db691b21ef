-- +goose Up
-- When somebody last proved who they are in this browser, beyond its cookie.
alter table sessions add column proven timestamp;

create table second_factors (
	person_id uuid      primary key references people (id),
	secret    bytea     not null,
	step      bigint    not null,
	confirmed timestamp,
	tries     integer   not null,
	tried     timestamp not null
);

create table recovery_codes (
	hash      text      primary key,
	person_id uuid      not null references people (id),
	used      timestamp
);
create index recovery_codes_person on recovery_codes (person_id);
