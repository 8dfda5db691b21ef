-- +goose Up
-- Which share of the dues of the groups below a group is for it, from a day on.
create table dues_rules (
	group_id uuid      not null references groups (id),
	from_day text      not null check (length(from_day) = 10),
	share    integer   not null check (share between 0 and 10000),
	by_id    uuid,
	made     timestamp not null,
	primary key (group_id, from_day)
);
