package web

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"barnstorm/domain"
	"barnstorm/templates"
)

// Described is the addresses at which the others are described: for programs
// as OpenAPI 3.1, for people as a page. Both are made from the routes
// themselves, so that neither can lag behind.
func (w *Web) Described(routes []Route) []Route {
	body, err := json.Marshal(w.openAPI(routes))
	if err != nil {
		panic(err) // maps of text, which always can be written
	}
	groups := operations(routes)
	return []Route{
		{Method: http.MethodGet, Path: "/api", For: Anyone, Do: func(c *Ctx) (Answer, error) { return c.describe(groups) }},
		{Method: http.MethodGet, Path: "/api/openapi.json", For: Anyone, Do: func(*Ctx) (Answer, error) {
			return Answer{File: &File{Type: "application/json", Body: body}, Fresh: 300}, nil
		}},
	}
}

// openAPI is the description of every route that answers JSON.
func (w *Web) openAPI(routes []Route) map[string]any {
	types, paths := newSchemas(), map[string]any{}
	for _, r := range routes {
		if r.Out == nil {
			continue
		}
		at := openPath(r.Path)
		if paths[at] == nil {
			paths[at] = map[string]any{}
		}
		paths[at].(map[string]any)[strings.ToLower(r.Method)] = operation(r, types)
	}
	problem := types.of(reflect.TypeFor[Problem](), false)
	return map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title": "Barnstorm", "version": "1", "description": "Problems are told as RFC 9457 has it; the page /api lists their types. Ids are UUIDs made by whoever sends them, so that sending again is safe.",
			"license": map[string]any{"name": "GNU Affero General Public License v3.0 or later", "identifier": "AGPL-3.0-or-later"},
		},
		"servers": []any{map[string]any{"url": w.URL(API)}},
		"paths":   paths,
		"components": map[string]any{
			"schemas": types.all,
			"responses": map[string]any{"Problem": map[string]any{
				"description": "What was refused, and why.",
				"content":     map[string]any{"application/problem+json": map[string]any{"schema": problem}},
			}},
			"securitySchemes": map[string]any{
				"person": map[string]any{"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A token that a member makes on their own page."},
				"device": map[string]any{"type": "http", "scheme": "bearer", "description": "The upload credential of a phone, or the secret of a machine."},
			},
		},
	}
}

func operation(r Route, types *schemas) map[string]any {
	refused := map[string]any{"$ref": "#/components/responses/Problem"}
	op := map[string]any{
		"operationId": operationID(r), "summary": r.Does, "description": "For " + r.For.String() + ".", "tags": []any{tagOf(r.Path)},
		"security": security(r.For),
		"responses": map[string]any{
			"2XX": map[string]any{
				"description": "Done.",
				"content":     map[string]any{"application/json": map[string]any{"schema": types.of(reflect.TypeOf(r.Out), false)}},
			},
			"4XX": refused, "5XX": refused,
		},
	}
	var params []any
	for _, part := range strings.Split(r.Path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			params = append(params, map[string]any{"name": name, "in": "path", "required": true, "schema": schema{"type": "string"}})
		}
	}
	for _, q := range r.Asks {
		params = append(params, map[string]any{"name": q.Name, "in": "query", "description": q.Says, "schema": schema{"type": "string"}})
	}
	if params != nil {
		op["parameters"] = params
	}
	if r.In != nil {
		op["requestBody"] = map[string]any{
			"required": true,
			"content":  map[string]any{"application/json": map[string]any{"schema": types.of(reflect.TypeOf(r.In), true)}},
		}
	}
	return op
}

// security is what an audience shows. Whoever may come in as nobody may say
// who they are too.
func security(a Audience) []any {
	none, person := map[string]any{}, map[string]any{"person": []any{}}
	switch a {
	case Anyone:
		return []any{none, person}
	case Holder: // the token stands in the address
		return []any{none}
	case Machine:
		return []any{map[string]any{"device": []any{}}}
	}
	return []any{person}
}

// openPath writes :slug as {slug}.
func openPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// operationID is such as postEventsSlugRsvp.
func operationID(r Route) string {
	id := strings.ToLower(r.Method)
	for _, word := range strings.FieldsFunc(r.Path, func(x rune) bool { return strings.ContainsRune("/:-.", x) }) {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}

// tagOf is the room that a path stands in: its first word that is not "organise".
func tagOf(path string) string {
	for _, part := range strings.Split(path, "/") {
		if part != "" && part != "organise" && part[0] != ':' {
			return part
		}
	}
	return "home"
}

// operations is every route that answers JSON, room by room, in the order of
// the routes.
func operations(routes []Route) []templates.APIRoom {
	var rooms []templates.APIRoom
	at := map[string]int{}
	for _, r := range routes {
		if r.Out == nil {
			continue
		}
		tag := tagOf(r.Path)
		i, known := at[tag]
		if !known {
			i, at[tag] = len(rooms), len(rooms)
			rooms = append(rooms, templates.APIRoom{Path: tag})
		}
		op := templates.APIDeed{ID: operationID(r), Method: r.Method, Path: API + openPath(r.Path), Does: r.Does, For: r.For.name()}
		for _, role := range domain.Needed(r.For.act) {
			op.Roles = append(op.Roles, string(role))
		}
		rooms[i].Deeds = append(rooms[i].Deeds, op)
	}
	return rooms
}

// describe answers GET /api.
func (c *Ctx) describe(rooms []templates.APIRoom) (Answer, error) {
	page := &templates.APIPage{Parts: rooms, Base: c.URL(API), Document: c.URL("/api/openapi.json"), Problems: templates.Refusals()}
	page.Title, page.Robots = templates.Word(c.Lang(), "api.title"), true
	return Answer{Page: "about/api", Data: page, Fresh: 300}, nil
}

// name is a word for an audience, by which its sentence is found.
func (a Audience) name() string {
	switch a {
	case Anyone:
		return "anyone"
	case Holder:
		return "holder"
	case SignedIn:
		return "signed-in"
	case Machine:
		return "machine"
	}
	return "may"
}
