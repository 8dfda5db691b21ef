package web

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"barnstorm/domain"
)

// plain reports whether text is such as a database keeps: UTF-8, without the
// sign NUL. PostgreSQL refuses anything else as a fault, and it would be ours.
func plain(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }

// checkAddress refuses an address whose parts are not plain.
func (c *Ctx) checkAddress() error {
	for _, v := range c.ParamValues() {
		if !plain(v) {
			return domain.Refuse(domain.NotFound, "no-such-page")
		}
	}
	for name, texts := range c.QueryParams() {
		for _, v := range append(texts, name) {
			if !plain(v) {
				return domain.Refuse(domain.Invalid, "not-understood")
			}
		}
	}
	return nil
}

// notPlain names the first field of an input that holds text which is not
// plain, within lists and maps too.
func notPlain(v reflect.Value, name string) (field string, found bool) {
	switch v.Kind() {
	case reflect.String:
		return name, !plain(v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			return notPlain(v.Elem(), name)
		}
	case reflect.Struct:
		if v.Type() == timeType {
			return "", false
		}
		for i := range v.NumField() {
			tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name != "" {
				tag = name
			}
			if field, found := notPlain(v.Field(i), tag); found {
				return field, true
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return "", false
		}
		for i := range v.Len() {
			if field, found := notPlain(v.Index(i), name); found {
				return field, true
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			for _, part := range []reflect.Value{k, v.MapIndex(k)} {
				if field, found := notPlain(part, name); found {
					return field, true
				}
			}
		}
	}
	return "", false
}
