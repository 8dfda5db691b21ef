-- +goose Up
-- What the law asks of gifts: what donors told, who they are, what they gave
-- in a year, what waits for a decision, and reports as they were.

-- Movements of the books that nobody has held to the law yet. The write that
-- makes one marks it.
create table unweighed (
	transaction_id uuid      primary key,
	at             timestamp not null
);
insert into unweighed (transaction_id, at) select id, at from transactions;
create index unweighed_at on unweighed (at, transaction_id);

create table declarations (
	plan_id uuid      primary key references plans (id),
	pack    text      not null,
	told    bytea     not null,
	made    timestamp not null
);

-- A donor is a name with an address at one legal entity. Two that are the same
-- person have the same head.
create table donors (
	id        uuid      primary key,
	entity_id uuid      not null references entities (id),
	head_id   uuid      not null,
	name      text      not null,
	email     text      not null,
	folded    text      not null,
	kind      text      not null check (kind in ('person', 'company', 'union', 'association', 'party', 'public')),
	made      timestamp not null,
	unique (entity_id, folded, email)
);
create index donors_email on donors (entity_id, email);
create index donors_head on donors (head_id);
create index donors_joined on donors (entity_id, head_id) where head_id <> id;

create table likenesses (
	donor_id uuid      not null references donors (id),
	other_id uuid      not null references donors (id),
	why      text      not null check (why in ('address', 'name')),
	state    text      not null check (state in ('open', 'joined', 'other')),
	decided  timestamp,
	by_id    uuid,
	made     timestamp not null,
	primary key (donor_id, other_id)
);
create index likenesses_other on likenesses (other_id);
create index likenesses_open on likenesses (made) where state = 'open';

-- What a donor gave over a span: a calendar year "2026", or an election "to 2026-11-03".
create table donor_totals (
	donor_id  uuid   not null references donors (id),
	entity_id uuid   not null,
	kind      text   not null check (kind in ('gift', 'dues')),
	span      text   not null,
	currency  text   not null,
	minor     bigint not null,
	primary key (donor_id, kind, span, currency)
);
create index donor_totals_large on donor_totals (entity_id, span, minor);

create table weighings (
	transaction_id uuid      primary key,
	entity_id      uuid      not null,
	donor_id       uuid      not null references donors (id),
	plan_id        uuid,
	payment_id     uuid,
	kind           text      not null,
	minor          bigint    not null,
	currency       text      not null,
	at             timestamp not null,
	counts         timestamp not null,
	done           timestamp not null
);
create index weighings_donor on weighings (donor_id, counts);
create index weighings_payment on weighings (payment_id);
create index weighings_done on weighings (entity_id, done);

create table reviews (
	id         uuid      primary key,
	entity_id  uuid      not null references entities (id),
	group_id   uuid      not null references groups (id),
	donor_id   uuid      not null references donors (id),
	plan_id    uuid,
	payment_id uuid,
	once_key   text      not null unique,
	minor      bigint    not null,
	currency   text      not null,
	received   timestamp not null,
	decide_by  timestamp,
	pack       text      not null,
	why        text      not null,
	state      text      not null check (state in ('waiting', 'kept', 'returning', 'returned')),
	evidence   bytea,
	reason     text      not null,
	by_id      uuid,
	by_name    text      not null,
	decided    timestamp,
	made       timestamp not null
);
create index reviews_waiting on reviews (entity_id, decide_by) where state in ('waiting', 'returning');
create index reviews_donor on reviews (donor_id, received);

create table election_days (
	entity_id uuid not null references entities (id),
	day       text not null check (length(day) = 10),
	name      text not null,
	primary key (entity_id, day)
);

create table reports (
	id         uuid      primary key,
	entity_id  uuid      not null references entities (id),
	first_day  text      not null check (length(first_day) = 10),
	last_day   text      not null check (length(last_day) = 10),
	pack       text      not null,
	body       bytea     not null,
	hash       text      not null,
	by_id      uuid,
	by_name    text      not null,
	made       timestamp not null
);
create index reports_entity on reports (entity_id, made);
