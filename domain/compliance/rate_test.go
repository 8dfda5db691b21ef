package compliance

import (
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/lawpack"
)

func TestRates(t *testing.T) {
	for _, tt := range []struct {
		typed    string
		millions int64
		text     string
	}{
		{"0.8534", 853_400, "0.8534"}, {"1", 1_000_000, "1"}, {" 1,25 ", 1_250_000, "1.25"}, {"0.000001", 1, "0.000001"}, {"1000", 1_000_000_000, "1000"}, {"163.2", 163_200_000, "163.2"},
		{"0", 0, ""}, {"0.0000001", 0, ""}, {"1000.1", 0, ""}, {"10000", 0, ""}, {"-1", 0, ""}, {"1e3", 0, ""}, {"", 0, ""}, {".5", 0, ""}, {"1.2.3", 0, ""},
	} {
		n, ok := parseRate(tt.typed)
		if ok != (tt.text != "") || ok && (n != tt.millions || Rate{Millions: n}.Text() != tt.text) {
			t.Errorf("%q is %d, %v, written %q", tt.typed, n, ok, Rate{Millions: n}.Text())
		}
	}
	for _, tt := range []struct {
		from     string
		millions int64
		minor    int64
		to       string
		want     int64
	}{
		{"EUR", 853_400, 100_00, "GBP", 85_34}, {"EUR", 853_450, 100_00, "GBP", 85_35}, {"EUR", 853_449, 100_00, "GBP", 85_34}, {"EUR", 500_000, 1, "GBP", 1}, {"EUR", 499_999, 1, "GBP", 0},
		{"EUR", 853_400, -100_00, "GBP", -85_34}, {"EUR", 500_000, -1, "GBP", -1}, {"EUR", 833_333, 600_00, "GBP", 500_00}, {"EUR", 833_342, 600_00, "GBP", 500_01},
		{"JPY", 5_200, 10_000, "GBP", 52_00}, {"GBP", 190_000_000, 1_00, "JPY", 190}, {"EUR", 1_000_000_000, 100_000_000_00, "GBP", 100_000_000_000_00},
	} {
		if got := (Rate{Currency: tt.from, Millions: tt.millions}).Of(tt.minor, tt.to); got != (domain.Money{Minor: tt.want, Currency: tt.to}) {
			t.Errorf("%d %s at %d are %d %s, want %d", tt.minor, tt.from, tt.millions, got.Minor, got.Currency, tt.want)
		}
	}
}

func TestRateInputs(t *testing.T) {
	p, _ := lawpack.For("GB", "association")
	now := time.Date(2026, 5, 31, 23, 30, 0, 0, time.UTC) // half an hour into June in London
	good := RateInput{ID: "0194f0a0-0000-7000-8000-000000000001", Currency: "eur", Rate: "0.85", First: "2026-05-01", Last: "2026-06-01", Source: "HMRC, May 2026"}
	for name, tt := range map[string]struct {
		change func(*RateInput)
		wrong  string
	}{
		"as it should be":  {func(*RateInput) {}, ""},
		"the pack's own":   {func(in *RateInput) { in.Currency = "GBP" }, "currency"},
		"no currency":      {func(in *RateInput) { in.Currency = "E1R" }, "currency"},
		"no rate":          {func(in *RateInput) { in.Rate = "x" }, "rate"},
		"nobody said so":   {func(in *RateInput) { in.Source = " " }, "source"},
		"a day to come":    {func(in *RateInput) { in.Last = "2026-06-02" }, "last"},
		"backwards":        {func(in *RateInput) { in.Last = "2026-04-30" }, "last"},
		"over a year":      {func(in *RateInput) { in.First = "2025-05-30" }, "last"},
		"no day":           {func(in *RateInput) { in.First = "2026-02-30" }, "first"},
		"an id that is no": {func(in *RateInput) { in.ID = "7" }, "id"},
	} {
		in := good
		tt.change(&in)
		r, err := in.rate(p, now)
		e, _ := domain.AsError(err)
		if (err == nil) != (tt.wrong == "") || err != nil && e.Fields[tt.wrong] == "" || err == nil && r.Currency != "EUR" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}
