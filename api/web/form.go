package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"barnstorm/domain"
	"barnstorm/templates"
)

func itoa(n int) string { return strconv.Itoa(n) }

// FormOf shows an existing value, in the same words a reader would send it.
func FormOf(in any) templates.Form {
	f := templates.Form{Raw: url.Values{}}
	v := reflect.ValueOf(in)
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		if v.Field(i).Kind() == reflect.Slice {
			for j := range v.Field(i).Len() {
				f.Raw.Add(name, fmt.Sprint(v.Field(i).Index(j)))
			}
			continue
		}
		f.Raw.Set(name, fmt.Sprint(v.Field(i)))
	}
	return f
}

// Read fills the Input in from the request body, JSON or form, by its json
// names. It reports every unreadable field of a form at once, refuses fields
// of JSON that in does not have, and never looks at the path or the query.
func (c *Ctx) Read(in any) (templates.Form, error) {
	req := c.Request()
	kind, _, _ := mime.ParseMediaType(req.Header.Get(echo.HeaderContentType))
	switch kind {
	case echo.MIMEApplicationJSON:
		return templates.Form{}, readJSON(req, in)
	case echo.MIMEApplicationForm, echo.MIMEMultipartForm, "":
		return c.readForm(in)
	}
	return templates.Form{}, echo.NewHTTPError(http.StatusUnsupportedMediaType)
}

func readJSON(req *http.Request, in any) error {
	dec := json.NewDecoder(req.Body)
	dec.DisallowUnknownFields()
	err := dec.Decode(in)
	var wrongType *json.UnmarshalTypeError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return domain.Wrong{wrongType.Field: "not-understood"}.Err()
	case errors.As(err, &tooLarge), errors.Is(err, echo.ErrStatusRequestEntityTooLarge):
		return echo.ErrStatusRequestEntityTooLarge
	case err != nil || dec.More():
		return domain.Refuse(domain.Invalid, "not-json")
	}
	if field, found := notPlain(reflect.ValueOf(in), ""); found {
		return domain.Wrong{field: "not-understood"}.Err()
	}
	return nil
}

func (c *Ctx) readForm(in any) (templates.Form, error) {
	if _, err := c.FormParams(); err != nil {
		if errors.Is(err, echo.ErrStatusRequestEntityTooLarge) {
			return templates.Form{}, err
		}
		return templates.Form{}, domain.Refuse(domain.Invalid, "not-a-form")
	}
	raw := c.Request().PostForm
	wrong := domain.Wrong{}
	v := reflect.ValueOf(in).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		wrong.Check(set(v.Field(i), raw[name]) == nil, name, "not-understood")
	}
	return templates.Form{Raw: raw}, wrong.Err()
}

var errNotPlain = errors.New("not plain text")

// set puts the text of a form field into a Go value. Empty text is the zero value.
func set(v reflect.Value, texts []string) error {
	for _, t := range texts {
		if !plain(t) {
			return errNotPlain
		}
	}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String {
		v.Set(reflect.MakeSlice(v.Type(), len(texts), len(texts)))
		for i, t := range texts {
			v.Index(i).SetString(t)
		}
		return nil
	}
	if len(texts) == 0 || strings.TrimSpace(texts[0]) == "" {
		return nil
	}
	text := texts[0]
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(text == "on" || text == "true" || text == "1")
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		v.SetInt(n)
		return err
	case reflect.Float64:
		f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		v.SetFloat(f)
		return err
	default:
		panic("web: no form field holds a " + v.Type().String())
	}
	return nil
}

// Upload reads a file that a form brought, at most most bytes of it. Without
// one it refuses that field.
func (c *Ctx) Upload(field string, most int64) (name string, body []byte, err error) {
	fh, err := c.FormFile(field)
	if err != nil {
		return "", nil, domain.Wrong{field: "needed"}.Err()
	}
	f, err := fh.Open()
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	body, err = io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(body)) > most {
		return "", nil, domain.Wrong{field: "too-large"}.Err()
	}
	return fh.Filename, body, err
}
