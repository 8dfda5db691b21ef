-- +goose Up
-- A page of its own for gifts to one thing: a campaign or an event of a group.
create table appeals (
	id       uuid      primary key,
	group_id uuid      not null references groups (id),
	event_id uuid      references events (id),
	slug     text      not null unique check (length(slug) <= 80),
	title    text      not null check (length(title) between 1 and 120),
	about    text      not null,
	fund     text      not null check (length(fund) <= 40),
	goal     bigint    not null check (goal >= 0),
	currency text      not null check (length(currency) = 3),
	once     boolean   not null,
	made     timestamp not null,
	ended    timestamp
);
create index appeals_group on appeals (group_id, made);

alter table plans add column appeal_id uuid references appeals (id);
create index plans_appeal on plans (appeal_id) where appeal_id is not null;
