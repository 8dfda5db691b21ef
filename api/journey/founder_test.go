package journey

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

// Journey 0: a founder starts on an empty database with the link that the
// terminal prints, which works once, and is the first organiser.
func TestFounder(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		db := t.TempDir() + "/barnstorm.db"
		if s == desktop && storetest.HasServer(t) {
			db = storetest.EmptyPostgres(t)
		}
		h := run(t, []string{"DATABASE_URL=" + db, "SECRET_KEY=" + keyText}, "serve")
		link := h.says(`(http://\S+/start/\S+)`)
		v := visit(t, h.url, s)
		v.open(link).sees("Begin here", "Who answers for it")
		v.refused().tap("Begin").sees("This is needed")
		v.fill("Name of the group", "Leeds together").fill("Country", "United Kingdom").fill("Language", "English")
		v.fill("Currency", "GBP").fill("Time zone", "Europe/London").fill("Legal entity", "Leeds together association")
		v.fill("Postal address", "1 Park Row, Leeds").fill("Your name", "Rosa Founder").fill("E-mail", "rosa@example.org")
		v.tap("Begin").sees("Leeds together")
		v.refused().open(link).sees("link")
		v.signsIn(h, "rosa@example.org").open("/organise").sees("Leeds together", "Schedule")
		v.open("/").sees("Leeds together")
		v.setsUpAPhone()
	})
}

// setsUpAPhone has somebody who organises prove themself by a second factor
// before something sensitive: their mailbox alone is not enough.
func (v *visitor) setsUpAPhone() {
	v.open("/me/erase").sees("Is it you?", "your role asks for a second factor")
	v.tap("Set it up").sees("An app on your phone").tap("Set it up").sees("Read the picture")
	letters := strings.ReplaceAll(js[string](v, `document.querySelector('main code').textContent`), " ", "")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(letters)
	if err != nil {
		v.t.Fatal(err)
	}
	v.refused().fill("Code", "12345").tap("Confirm").sees("What you typed is still here")
	v.fill("Code", people.Factor{Secret: secret}.Code(time.Now().Unix()/30)).tap("Confirm").sees("These are your recovery codes")
	v.open("/me/erase").sees("What stays")
}
