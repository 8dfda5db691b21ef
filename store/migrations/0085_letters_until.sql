-- +goose Up
-- A letter that a mail server has kept back is worth nothing any more from a time on, and waits while it is
-- night for whoever it goes to.
alter table letters add column until timestamp;
alter table letters add column zone text not null default '';
