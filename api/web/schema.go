package web

import (
	"encoding"
	"encoding/json"
	"path"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A schema is a JSON Schema (draft 2020-12), as OpenAPI 3.1 has it.
type schema map[string]any

// schemas collects the schema of each struct that is named, by its name.
type schemas struct {
	all   map[string]any
	names map[reflect.Type]string
}

func newSchemas() *schemas {
	return &schemas{all: map[string]any{}, names: map[reflect.Type]string{}}
}

var (
	timeType  = reflect.TypeFor[time.Time]()
	rawType   = reflect.TypeFor[json.RawMessage]()
	bytesType = reflect.TypeFor[[]byte]()
	itself    = reflect.TypeFor[json.Marshaler]()
	asText    = reflect.TypeFor[encoding.TextMarshaler]()
)

// of is the schema of the JSON that encoding/json writes for a Go type. What
// is sent to us may leave fields out, and may hold no others; what we send
// holds all that are not marked omitempty.
func (s *schemas) of(t reflect.Type, sent bool) schema {
	switch {
	case t.Kind() == reflect.Pointer:
		return orNull(s.of(t.Elem(), sent))
	case t == timeType:
		return schema{"type": "string", "format": "date-time"}
	case t == rawType:
		return schema{}
	case t == bytesType:
		return schema{"type": "string", "contentEncoding": "base64"}
	case t.Implements(itself) || reflect.PointerTo(t).Implements(itself):
		return schema{}
	case t.Implements(asText):
		return schema{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Struct:
		return s.named(t, sent)
	case reflect.Slice:
		return schema{"type": []any{"array", "null"}, "items": s.of(t.Elem(), sent)}
	case reflect.Array:
		return schema{"type": "array", "items": s.of(t.Elem(), sent)}
	case reflect.Map:
		return schema{"type": []any{"object", "null"}, "additionalProperties": s.of(t.Elem(), sent)}
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return schema{"type": "number"}
	case reflect.Interface:
		return schema{}
	}
	return schema{"type": "integer"}
}

// orNull is a schema that null fits too. The type is said outside of anyOf as
// well, since some readers look for null there alone.
func orNull(of schema) schema {
	if kind, ok := of["type"].(string); ok {
		of["type"] = []any{kind, "null"}
		return of
	}
	if of["$ref"] == nil {
		return of // anything, or null already
	}
	return schema{"type": []any{"object", "null"}, "anyOf": []any{of, schema{"type": "null"}}}
}

// named is a reference to the schema of a struct. One without a name stands
// where it is used.
func (s *schemas) named(t reflect.Type, sent bool) schema {
	if t.Name() == "" || strings.Contains(t.Name(), "[") {
		return s.object(t, sent)
	}
	name, known := s.names[t]
	if !known {
		name = s.free(path.Base(t.PkgPath()) + "." + strings.TrimSuffix(t.Name(), "JSON"))
		s.names[t] = name
		s.all[name] = nil // held, while the fields are looked at
		s.all[name] = s.object(t, sent)
	}
	return schema{"$ref": "#/components/schemas/" + name}
}

// free is name, or name with a number where two packages share it.
func (s *schemas) free(name string) string {
	as := name
	for n := 2; ; n++ {
		if _, taken := s.all[as]; !taken {
			return as
		}
		as = name + strconv.Itoa(n)
	}
}

func (s *schemas) object(t reflect.Type, sent bool) schema {
	props, needed := map[string]any{}, []any{}
	s.fields(t, sent, func(name string, of schema, always bool) {
		props[name] = of
		if always && !sent {
			needed = append(needed, name)
		}
	})
	o := schema{"type": "object", "properties": props, "additionalProperties": false}
	if len(needed) > 0 {
		o["required"] = needed
	}
	return o
}

// fields says of each field how encoding/json calls it, and whether it is
// always there.
func (s *schemas) fields(t reflect.Type, sent bool, say func(string, schema, bool)) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			s.fields(f.Type, sent, say)
		default:
			if name == "" {
				name = f.Name
			}
			say(name, s.of(f.Type, sent), !strings.Contains(opts, "omit"))
		}
	}
}
