-- +goose Up
-- What pays for a gift: a card or a debit from a bank account, whose mandate
-- the donor or their bank may end.
alter table plans add column card_kind text not null default '';
alter table plans add column card_void boolean not null default false;
