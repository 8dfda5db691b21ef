-- +goose Up
-- A consent is given to one legal entity, and somebody noted it.
create table consents_made (
	id          uuid      primary key,
	person_id   uuid      not null references people (id),
	group_id    uuid      not null references groups (id),
	entity_id   uuid      not null references entities (id),
	topic       text      not null,
	channel     text      not null check (channel in ('email', 'phone', 'sms', 'post')),
	wording     text      not null,
	given       boolean   not null,
	at          timestamp not null,
	source      text      not null,
	recorded_by uuid
);
insert into consents_made (id, person_id, group_id, entity_id, topic, channel, wording, given, at, source)
	select c.id, c.person_id, c.group_id, g.entity_id, c.purpose, c.channel, c.wording, c.given, c.at, c.source
	from consents c join groups g on g.id = c.group_id;
drop table consents;
alter table consents_made rename to consents;
create index consents_person on consents (person_id, at);

-- What a letter is about that no deed of its recipient asked for.
alter table letters add column topic text not null default '';
