-- +goose Up
-- Somebody new who agreed that one person gets in touch with them. Name and
-- contact are empty once it has ended; the key keeps them from being asked again.
create table newcomers (
	id          uuid      primary key,
	entity_id   uuid      not null references entities (id),
	group_id    uuid      not null references groups (id),
	person_id   uuid,
	name        text      not null,
	contact     text      not null,
	contact_key text      not null,
	channel     text      not null check (channel in ('email', 'phone')),
	wording     text      not null,
	source      text      not null,
	locale      text      not null,
	lat         double precision not null,
	lon         double precision not null,
	made        timestamp not null,
	state       text      not null check (state in ('new', 'offered', 'taken', 'listed', 'ended')),
	leader_id   uuid,
	until       timestamp,
	messages    integer   not null,
	outcome     text      not null,
	turn        bigint    not null,
	changed     timestamp not null,
	unique (entity_id, contact_key)
);
create index newcomers_due on newcomers (state, until);
create index newcomers_leader on newcomers (leader_id, state);
create index newcomers_group on newcomers (group_id, state, made);
create index newcomers_person on newcomers (person_id);

-- To whom a newcomer was offered: nobody is offered one twice.
create table newcomer_offers (
	newcomer_id uuid      not null references newcomers (id),
	person_id   uuid      not null,
	at          timestamp not null,
	primary key (newcomer_id, person_id)
);

-- What whoever got in touch noted: one choice, and no words.
create table newcomer_notes (
	id          uuid      primary key,
	newcomer_id uuid      not null references newcomers (id),
	person_id   uuid      not null,
	outcome     text      not null check (outcome in ('reached', 'message', 'along', 'not-now', 'never')),
	at          timestamp not null
);
create index newcomer_notes_newcomer on newcomer_notes (newcomer_id, at);

-- Who went through which script with a made-up household, and when first.
create table practices (
	person_id uuid      not null references people (id),
	script_id uuid      not null references scripts (id),
	at        timestamp not null,
	primary key (person_id, script_id)
);

alter table sign_ins add column welcome text not null default '';
alter table sign_ins add column phone text not null default '';
