-- +goose Up
-- A day out of an effort, run by a lead, perhaps at an event.
create table outings (
	id        uuid      primary key,
	effort_id uuid      not null references efforts (id),
	event_id  uuid      references events (id),
	day       text      not null,
	meet      text      not null,
	desk      text      not null,
	lead_id   uuid      not null,
	made      timestamp not null
);
create index outings_effort on outings (effort_id, day, id);
create index outings_event on outings (event_id) where event_id is not null;

create table teams (
	id        uuid      primary key,
	outing_id uuid      not null references outings (id),
	name      text      not null check (length(name) between 1 and 64),
	made      timestamp not null
);
create index teams_outing on teams (outing_id, made, id);

-- Whoever has no account is known by this id alone: it is what stands as the
-- canvasser in what they record. "came" is the RSVP or the entry of a gate.
create table team_members (
	id        uuid      primary key,
	team_id   uuid      not null references teams (id),
	person_id uuid,
	came      text      not null,
	name      text      not null check (length(name) <= 100),
	runner    boolean   not null,
	made      timestamp not null,
	gone      timestamp
);
create index team_members_team on team_members (team_id, made, id);
create index team_members_person on team_members (person_id) where person_id is not null;

-- A turf in the hands of a team. Which board has a turf now is said by the turf.
create table boards (
	id       uuid      primary key,
	team_id  uuid      not null references teams (id),
	turf_id  uuid      not null,
	turn     integer   not null,
	alone    boolean   not null,
	by_id    uuid      not null,
	given    timestamp not null,
	until    timestamp not null,
	back     timestamp
);
create index boards_team on boards (team_id, given, id);

alter table turfs add column board_id uuid;
alter table credentials add column board_id uuid;
create index credentials_board on credentials (board_id) where board_id is not null;
