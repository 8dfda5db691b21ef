-- +goose Up
-- From what network a letter was asked for, as a keyed hash of it and of the
-- address: nobody uses up the letters of who asks elsewhere.
alter table sign_ins add column sender text not null default '';
