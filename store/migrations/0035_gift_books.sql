-- +goose Up
-- What a donor may do with a gift, what follows a failed payment, and books in
-- which money also comes by hand and goes to the bank. A payment may be on its
-- way or disputed, and a transaction need not belong to one: a payout belongs
-- to many. Constraints cannot be widened on both databases, so the tables are
-- made anew with what is in them.
alter table plans add column card text not null default '';
alter table plans add column card_ends timestamp;
alter table plans add column card_told timestamp;
alter table plans add column failing timestamp;
alter table plans add column step integer not null default 0;
alter table plans add column nudge_at timestamp;
alter table plans add column asked timestamp;
create index plans_nudge on plans (nudge_at) where nudge_at is not null;
create index plans_card on plans (card_ends) where card_ends is not null;
create index plans_calls on plans (group_id, step) where step > 0;

create table intents2 (
	id       uuid      primary key,
	plan_id  uuid      not null references plans (id),
	wish     text      not null check (wish in ('page', 'amount', 'day', 'pause', 'stop')),
	amount   bigint    not null,
	currency text      not null,
	until    timestamp,
	once_key text      not null unique,
	keyed    timestamp not null,
	made     timestamp not null,
	done     timestamp,
	tries    integer   not null
);
insert into intents2 select id, plan_id, wish, amount, currency, until, once_key, keyed, made, done, tries from intents;
drop table intents;
alter table intents2 rename to intents;
create index intents_plan on intents (plan_id, made);
create index intents_open on intents (tries, made) where done is null;

-- One code for a plan: a newer one takes its place.
create table gift_codes (
	plan_id uuid      primary key references plans (id),
	hash    text      not null,
	made    timestamp not null,
	first   timestamp not null,
	sent    integer   not null,
	tries   integer   not null
);

create table payments2 (
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
	disputed     bigint    not null check (disputed >= 0),
	dispute      text      not null check (dispute in ('', 'open', 'won', 'lost')),
	status       text      not null check (status in ('pending', 'paid', 'failed', 'refunded', 'disputed')),
	via          text      not null check (via in ('till', 'cash', 'cheque', 'bank')),
	action       text      not null,
	paid         timestamp,
	period_from  timestamp,
	period_until timestamp,
	attempts     integer   not null,
	again        timestamp,
	unique (entity_id, invoice),
	unique (id, plan_id, entity_id, group_id, sandbox),
	foreign key (plan_id, entity_id, group_id, sandbox) references plans (id, entity_id, group_id, sandbox)
);
insert into payments2 select id, plan_id, entity_id, group_id, sandbox, invoice, charge, amount, currency, fee, fee_currency, refunded, 0, '', status, 'till', '',
	paid, period_from, period_until, attempts, again from payments;

create table transactions2 (
	id         uuid      primary key,
	once_key   text      not null,
	entity_id  uuid      not null,
	group_id   uuid      not null references groups (id),
	fund       text      not null,
	sandbox    boolean   not null,
	currency   text      not null check (length(currency) = 3),
	at         timestamp not null,
	booked     timestamp not null,
	memo       text      not null,
	plan_id    uuid,
	payment_id uuid,
	unique (entity_id, once_key),
	check (plan_id is null or payment_id is not null),
	foreign key (entity_id, sandbox) references entities (id, sandbox),
	foreign key (payment_id, plan_id, entity_id, group_id, sandbox) references payments2 (id, plan_id, entity_id, group_id, sandbox)
);
insert into transactions2 select id, once_key, entity_id, group_id, fund, sandbox, currency, at, at, memo, plan_id, payment_id from transactions;

create table entries2 (
	id             uuid   primary key,
	transaction_id uuid   not null references transactions2 (id),
	account        text   not null check (account in ('till', 'bank', 'cash', 'donations', 'dues', 'refunds', 'disputes', 'fees', 'owed')),
	minor          bigint not null check (minor <> 0),
	unique (transaction_id, account)
);
insert into entries2 select id, transaction_id, account, minor from entries;

drop table entries;
drop table transactions;
drop table payments;
alter table payments2 rename to payments;
alter table transactions2 rename to transactions;
alter table entries2 rename to entries;
create index payments_plan on payments (plan_id, period_from);
create index payments_paid on payments (group_id, sandbox, paid);
create index payments_charge on payments (entity_id, charge);
create index transactions_group on transactions (group_id, at, id);
create index transactions_at on transactions (at, id);
create index transactions_booked on transactions (entity_id, booked);
create index transactions_payment on transactions (payment_id);

-- Several rows to an account, of which each plan uses one: the sum of a busy
-- group is written by many at once.
create table ledger_totals2 (
	group_id uuid    not null references groups (id),
	sandbox  boolean not null,
	currency text    not null,
	account  text    not null,
	slot     integer not null,
	minor    bigint  not null,
	primary key (group_id, sandbox, currency, account, slot)
);
insert into ledger_totals2 select group_id, sandbox, currency, account, 0, minor from ledger_totals;
drop table ledger_totals;
alter table ledger_totals2 rename to ledger_totals;

alter table sandbox_promises add column card text not null default '4242';
alter table sandbox_promises add column anchor integer not null default 0;
alter table sandbox_charges add column paid timestamp;
update sandbox_charges set paid = at;
