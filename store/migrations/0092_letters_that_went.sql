-- +goose Up
-- Whether the letter of a request to sign in went out: past the most in an hour
-- none does. What was asked before this stands as it did, and is over in an hour.
alter table sign_ins add column posted boolean not null default true;
