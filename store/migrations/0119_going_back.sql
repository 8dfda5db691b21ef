-- +goose Up
-- What the provider was asked to give back of a payment and has not yet, and what
-- went back beyond all that was given: by hand, and by the provider too.
alter table payments add column going bigint not null default 0 check (going >= 0);
alter table payments add column beyond bigint not null default 0 check (beyond >= 0);
