-- +goose Up
-- Calling cards that were printed together: for the doors of a turf, or one
-- that is the same for every door and proves no address.
create table card_stacks (
	id        uuid      primary key,
	effort_id uuid      not null references efforts (id),
	turf_id   uuid,
	by_id     uuid      not null,
	made      timestamp not null,
	revoked   timestamp
);
create index card_stacks_effort on card_stacks (effort_id, made);

-- The keys are the keyed hashes of the door's address: by them a card can object
-- when the door itself is forgotten.
create table cards (
	hash        text    primary key,
	stack_id    uuid    not null references card_stacks (id),
	effort_id   uuid    not null references efforts (id),
	door_id     uuid,
	address_key text    not null,
	uprn_key    text    not null
);
create index cards_stack on cards (stack_id);
create index cards_door on cards (effort_id) where door_id is not null;

-- A complaint or a request of somebody who need not have an account. What they
-- wrote, where they live and how they are reached is sealed.
create table complaints (
	id        uuid      primary key,
	hash      text      not null unique,
	group_id  uuid      not null references groups (id),
	effort_id uuid      references efforts (id),
	kind      text      not null check (kind in ('complaint', 'object', 'delete', 'copy')),
	words     bytea,
	name      bytea,
	email     bytea,
	address   bytea,
	locale    text      not null,
	made      timestamp not null,
	due       timestamp not null,
	seen      timestamp,
	seen_by   uuid,
	closed    timestamp,
	closed_by uuid,
	answer    bytea
);
create index complaints_group on complaints (group_id, due) where closed is null;
create index complaints_closed on complaints (closed) where closed is not null;
