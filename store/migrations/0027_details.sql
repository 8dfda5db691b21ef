-- +goose Up
alter table events add column access text not null default '';
alter table events add column access_ask text not null default '';
alter table events add column languages text not null default '';
alter table events add column room integer not null default 0 check (room >= 0);
alter table events add column shows integer not null default 0 check (shows between 0 and 100);
alter table events add column peak integer not null default 0 check (peak >= 0);
alter table events add column entry_checked boolean not null default false;
alter table events add column responsible text not null default '';
alter table events add column series_id uuid;
create index events_series on events (series_id, starts) where series_id is not null;
create index events_waiting on events (starts) where waiting > 0;
