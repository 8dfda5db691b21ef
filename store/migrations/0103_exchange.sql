-- +goose Up
-- A provider that does not settle in a currency exchanges it: one more account.
create table entries3 (
	id             uuid   primary key,
	transaction_id uuid   not null references transactions (id),
	account        text   not null check (account in ('till', 'bank', 'cash', 'donations', 'dues', 'refunds', 'disputes', 'fees', 'owed', 'exchange')),
	minor          bigint not null check (minor <> 0),
	unique (transaction_id, account)
);
insert into entries3 select id, transaction_id, account, minor from entries;
drop table entries;
alter table entries3 rename to entries;
