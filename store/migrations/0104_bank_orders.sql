-- +goose Up
-- In which order the tables that an entity's bank hands out write day and month.
create table bank_orders (
	entity_id uuid not null primary key references entities (id),
	day_order text not null check (day_order in ('day-first', 'month-first'))
);
