-- +goose Up
-- Every few seconds matches are looked for that somebody has not answered.
create index lift_pairs_silent on lift_pairs (made, id) where ended is null and (driver is null or rider is null);
