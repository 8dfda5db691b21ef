-- +goose Up
-- What canvassers noted beside their visits, and what was decided about it, is few
-- records among many.
create index visits_told on visits (effort_id, received) where kind in ('correction', 'addition');
