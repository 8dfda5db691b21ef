-- +goose Up
-- How many records of one person wait for a decision is asked with each batch
-- that adds to them.
create index quarantine_sender on quarantine (person_id) where decided is null;
