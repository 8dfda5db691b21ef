-- +goose Up
-- Who speaks: under the name that they write, once they have said yes to it.
create table programme_speakers (
	id       uuid      primary key,
	event_id uuid      not null references events (id),
	name     text      not null,
	address  text      not null,
	yes      timestamp,
	by_id    uuid,
	own      boolean   not null,
	made     timestamp not null
);
create index programme_speakers_event on programme_speakers (event_id, name, id);
create index programme_speakers_address on programme_speakers (address);

create table programme_billing (
	session_id uuid    not null references programme_sessions (id),
	speaker_id uuid    not null references programme_speakers (id),
	place      integer not null,
	primary key (session_id, speaker_id)
);
create index programme_billing_speaker on programme_billing (speaker_id);

-- What somebody wants to go to, under their RSVP. Where a session wants
-- sign-up it is as many places.
create table programme_picks (
	rsvp_id    uuid      not null references rsvps (id),
	session_id uuid      not null references programme_sessions (id),
	people     integer   not null check (people between 1 and 10),
	at         timestamp not null,
	primary key (rsvp_id, session_id)
);
create index programme_picks_session on programme_picks (session_id);
