-- +goose Up
-- A letter is forgotten a while after it went: what is left has no address.
create index letters_kept on letters (changed) where to_address <> '';
create index letters_forgotten on letters (changed) where to_address = '';
