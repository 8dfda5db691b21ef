-- +goose Up
create table entities (
	id      uuid      primary key,
	name    text      not null check (length(name) between 1 and 200),
	country text      not null check (length(country) = 2),
	kind    text      not null,
	address text      not null,
	sandbox boolean   not null,
	made    timestamp not null
);

create table groups (
	id        uuid      primary key,
	parent_id uuid      references groups (id),
	lineage   text      not null unique,
	name      text      not null check (length(name) between 1 and 200),
	slug      text      not null unique,
	about     text      not null,
	country   text      not null check (length(country) = 2),
	currency  text      not null check (length(currency) = 3),
	zone      text      not null,
	locale    text      not null,
	entity_id uuid      not null references entities (id),
	colour    text      not null,
	lat       double precision not null,
	lon       double precision not null,
	made      timestamp not null
);
create index groups_parent on groups (parent_id);

create table people (
	id      uuid      primary key,
	name    text      not null check (length(name) between 1 and 200),
	locale  text      not null,
	version bigint    not null,
	made    timestamp not null,
	erased  timestamp
);

create table contacts (
	id        uuid      primary key,
	person_id uuid      not null references people (id),
	kind      text      not null check (kind in ('email', 'phone')),
	value     text      not null,
	confirmed timestamp,
	made      timestamp not null,
	unique (person_id, kind, value)
);
create index contacts_value on contacts (kind, value);

create table belongings (
	id         uuid      primary key,
	person_id  uuid      not null references people (id),
	group_id   uuid      not null references groups (id),
	role       text      not null,
	since      timestamp not null,
	until      timestamp,
	granted_by uuid
);
create unique index belongings_now on belongings (person_id, group_id, role) where until is null;
create index belongings_group on belongings (group_id, since, id);

create table consents (
	id        uuid      primary key,
	person_id uuid      not null references people (id),
	group_id  uuid      not null references groups (id),
	purpose   text      not null,
	channel   text      not null check (channel in ('email', 'phone', 'sms', 'post')),
	wording   text      not null,
	given     boolean   not null,
	at        timestamp not null,
	source    text      not null
);
create index consents_person on consents (person_id, at);

create table sign_ins (
	id       uuid      primary key,
	email    text      not null,
	name     text      not null,
	group_id uuid      references groups (id),
	locale   text      not null,
	link     text      not null unique,
	code     text      not null,
	browser  text      not null,
	tries    integer   not null,
	made     timestamp not null,
	expires  timestamp not null,
	used     timestamp
);
create index sign_ins_email on sign_ins (email, made);

create table sessions (
	hash      text      primary key,
	id        uuid      not null unique,
	person_id uuid      not null references people (id),
	agent     text      not null,
	made      timestamp not null,
	seen      timestamp not null,
	expires   timestamp not null
);
create index sessions_person on sessions (person_id);

create table links (
	hash    text      primary key,
	purpose text      not null,
	object  text      not null,
	made    timestamp not null,
	expires timestamp,
	revoked timestamp
);
create index links_object on links (object);

create table letters (
	id         uuid      primary key,
	once_key   text      not null unique,
	to_address text      not null,
	name       text      not null,
	person_id  uuid,
	group_id   uuid,
	locale     text      not null,
	kind       text      not null,
	fields     bytea     not null,
	bulk       boolean   not null,
	due        timestamp not null,
	state      text      not null check (state in ('waiting', 'sending', 'sent', 'failed', 'unknown', 'suppressed')),
	tries      integer   not null,
	fault      text      not null,
	made       timestamp not null,
	changed    timestamp not null
);
create index letters_due on letters (state, due, id);
create index letters_person on letters (to_address, made);

create table suppressions (
	address text      primary key,
	reason  text      not null,
	at      timestamp not null
);

create table duties (
	name    text      primary key,
	holder  text      not null,
	until   timestamp not null,
	done    timestamp,
	faults  integer   not null,
	fault   text      not null
);

create table house (
	name  text primary key,
	value text not null
);

create table subject_keys (
	subject text  primary key,
	wrapped bytea not null
);

create table audit (
	id        uuid      primary key,
	at        timestamp not null,
	person_id uuid,
	group_id  uuid,
	act       text      not null,
	object    text      not null,
	detail    text      not null
);
create index audit_group on audit (group_id, at, id);
