package demo

import (
	"strings"

	"barnstorm/domain"
)

// A nation is a country of the family: where its people live, how they are
// called and what they say.
type nation struct {
	country, currency, zone, locale string
	name, about                     string
	capital                         domain.Point
	below                           string // what a local group says of itself, with {town}
	firsts, women, lasts            []string
	towns                           []town
	titles                          map[string][]string // of events, by kind
	abouts                          map[string][]string
}

func (n nation) local(t town) string { return strings.ReplaceAll(n.below, "{town}", t.name) }

// A town is a real place where groups are at work. One with a group of its own
// begins the towns of that group.
type town struct {
	group, name string
	at          domain.Point
	postcode    string
	venue       string
	street      string
	seat        string // the name of the seat that is fought there
}

// nations is the family. The first group of each is its largest.
var nations = []nation{
	{
		country: "GB", currency: "GBP", zone: "Europe/London", locale: "en", name: "Forty Doors UK",
		about:   "Members in twelve towns who knock where a few hundred votes decide.",
		below:   "Neighbours in and around {town} who knock on doors, listen, and come back. New people are paired with somebody who has done it before.",
		capital: domain.Point{Lat: 51.507, Lon: -0.128}, firsts: ukMen, women: ukWomen, lasts: ukLasts, towns: ukTowns, titles: enTitles, abouts: enAbouts,
	},
	{
		country: "DE", currency: "EUR", zone: "Europe/Berlin", locale: "de", name: "Vierzig Türen Deutschland",
		about:   "Acht Ortsgruppen, die an Haustüren zuhören, bevor sie reden.",
		below:   "Wir sind Nachbarinnen und Nachbarn aus {town} und Umgebung. Wir klingeln, hören zu und kommen wieder. Wer neu ist, geht mit jemandem, der es schon kann.",
		capital: domain.Point{Lat: 52.520, Lon: 13.405}, firsts: deMen, women: deWomen, lasts: deLasts, towns: deTowns, titles: deTitles, abouts: deAbouts,
	},
	{
		country: "ES", currency: "EUR", zone: "Europe/Madrid", locale: "es", name: "Cuarenta Puertas España",
		about:   "Cinco grupos que llaman a las puertas donde unos cientos de votos deciden.",
		below:   "Somos vecinas y vecinos de {town} y alrededores. Llamamos a la puerta, escuchamos y volvemos. Quien empieza va siempre con alguien que ya sabe.",
		capital: domain.Point{Lat: 40.417, Lon: -3.704}, firsts: esMen, women: esWomen, lasts: esLasts, towns: esTowns, titles: esTitles, abouts: esAbouts,
	},
	{
		country: "GR", currency: "EUR", zone: "Europe/Athens", locale: "el", name: "Σαράντα Πόρτες Ελλάδα",
		about:   "Τέσσερις ομάδες που χτυπούν πόρτες εκεί όπου λίγες εκατοντάδες ψήφοι κρίνουν το αποτέλεσμα.",
		below:   "Είμαστε γείτονες από την περιοχή: {town}. Χτυπάμε την πόρτα, ακούμε και ξαναπερνάμε. Όποιος είναι καινούργιος πηγαίνει με κάποιον που ξέρει.",
		capital: domain.Point{Lat: 37.984, Lon: 23.728}, firsts: elMen, women: elWomen, lasts: elLasts, towns: elTowns, titles: elTitles, abouts: elAbouts,
	},
	{
		country: "FR", currency: "EUR", zone: "Europe/Paris", locale: "fr", name: "Quarante Portes France",
		about:   "Cinq groupes locaux qui frappent aux portes là où quelques centaines de voix décident.",
		below:   "Des voisines et des voisins de {town} et des environs. Nous frappons, nous écoutons, nous revenons. Les nouveaux font équipe avec quelqu'un d'expérimenté.",
		capital: domain.Point{Lat: 48.857, Lon: 2.352}, firsts: frMen, women: frWomen, lasts: frLasts, towns: frTowns, titles: frTitles, abouts: frAbouts,
	},
}
