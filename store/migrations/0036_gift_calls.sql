-- +goose Up
-- When a volunteer last reached the donor of a payment that fails.
alter table plans add column called timestamp;
