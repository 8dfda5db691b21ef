-- +goose Up
-- A phone that was lost, or is another's now: what it tapped counts, and it hears nobody's name any more.
alter table gates add column ended timestamp;
