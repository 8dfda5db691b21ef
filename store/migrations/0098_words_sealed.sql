-- +goose Up
-- What people said in their own words at doors, apart from what else is kept of
-- a record. What was kept before is sealed by a duty, from the first record on.
create table visit_words (
	visit_id  uuid  primary key,
	effort_id uuid  not null,
	sealed    bytea not null
);
create index visit_words_effort on visit_words (effort_id);
insert into house (name, value) select 'words-sealed', 'done' where not exists (select 1 from visits);

alter table quarantine add column sealed boolean not null default false;
create index quarantine_clear on quarantine (key) where not sealed;
