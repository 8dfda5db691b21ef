-- +goose Up
-- Who was asked to host or to speak and never said yes, of events that had forgotten their guests before these went along.
update event_hosts set address = cast(id as text), ended = coalesce(ended, until)
where person_id is null and event_id in (select id from events where forgotten = 2);
delete from programme_billing where speaker_id in (
	select s.id from programme_speakers s join events e on e.id = s.event_id where s.yes is null and e.forgotten = 2);
delete from programme_speakers where yes is null and event_id in (select id from events where forgotten = 2);
