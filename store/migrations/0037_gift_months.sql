-- +goose Up
-- Months that are closed, money that came by hand, and what went to the bank.
-- Until when the books of an entity are closed. Nothing is booked before.
create table books (
	entity_id uuid      primary key references entities (id),
	closed    timestamp not null
);

create table closes (
	entity_id uuid      not null references entities (id),
	month     text      not null check (length(month) = 7),
	closed_by uuid      not null references people (id),
	at        timestamp not null,
	lines     text      not null,
	primary key (entity_id, month)
);

-- Money that came by hand: one person enters it, another one confirms it.
create table slips (
	id           uuid      primary key,
	entity_id    uuid      not null,
	group_id     uuid      not null references groups (id),
	sandbox      boolean   not null,
	fund         text      not null,
	via          text      not null check (via in ('cash', 'cheque', 'bank')),
	amount       bigint    not null check (amount > 0),
	currency     text      not null check (length(currency) = 3),
	name         text      not null check (length(name) between 1 and 200),
	email        text      not null,
	day          text      not null check (length(day) = 10),
	note         text      not null,
	state        text      not null check (state in ('waiting', 'booked', 'dropped')),
	entered_by   uuid      not null references people (id),
	entered      timestamp not null,
	decided_by   uuid      references people (id),
	decided      timestamp,
	check (decided_by is null or decided_by <> entered_by or state = 'dropped'),
	foreign key (entity_id, sandbox) references entities (id, sandbox)
);
create index slips_group on slips (group_id, state, entered);

create table payouts (
	entity_id uuid      not null,
	ref       text      not null check (length(ref) between 1 and 255),
	sandbox   boolean   not null,
	amount    bigint    not null,
	currency  text      not null check (length(currency) = 3),
	at        timestamp not null,
	state     text      not null check (state in ('paid', 'failed')),
	known     bigint    not null,
	booked    timestamp,
	primary key (entity_id, ref),
	foreign key (entity_id, sandbox) references entities (id, sandbox)
);
create index payouts_at on payouts (entity_id, at);

create table payout_items (
	entity_id  uuid      not null,
	payout     text      not null,
	ref        text      not null,
	kind       text      not null,
	charge     text      not null,
	gross      bigint    not null,
	fee        bigint    not null,
	primary key (entity_id, payout, ref),
	foreign key (entity_id, payout) references payouts (entity_id, ref)
);
create index payout_items_charge on payout_items (entity_id, charge);
create index sandbox_charges_paid on sandbox_charges (paid);
