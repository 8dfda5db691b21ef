-- +goose Up
-- What an organiser says of who came, whatever the gates saw. The subject is
-- an RSVP, or the event itself for those who came without a place.
create table attendance (
	event_id uuid      not null references events (id),
	subject  uuid      not null,
	people   integer   not null check (people between 0 and 1000000),
	by_id    uuid      not null,
	at       timestamp not null,
	primary key (event_id, subject)
);

-- Whoever found no room at one date is first in line at the next of its kind.
alter table rsvps add column in_vain timestamp;
alter table rsvps add column from_id uuid references events (id);
drop index rsvps_queue;
create index rsvps_queue on rsvps (event_id, shift, pool, state, (from_id is null), queued, id);
