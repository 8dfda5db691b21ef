-- +goose Up
create table efforts (
	id         uuid      primary key,
	group_id   uuid      not null references groups (id),
	name       text      not null check (length(name) between 1 and 120),
	script_id  uuid      not null references scripts (id),
	version_id uuid      not null references script_versions (id),
	doors      integer   not null check (doors >= 0),
	starts     timestamp not null,
	ends       timestamp not null,
	zone       text      not null,
	controller text      not null,
	level      text      not null check (level in ('street', 'household', 'roll')),
	keep_days  integer   not null check (keep_days > 0),
	fill       text      not null,
	lists      text      not null,
	salt       text      not null,
	made       timestamp not null,
	maker      uuid      not null,
	changed    timestamp not null
);
create index efforts_group on efforts (group_id, ends);

create table credentials (
	hash      text      primary key,
	effort_id uuid      not null references efforts (id),
	person_id uuid      not null,
	device    text      not null,
	team      text      not null,
	issued    timestamp not null,
	ends      timestamp not null,
	revoked   timestamp
);
create index credentials_person on credentials (effort_id, person_id);

-- Ratings: -2 is not asked, -1 is declined, and neither is ever a number.
create table visits (
	id           uuid      primary key,
	kind         text      not null,
	refers       uuid,
	effort_id    uuid      not null references efforts (id),
	team         text      not null,
	turf         text      not null,
	door         text      not null,
	elector      text      not null,
	canvasser_id uuid      not null,
	device       text      not null,
	sequence     bigint    not null,
	version_id   uuid,
	arm          text      not null,
	outcome      text      not null,
	answers      text      not null,
	rated_before integer   not null check (rated_before between -2 and 10),
	rated_after  integer   not null check (rated_after between -2 and 10),
	consents     text      not null,
	detail       text      not null,
	started      timestamp not null,
	ended        timestamp not null,
	received     timestamp not null,
	happened     timestamp not null,
	day          text      not null,
	hour         integer   not null,
	conversation boolean   not null,
	reached      text      not null,
	lead         boolean   not null,
	raw          text      not null
);
create index visits_day on visits (effort_id, day);
create index visits_refers on visits (refers) where refers is not null;
create index visits_door on visits (door) where door <> '';

create table visit_consents (
	visit_id uuid      not null,
	channel  text      not null,
	wording  text      not null,
	at       timestamp not null,
	primary key (visit_id, channel, wording)
);

create table quarantine (
	key       text      primary key,
	record    text      not null,
	effort_id uuid,
	person_id uuid      not null,
	device    text      not null,
	why       text      not null,
	raw       bytea     not null,
	received  timestamp not null,
	skew      bigint    not null,
	decided   timestamp,
	decider   uuid,
	accepted  boolean   not null
);
create index quarantine_waiting on quarantine (effort_id, received) where decided is null;

create table tally_marks (
	record_id uuid primary key,
	effort_id uuid not null,
	day       text not null,
	refers    uuid
);

create table tallies (
	effort_id      uuid      not null references efforts (id),
	day            text      not null,
	pseudonym      text      not null,
	team           text      not null,
	spoke          integer   not null,
	spoke_other    integer   not null,
	not_home       integer   not null,
	come_back      integer   not null,
	refused        integer   not null,
	moved          integer   not null,
	deceased       integer   not null,
	wrong_address  integer   not null,
	inaccessible   integer   not null,
	language       integer   not null,
	do_not_contact integer   not null,
	do_not_return  integer   not null,
	unsafe         integer   not null,
	conversations  integer   not null,
	firsts         integer   not null,
	pairs          integer   not null,
	moved_up       integer   not null,
	moved_down     integer   not null,
	moved_sum      integer   not null,
	moved_squares  integer   not null,
	last           timestamp not null,
	primary key (effort_id, day, pseudonym, team)
);

create table tally_hours (
	effort_id     uuid    not null references efforts (id),
	day           text    not null,
	hour          integer not null,
	attempts      integer not null,
	spoke         integer not null,
	conversations integer not null,
	primary key (effort_id, day, hour)
);

create table tally_steps (
	effort_id  uuid    not null references efforts (id),
	day        text    not null,
	version_id uuid    not null,
	step       text    not null,
	reached    integer not null,
	primary key (effort_id, day, version_id, step)
);
