package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// wordings is what every sentence that people agree to was when it was first
// shown. The ledger holds versions and not sentences, so that a sentence whose
// text changes has people agree to what they never read. It gets a new version
// instead, and the old one stays.
var wordings = map[string]string{
	"de appeals-1":   "1e1b7cb3",
	"de briefings-1": "86bb9864",
	"de welcome-1":   "d9007493",
	"el appeals-1":   "26da9cd6",
	"el briefings-1": "f5180c57",
	"el welcome-1":   "24ae8297",
	"en appeals-1":   "877e27bf",
	"en briefings-1": "645730b5",
	"en welcome-1":   "cf305b87",
	"es appeals-1":   "dad799f4",
	"es briefings-1": "95809ae6",
	"es welcome-1":   "457f0c2e",
	"fr appeals-1":   "de96b93b",
	"fr briefings-1": "7164867a",
	"fr welcome-1":   "f64432a9",
}

// asked is the codes of those sentences.
var asked = regexp.MustCompile(`^consent\.[a-z]+-\d+$`)

func TestWhatWasAgreedToIsNeverReworded(t *testing.T) {
	seen := 0
	for _, l := range Langs {
		by := ""
		all := words(t, l.Code)
		for _, code := range slices.Sorted(maps.Keys(all)) {
			if strings.HasPrefix(code, "consent.by.") {
				by += all[code]["other"] + all[code][""] + "\n"
			}
		}
		for code, p := range all {
			if !asked.MatchString(code) {
				continue
			}
			seen++
			sum := sha256.Sum256([]byte(by + p["other"] + p[""]))
			key := l.Code + " " + strings.TrimPrefix(code, "consent.")
			if got := hex.EncodeToString(sum[:4]); wordings[key] != got {
				t.Errorf("%s reads otherwise than when people agreed to it: give the new sentence a new version, or name it here: %q: %q", key, key, got)
			}
		}
	}
	if seen != len(wordings) {
		t.Errorf("%d sentences, and %d are held here", seen, len(wordings))
	}
}
