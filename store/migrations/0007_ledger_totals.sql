-- +goose Up
-- The sum of each account of each group, kept by the write that changes it, so
-- that no page adds up history.
create table ledger_totals (
	group_id uuid    not null references groups (id),
	sandbox  boolean not null,
	currency text    not null,
	account  text    not null,
	minor    bigint  not null,
	primary key (group_id, sandbox, currency, account)
);

insert into ledger_totals (group_id, sandbox, currency, account, minor)
select t.group_id, t.sandbox, t.currency, e.account, sum(e.minor)
from transactions t join entries e on e.transaction_id = t.id
group by t.group_id, t.sandbox, t.currency, e.account;
