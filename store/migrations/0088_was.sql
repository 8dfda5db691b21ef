-- +goose Up
-- When an event was to start before it was put to another time, for those who read
-- pages as machines do. What was moved before this is not known.
alter table events add column was_at timestamp;
