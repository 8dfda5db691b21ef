-- +goose Up
alter table events add column remind text not null default '';
alter table rsvps add column zone text not null default '';
alter table rsvps add column confirmed timestamp;

-- Which letters were posted about which start: a moved event is told of anew.
create table event_reminded (
	rsvp_id uuid      not null references rsvps (id),
	kind    text      not null,
	starts  timestamp not null,
	at      timestamp not null,
	primary key (rsvp_id, kind, starts)
);
insert into event_reminded (rsvp_id, kind, starts, at)
	select d.rsvp_id, d.kind, e.starts, d.at from rsvp_reminders d join rsvps r on r.id = d.rsvp_id join events e on e.id = r.event_id;
drop table rsvp_reminders;
