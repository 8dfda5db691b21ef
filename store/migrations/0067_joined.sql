-- +goose Up
-- Once its link has joined an RSVP to a person they have one that stands for each event.
create unique index rsvps_person on rsvps (event_id, person_id) where person_id is not null and state <> 'given-back';
