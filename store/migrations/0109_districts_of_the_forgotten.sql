-- +goose Up
-- Where somebody came from is gone with the words in which they typed it.
update lifts set origin = '', district = '' where rsvp_id is not null and (origin = ''
	or rsvp_id in (select id from rsvps where name = '—' and contact = ''));

-- Letters about lifts of those who were forgotten before their keys named the answer.
delete from letters where kind in ('event/lift-found', 'event/lift-lost', 'event/lift-agreed') and exists (
	select 1 from lifts l join rsvps r on r.id = l.rsvp_id
	where r.name = '—' and r.contact = '' and letters.once_key like '%:' || cast(l.id as text));
