-- +goose Up
-- The dues of a month are found without reading all that a group ever booked.
create index transactions_month on transactions (group_id, booked);
create index transactions_splits on transactions (group_id) where memo = 'dues-split';
