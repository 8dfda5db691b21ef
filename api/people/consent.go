package people

import (
	"strings"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// consentJSON is a line of the ledger of consents.
type consentJSON struct {
	Entity  domain.EntityID `json:"entity"`
	Topic   domain.Topic    `json:"topic"`
	Channel domain.Channel  `json:"channel"`
	Wording string          `json:"wording"`
	Given   bool            `json:"given"`
	At      time.Time       `json:"at"`
}

// agree answers POST /me/consents.
func (h Handlers) agree(c *web.Ctx) (web.Answer, error) {
	var in people.AgreeInput
	f, err := c.Read(&in)
	if err != nil {
		return h.back(c, f, err)
	}
	line, err := h.People.Agree(c.Go(), c.Who(), in)
	if err != nil {
		return h.back(c, f, err)
	}
	return web.Answer{JSON: consentJSON{line.Entity, line.Topic, line.Channel, line.Wording, line.Given, line.At}, Next: "/me#consents"}, nil
}

// consents shows what the reader has agreed to and can agree to, each with the
// sentence that was read then, in the language in which it was.
func (h Handlers) consents(c *web.Ctx, me people.Profile) (all []templates.MyConsent, err error) {
	says, err := h.People.Says(c.Go(), me)
	for _, s := range says {
		now := s.Topic.Wording() + "." + c.Lang()
		read := now
		if s.Last.ID != "" {
			read = s.Last.Wording
		}
		version, language, _ := strings.Cut(read, ".")
		all = append(all, templates.MyConsent{
			Who: s.Entity.Name, Topic: string(s.Topic), Channel: string(s.Channel), Given: s.Last.Given, Since: s.Last.At, Own: s.Last.Source == people.OwnPage,
			Version: version, Lang: language,
			Form: templates.ConsentForm{ID: domain.NewID[string](c.Now()), Group: string(s.Group), Wording: now},
		})
	}
	return all, err
}
