-- +goose Up
-- What a deleted record said against any contact, or came to us in another way
-- than by a record: no undo of another record takes it away.
alter table quiet_doors add column kept boolean not null default false;
