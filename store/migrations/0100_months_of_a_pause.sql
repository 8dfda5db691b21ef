-- +goose Up
-- For how many months a donor wished to pause, so that the same wish is known
-- again. Of earlier pauses only their end was kept: 0.
alter table intents add column months integer not null default 0;
