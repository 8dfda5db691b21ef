-- +goose Up
-- A credential that came with a turf says with which one, and by which number
-- the phone knows what it took along.
alter table credentials add column turf text not null default '';
alter table credentials add column pack text not null default '';
create index credentials_holder on credentials (person_id, issued) where turf <> '';
create index quarantine_device on quarantine (effort_id, device);

-- What came home of a turf, by phone: the receipt.
create index visits_receipt on visits (device, turf) where turf <> '';

-- Records of phones that know more than we do.
alter table visits add column newer boolean not null default false;
create index visits_newer on visits (effort_id) where newer;
