package journey

import (
	"os"
	"strings"
	"testing"
	"time"

	"barnstorm/store/storetest"
)

// Journey 4: an organiser brings a published script in, sees how it goes,
// publishes version 1, which is frozen, and edits it into version 2. Then a
// canvass begins with it.
func TestScript(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		file := storetest.Real(t, "scripts/unseat-marginal-id-persuasion.yaml")
		m := found(t, database(t, s))
		h := m.opens()
		o := visit(t, h.url, s)
		o.signsIn(h, "ada@example.org").open("/organise/scripts").sees("No script yet", "Bring a script in")
		o.upload("File", wrongScript(t, file)).refused().tap("Check it and bring it in").sees("Nothing was saved", "nowhere")
		o.upload("File", file).tap("Check it and bring it in").sees("Draft of version 1", "How it goes", "Unseat day")
		o.tap("Publish version 1").sees("Version 1, published on", "never changes")
		if ok := js[bool](o, `(() => { const e = document.querySelector('textarea[name=source]'); const was = e.value;
			e.value = was.replace('estimated_minutes: 4', 'estimated_minutes: 6'); return e.value !== was })()`); !ok {
			t.Error("the text of the script is not there to be changed")
		}
		o.tap("Save the draft").sees("Draft of version 2").tap("Publish version 2").sees("Version 2, published on", "about 6 minutes")
		o.tap("Version 1").sees("Version 1, published on", "about 4 minutes")

		first, last := time.Now().Format("2006-01-02"), time.Now().AddDate(0, 0, 5).Format("2006-01-02")
		o.open("/organise/efforts").sees("Begin an effort")
		o.fill("Name", "Islington in November").fill("First day", first).fill("Last day", last).tap("Begin it")
		o.sees("Islington in November", "version 2")
	})
}

// wrongScript is the script with a step that leads nowhere.
func wrongScript(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wrong := t.TempDir() + "/wrong.yaml"
	if err := os.WriteFile(wrong, []byte(strings.Replace(string(b), "next: intro", "next: nowhere", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return wrong
}
