-- +goose Up
-- Sandbox and live never mix: every row below says which it is and points to
-- its legal entity by both, so that an entity can have rows of one kind only,
-- and cannot change its kind while it has any.
create unique index entities_sandbox on entities (id, sandbox);

create table plans (
	id           uuid      primary key,
	entity_id    uuid      not null,
	group_id     uuid      not null references groups (id),
	sandbox      boolean   not null,
	fund         text      not null,
	name         text      not null check (length(name) between 1 and 200),
	email        text      not null,
	person_id    uuid      references people (id),
	locale       text      not null,
	own          timestamp,
	amount       bigint    not null check (amount > 0),
	currency     text      not null check (length(currency) = 3),
	covers       boolean   not null,
	often        text      not null check (often in ('monthly', 'once')),
	status       text      not null check (status in ('pending', 'active', 'retrying', 'paused', 'stopped')),
	reason       text      not null,
	made         timestamp not null,
	anchor       integer   not null check (anchor between 0 and 31),
	next         timestamp,
	paused_until timestamp,
	ended        timestamp,
	checkout     text      not null,
	customer     text      not null,
	subscription text      not null,
	page         text      not null,
	look_at      timestamp,
	version      bigint    not null,
	unique (id, entity_id, group_id, sandbox),
	foreign key (entity_id, sandbox) references entities (id, sandbox)
);
create index plans_group on plans (group_id, sandbox, status, amount);
create index plans_look on plans (look_at);
create index plans_email on plans (email);
create index plans_person on plans (person_id);

create table payments (
	id           uuid      primary key,
	plan_id      uuid      not null,
	entity_id    uuid      not null,
	group_id     uuid      not null,
	sandbox      boolean   not null,
	invoice      text      not null,
	charge       text      not null,
	amount       bigint    not null check (amount > 0),
	currency     text      not null check (length(currency) = 3),
	fee          bigint    not null check (fee >= 0),
	fee_currency text      not null,
	refunded     bigint    not null check (refunded between 0 and amount),
	status       text      not null check (status in ('paid', 'failed', 'refunded')),
	paid         timestamp,
	period_from  timestamp,
	period_until timestamp,
	attempts     integer   not null,
	again        timestamp,
	unique (entity_id, invoice),
	unique (id, plan_id, entity_id, group_id, sandbox),
	foreign key (plan_id, entity_id, group_id, sandbox) references plans (id, entity_id, group_id, sandbox)
);
create index payments_plan on payments (plan_id, period_from);
create index payments_paid on payments (group_id, sandbox, paid);

create table intents (
	id       uuid      primary key,
	plan_id  uuid      not null references plans (id),
	wish     text      not null check (wish in ('page', 'amount', 'pause', 'stop')),
	amount   bigint    not null,
	currency text      not null,
	until    timestamp,
	once_key text      not null unique,
	keyed    timestamp not null,
	made     timestamp not null,
	done     timestamp,
	tries    integer   not null
);
create index intents_plan on intents (plan_id, made);
create index intents_open on intents (tries, made) where done is null;

create table till_events (
	entity_id    uuid      not null references entities (id),
	id           text      not null check (length(id) between 1 and 255),
	kind         text      not null,
	object       text      not null,
	plan_id      uuid,
	checkout     text      not null,
	customer     text      not null,
	subscription text      not null,
	ours         boolean   not null,
	made         timestamp not null,
	arrived      timestamp not null,
	state        text      not null check (state in ('waiting', 'heard', 'foreign', 'parked')),
	tries        integer   not null,
	again        timestamp not null,
	ended        timestamp,
	primary key (entity_id, id)
);
create index till_events_waiting on till_events (again) where state = 'waiting';

-- Nothing in the next two tables is ever changed or removed.
create table transactions (
	id         uuid      primary key,
	once_key   text      not null,
	entity_id  uuid      not null,
	group_id   uuid      not null,
	fund       text      not null,
	sandbox    boolean   not null,
	currency   text      not null check (length(currency) = 3),
	at         timestamp not null,
	memo       text      not null,
	plan_id    uuid      not null,
	payment_id uuid      not null,
	unique (entity_id, once_key),
	foreign key (payment_id, plan_id, entity_id, group_id, sandbox) references payments (id, plan_id, entity_id, group_id, sandbox)
);
create index transactions_group on transactions (group_id, at, id);
create index transactions_at on transactions (at, id);

create table entries (
	id             uuid   primary key,
	transaction_id uuid   not null references transactions (id),
	account        text   not null check (account in ('till', 'bank', 'donations', 'refunds', 'fees')),
	minor          bigint not null check (minor <> 0),
	unique (transaction_id, account)
);

-- What the built-in sandbox keeps, as a payment provider would.
create table sandbox_promises (
	plan_id      uuid      primary key references plans (id),
	amount       bigint    not null check (amount > 0),
	currency     text      not null,
	often        text      not null,
	made         timestamp not null,
	begun        timestamp,
	next         timestamp,
	paused_until timestamp,
	ended        timestamp,
	reason       text      not null
);

create table sandbox_charges (
	invoice  text      primary key,
	plan_id  uuid      not null references sandbox_promises (plan_id),
	amount   bigint    not null check (amount > 0),
	currency text      not null,
	fee      bigint    not null,
	at       timestamp not null,
	until    timestamp not null
);
create index sandbox_charges_plan on sandbox_charges (plan_id, at);
