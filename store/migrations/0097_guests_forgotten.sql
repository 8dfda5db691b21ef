-- +goose Up
-- How much of what its guests said of themselves an event has forgotten. One
-- that is changed is looked at again.
alter table events add column forgotten integer not null default 0;
create index events_forgetting on events (ends, id) where forgotten < 2;

create index sign_ins_made on sign_ins (made);
create index plans_unfinished on plans (ended) where reason = 'not-finished' and email <> '';
