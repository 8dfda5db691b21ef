-- +goose Up
-- How many people the doors of an event take. Languages were free text; they are codes now.
alter table events add column doors integer not null default 0 check (doors >= 0);
alter table events add column purpose text not null default '';
alter table events add column density text not null default '';
alter table events add column minutes integer not null default 0 check (minutes >= 0);
alter table events add column pairs boolean not null default false;
update events set languages = '';
