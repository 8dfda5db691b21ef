-- +goose Up
-- What a file named that was there already, door or elector: it stays when the
-- file that it came with is taken back.
create table brought_again (
	thing_id  uuid not null,
	import_id uuid not null,
	primary key (thing_id, import_id)
);

alter table imports add column undo text not null default '' check (undo in ('', 'asked', 'done'));
alter table imports add column retreat text not null default '{}';
