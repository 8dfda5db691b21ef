-- +goose Up
-- Whoever comes to another shift rides at another time.
alter table lifts add column shift integer not null default 0;
update lifts set shift = (select shift from rsvps where rsvps.id = lifts.rsvp_id) where rsvp_id is not null;
-- Those of one district are matched with each other.
create index lifts_open on lifts (event_id, district, made, id) where ended is null;
