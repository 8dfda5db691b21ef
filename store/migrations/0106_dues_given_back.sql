-- +goose Up
-- What went back of dues was counted as a gift less. Whoever has such is counted anew.
insert into unweighed (transaction_id, at)
	select transaction_id, at from weighings where donor_id in (
		select b.donor_id from weighings b join weighings f on f.payment_id = b.payment_id and f.kind = 'dues' where b.kind = 'gift');
delete from donor_totals where donor_id in (
	select b.donor_id from weighings b join weighings f on f.payment_id = b.payment_id and f.kind = 'dues' where b.kind = 'gift');
delete from weighings where donor_id in (
	select b.donor_id from weighings b join weighings f on f.payment_id = b.payment_id and f.kind = 'dues' where b.kind = 'gift');
