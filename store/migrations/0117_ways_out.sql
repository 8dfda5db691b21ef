-- +goose Up
-- The links under letters that nobody asked for, in the order in which they end.
create index links_ways_out on links (made) where purpose = 'mail';
