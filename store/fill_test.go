package store

import (
	"reflect"
	"strings"
	"time"

	"barnstorm/domain"
)

var someDay = time.Date(2026, 3, 29, 1, 30, 0, 123456000, time.UTC)

// fill gives every field a value that no other has.
func fill(v reflect.Value, n *int) {
	*n++
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = someDay.Add(time.Duration(*n) * time.Hour)
		return
	case *[]byte:
		*x = []byte{byte(*n), 0, 255}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.String:
		v.SetString(domain.NewID[string](someDay)) // fits a uuid and a text alike
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.125)
	default:
		v.SetInt(int64(*n))
	}
}

// empty names the fields that hold nothing.
func empty(v reflect.Value, at string) (names []string) {
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeOf(time.Time{}) {
		if v.IsZero() {
			return []string{at}
		}
		return nil
	}
	for i := range v.NumField() {
		names = append(names, empty(v.Field(i), strings.TrimPrefix(at+"."+v.Type().Field(i).Name, "."))...)
	}
	return names
}

// utc writes every time in one way, so that equal ones are equal.
func utc(v reflect.Value) {
	if t, ok := v.Addr().Interface().(*time.Time); ok {
		*t = t.UTC()
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			utc(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			utc(v.Field(i))
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
		}
	}
}
