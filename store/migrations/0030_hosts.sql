-- +goose Up
create table event_hosts (
	id        uuid      primary key,
	event_id  uuid      not null references events (id),
	address   text      not null,
	person_id uuid,
	until     timestamp not null,
	by_id     uuid,
	made      timestamp not null,
	ended     timestamp,
	unique (event_id, address)
);
create index event_hosts_person on event_hosts (person_id, until);
create index event_hosts_address on event_hosts (address);
