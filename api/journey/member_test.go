package journey

import (
	"encoding/json"
	"strings"
	"testing"
)

// Journey 8: somebody joins a local group, sees their own page, downloads
// everything that is held about them, and leaves.
func TestMember(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		m.schedules("Unseat in Islington North", 6, 60)
		h := m.opens()
		v := visit(t, h.url, s)
		v.open("/join").sees("Come with us", "Islington together")
		v.tapIn("main", "Islington together").sees("Join Islington together")
		v.fill("Your name", "Cleo Member").fill("E-mail", "cleo@example.org").tap("Join Islington together")
		v.sees("Look into your mail")
		v.fill("Code", h.letter("cleo@example.org", `\b(\d{6}|\d{3} \d{3})\b`)).tap("Sign me in")
		v.until("to be signed in", func() bool { return js[string](v, `location.pathname`) != "/sign-in/code" && v.text() != "" })
		v.open("/me").sees("Cleo Member", "My groups", "Islington together", "Download all of it")
		status, kind, body := v.fetch("/me/data.json")
		if status != 200 || !strings.HasPrefix(kind, "application/json") || !json.Valid([]byte(body)) || !strings.Contains(body, "cleo@example.org") {
			t.Errorf("the download: %d %s\n%s", status, kind, body)
		}
		v.sees("You have not agreed").tapIn("#consents li:first-child", "I agree").sees("You agreed on")
		v.tapIn("#consents li:first-child", "Take it back").sees("You took it back on")
		v.fill("Language", "Deutsch").tap("Use this language").sees("Deutsch")
		v.refused().open("/organise").sees("Islington") // a member is no organiser
	})
}
