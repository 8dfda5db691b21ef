-- +goose Up
-- What the books call what moved in a part of a payout, and whether they have it.
-- Of earlier payouts those parts were known whose payment is.
alter table payout_items add column moved text not null default '';
alter table payout_items add column known boolean not null default false;
update payout_items set known = true where kind = 'fee'
	or exists (select 1 from payments y where y.entity_id = payout_items.entity_id and y.charge = payout_items.charge and y.charge <> '');
create index till_events_parked on till_events (entity_id) where state = 'parked';
