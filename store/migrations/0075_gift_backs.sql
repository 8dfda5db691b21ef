-- +goose Up
-- Money on its way back to donors: one person asks for it, and above a sum
-- another one agrees. What was given back by hand, though it had come by the
-- provider, is kept apart: the provider never tells of it.
create table gift_backs (
	id         uuid      primary key,
	entity_id  uuid      not null,
	group_id   uuid      not null,
	sandbox    boolean   not null,
	plan_id    uuid      not null,
	payment_id uuid      not null,
	amount     bigint    not null check (amount > 0),
	currency   text      not null check (length(currency) = 3),
	why        text      not null check (why in ('asked', 'twice', 'mistake', 'law')),
	state      text      not null check (state in ('waiting', 'open', 'sent', 'refused', 'dropped')),
	asked_by   uuid      not null,
	asked      timestamp not null,
	decided_by uuid,
	decided    timestamp,
	once_key   text      not null unique,
	keyed      timestamp,
	tries      integer   not null,
	ended      timestamp,
	check (decided_by is null or decided_by <> asked_by or state = 'dropped'),
	foreign key (payment_id, plan_id, entity_id, group_id, sandbox) references payments (id, plan_id, entity_id, group_id, sandbox)
);
create index gift_backs_payment on gift_backs (payment_id, asked);
create index gift_backs_group on gift_backs (group_id, state, asked);
create index gift_backs_open on gift_backs (tries, keyed) where state = 'open';

create index reviews_payment on reviews (payment_id);

alter table payments add column by_hand bigint not null default 0;

-- What the sandbox played to go back.
create table sandbox_backs (
	back_id  uuid      primary key,
	invoice  text      not null references sandbox_charges (invoice),
	plan_id  uuid      not null,
	amount   bigint    not null check (amount > 0),
	currency text      not null,
	at       timestamp not null
);
create index sandbox_backs_plan on sandbox_backs (plan_id, at);
