package event

import (
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// calendarOf is one event as RFC 5545 writes it. Times are in UTC, which every
// calendar turns into the reader's own; a called-off event stays, cancelled.
func calendarOf(now time.Time, url string, x event.Shown) []byte {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Barnstorm//Barnstorm//EN")
	cal.SetMethod(ics.MethodPublish)
	e := x.Event
	v := cal.AddEvent(string(e.ID) + "@barnstorm")
	v.SetDtStampTime(now)
	write(v, url, e)
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// write writes what there is to say of an event.
func write(v *ics.VEvent, url string, e event.Event) {
	v.SetCreatedTime(e.Made)
	v.SetModifiedAt(e.Changed)
	v.SetStartAt(e.Starts)
	v.SetEndAt(e.Ends)
	v.SetSequence(int(e.Version))
	v.SetSummary(e.Title)
	v.SetDescription(e.About)
	v.SetLocation(addressOf(e.Where))
	v.SetURL(url)
	if e.Where.At.Valid() {
		v.SetGeo(e.Where.At.Lat, e.Where.At.Lon)
	}
	v.SetStatus(ics.ObjectStatusConfirmed)
	if !e.Called {
		v.SetStatus(ics.ObjectStatusCancelled)
	}
}

// addressOf is a place in one line, without what is not known of it.
func addressOf(p domain.Place) string {
	var parts []string
	for _, part := range []string{p.Name, p.Street, strings.TrimSpace(p.Town + " " + p.Postcode)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}
