-- +goose Up
-- A charge of the sandbox that was declined and is asked for no more, because
-- its donor paused or lowered the gift.
alter table sandbox_charges add column voided boolean not null default false;
