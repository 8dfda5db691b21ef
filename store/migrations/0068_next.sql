-- +goose Up
-- The next event of a seat is one step in this index, however many events of
-- the seat begin at the same moment.
drop index events_seat;
create index events_seat on events (seat, starts, id);
