package templates

import "slices"

// What search engines read of an event (schema.org/Event). A place that is not
// for everybody is told by its town alone.
type (
	ldEvent struct {
		Context     string   `json:"@context"`
		Type        string   `json:"@type"`
		Name        string   `json:"name"`
		StartDate   string   `json:"startDate"` // with its offset from UTC
		EndDate     string   `json:"endDate"`
		Previous    string   `json:"previousStartDate,omitempty"`
		Status      string   `json:"eventStatus"`
		Attendance  string   `json:"eventAttendanceMode"`
		Description string   `json:"description,omitempty"`
		URL         string   `json:"url"`
		Language    string   `json:"inLanguage"`
		Image       []string `json:"image"`
		Location    []any    `json:"location"`
		Organizer   ldOrg    `json:"organizer"`
		Free        bool     `json:"isAccessibleForFree"`
		Offers      ldOffer  `json:"offers"`
	}
	ldPlace struct {
		Type    string    `json:"@type"`
		Name    string    `json:"name"`
		Address ldAddress `json:"address"`
		Geo     *ldGeo    `json:"geo,omitempty"`
	}
	ldAddress struct {
		Type     string `json:"@type"`
		Street   string `json:"streetAddress,omitempty"`
		Postcode string `json:"postalCode,omitempty"`
		Town     string `json:"addressLocality,omitempty"`
		Country  string `json:"addressCountry,omitempty"`
	}
	ldGeo struct {
		Type string  `json:"@type"`
		Lat  float64 `json:"latitude"`
		Lon  float64 `json:"longitude"`
	}
	ldOnline struct {
		Type string `json:"@type"`
		URL  string `json:"url"`
	}
	ldOrg struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	ldOffer struct {
		Type         string `json:"@type"`
		URL          string `json:"url"`
		Price        string `json:"price"`
		Currency     string `json:"priceCurrency"`
		Availability string `json:"availability"`
	}
)

const schemaOrg = "https://schema.org"

// Data is the event as search engines read it.
func (p *EventShow) Data() any {
	e := p.Event
	d := ldEvent{
		Context: schemaOrg, Type: "Event", Name: e.Title, StartDate: e.Starts.Format(isoTime), EndDate: e.Ends.Format(isoTime), Status: schemaOrg + "/EventScheduled",
		Attendance: schemaOrg + "/OfflineEventAttendanceMode", Description: p.Description, URL: p.Canonical, Language: p.Lang, Image: []string{p.Image},
		Organizer: ldOrg{"Organization", e.Host}, Free: true, Offers: ldOffer{"Offer", p.Canonical, "0", "EUR", schemaOrg + "/InStock"},
	}
	if !e.Was.IsZero() {
		d.Status, d.Previous = schemaOrg+"/EventRescheduled", e.Was.Format(isoTime)
	}
	if e.Off {
		d.Status = schemaOrg + "/EventCancelled"
	}
	if e.Full() {
		d.Offers.Availability = schemaOrg + "/SoldOut"
	}
	online := slices.Contains(e.Answered("yes"), "stream")
	nowhere := e.Place == "" && e.Town == "" && e.Postcode == ""
	if !nowhere || !online {
		d.Location = append(d.Location, e.ldPlace())
	}
	if online {
		d.Location = append(d.Location, ldOnline{"VirtualLocation", p.Canonical})
		d.Attendance = schemaOrg + "/MixedEventAttendanceMode"
	}
	if online && nowhere {
		d.Attendance = schemaOrg + "/OnlineEventAttendanceMode"
	}
	return d
}

func (e EventView) ldPlace() ldPlace {
	place := ldPlace{"Place", e.Place, ldAddress{"PostalAddress", e.Street, e.Postcode, e.Town, e.Country}, nil}
	if e.Private {
		place.Name, place.Address = e.Town, ldAddress{Type: "PostalAddress", Town: e.Town, Country: e.Country}
	} else if e.Lat != 0 || e.Lon != 0 {
		place.Geo = &ldGeo{"GeoCoordinates", e.Lat, e.Lon}
	}
	for _, name := range []string{e.Town, e.Title} {
		if place.Name == "" {
			place.Name = name
		}
	}
	return place
}
