package templates

import "testing"

func TestMatchAndNation(t *testing.T) {
	for _, tt := range []struct{ accept, lang, page, nation string }{
		{"", "en", "en", "GB"},
		{"en-US,en;q=0.8", "en", "en", "US"},
		{"de-AT,de;q=0.9,en;q=0.5", "de", "de", "AT"},
		{"de", "de", "de", "DE"},
		{"en-GB,en", "en", "de", "DE"}, // a German page asked for by name
		{"ja-JP", "en", "en", "GB"},
		{"fr-CA", "fr", "fr", "CA"},
		{"not a language;;", "en", "el", "GR"},
	} {
		if got := Match(tt.accept); got != tt.lang {
			t.Errorf("Match(%q) = %s, want %s", tt.accept, got, tt.lang)
		}
		if got := Nation(tt.page, tt.accept); got != tt.nation {
			t.Errorf("Nation(%s, %q) = %s, want %s", tt.page, tt.accept, got, tt.nation)
		}
	}
}
