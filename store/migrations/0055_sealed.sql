-- +goose Up
-- A day whose records may be deleted: its tallies are never counted anew. What
-- they came to when it was sealed stands here, and each record that comes
-- later has a line of its own in late_records.
create table sealed_days (
	effort_id     uuid      not null references efforts (id),
	day           text      not null,
	at            timestamp not null,
	visits        integer   not null,
	conversations integer   not null,
	firsts        integer   not null,
	pairs         integer   not null,
	moved_sum     integer   not null,
	moved_squares integer   not null,
	primary key (effort_id, day)
);

-- visits is 1 for what adds, -1 for what takes back, 0 for what counts nothing.
create table late_records (
	record_id     uuid      primary key,
	effort_id     uuid      not null references efforts (id),
	day           text      not null,
	at            timestamp not null,
	outcome       text      not null,
	visits        integer   not null check (visits between -1 and 1),
	conversations integer   not null,
	firsts        integer   not null,
	pairs         integer   not null,
	moved_sum     integer   not null,
	moved_squares integer   not null
);
create index late_records_day on late_records (effort_id, day);

-- The numbers of records that are deleted, as long as a phone may send one again.
create table gone_records (
	record_id uuid primary key,
	effort_id uuid not null references efforts (id)
);
create index gone_records_effort on gone_records (effort_id);

-- What the clock has deleted, without what it was: the rule as it stood, and how
-- many of each kind.
create table certificates (
	effort_id  uuid      primary key references efforts (id),
	ends       timestamp not null,
	keep_days  integer   not null,
	controller text      not null,
	level      text      not null,
	began      timestamp not null,
	done       timestamp
);
create table certificate_lines (
	effort_id uuid    not null references efforts (id),
	kind      text    not null,
	n         integer not null,
	primary key (effort_id, kind)
);
