-- +goose Up
-- A closed month keeps the clock by which it was closed, and from when until
-- when it went: a group may move to another zone. Of older ones the clock says it.
alter table closes add column zone text not null default '';
alter table closes add column began timestamp;
alter table closes add column ended timestamp;
update closes set zone = coalesce((select g.zone from groups g where g.entity_id = closes.entity_id order by length(g.lineage), g.id limit 1), '');
