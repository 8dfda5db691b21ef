-- +goose Up
-- What a donor told is found by the plan under which it was told.
create index weighings_plan on weighings (plan_id);
