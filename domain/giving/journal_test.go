package giving

import "testing"

func TestAmountsOfAJournal(t *testing.T) {
	for _, tt := range []struct {
		minor    int64
		currency string
		want     string
	}{{0, "GBP", "0.00"}, {5, "GBP", "0.05"}, {-5, "GBP", "-0.05"}, {1000, "GBP", "10.00"}, {-123456, "EUR", "-1234.56"}, {7, "JPY", "7"}, {0, "JPY", "0"}, {1234, "JPY", "1234"}} {
		if got := plainAmount(tt.minor, tt.currency); got != tt.want {
			t.Errorf("%d %s is %q, want %q", tt.minor, tt.currency, got, tt.want)
		}
	}
	if got := journalName(" A:  B\n; x "); got != "A B , x" {
		t.Errorf("%q", got)
	}
}
