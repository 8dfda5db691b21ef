-- +goose Up
alter table events add column private boolean not null default false;
create index events_place on events (lat, lon);
