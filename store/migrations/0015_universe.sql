-- +goose Up
create table turfs (
	id        uuid      primary key,
	effort_id uuid      not null references efforts (id),
	name      text      not null check (length(name) between 1 and 120),
	named     boolean   not null,
	outline   text      not null,
	lat       double precision not null,
	lon       double precision not null,
	size      integer   not null check (size >= 0),
	block     boolean   not null,
	state     text      not null check (state in ('free', 'out', 'returned', 'finished')),
	holder_id uuid,
	team      text      not null,
	taken     timestamp,
	until     timestamp,
	made      timestamp not null,
	changed   timestamp not null,
	check (state <> 'out' or holder_id is not null and until is not null)
);
create index turfs_effort on turfs (effort_id, name);
create index turfs_out on turfs (holder_id, until) where state = 'out';

-- address_key and uprn_key are keyed hashes: what a quiet door is known by.
create table doors (
	id          uuid      primary key,
	effort_id   uuid      not null references efforts (id),
	turf_id     uuid      references turfs (id),
	place       integer   not null check (place >= 0),
	flat        text      not null,
	number      text      not null,
	street      text      not null,
	town        text      not null,
	postcode    text      not null,
	uprn        text      not null,
	address_key text      not null,
	uprn_key    text      not null,
	lat         double precision not null,
	lon         double precision not null,
	sure        text      not null check (sure in ('', 'pin', 'postcode', 'uprn', 'file')),
	language    text      not null,
	quiet       boolean   not null,
	open        boolean   not null,
	added       boolean   not null,
	source      text      not null,
	made        timestamp not null
);
create index doors_turf on doors (turf_id, place) where turf_id is not null;
create index doors_address on doors (effort_id, address_key);

create table electors (
	id        uuid      primary key,
	effort_id uuid      not null references efforts (id),
	door_id   uuid      not null references doors (id),
	name      text      not null,
	number    text      not null,
	source    text      not null,
	expires   timestamp
);
create index electors_door on electors (door_id);

-- Where nobody may knock again, whatever effort, and nothing more: no address
-- stands here, so that a later file cannot bring one back.
create table quiet_doors (
	key  text      primary key,
	kind text      not null check (kind in ('do_not_contact', 'deceased')),
	at   timestamp not null
);
