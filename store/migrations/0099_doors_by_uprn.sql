-- +goose Up
-- A card finds its door by the property number too, where a list spells the
-- address otherwise.
create index doors_uprn on doors (uprn_key) where uprn_key <> '';
