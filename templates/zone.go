package templates

import (
	"slices"
	"strings"
)

// clocks is the zones of each country that groups are in, by IANA's zone.tab,
// with those of what belongs to it overseas. The first is where most people are.
const clocks = `GB Europe/London
DE Europe/Berlin Europe/Busingen
ES Europe/Madrid Africa/Ceuta Atlantic/Canary
GR Europe/Athens
FR Europe/Paris America/Guadeloupe America/Martinique America/Cayenne Indian/Reunion Indian/Mayotte
US America/New_York America/Detroit America/Kentucky/Louisville America/Kentucky/Monticello America/Indiana/Indianapolis America/Indiana/Vincennes America/Indiana/Winamac America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Vevay America/Chicago America/Indiana/Tell_City America/Indiana/Knox America/Menominee America/North_Dakota/Center America/North_Dakota/New_Salem America/North_Dakota/Beulah America/Denver America/Boise America/Phoenix America/Los_Angeles America/Anchorage America/Juneau America/Sitka America/Metlakatla America/Yakutat America/Nome America/Adak Pacific/Honolulu America/Puerto_Rico Pacific/Guam
CA America/Toronto America/St_Johns America/Halifax America/Glace_Bay America/Moncton America/Goose_Bay America/Blanc-Sablon America/Iqaluit America/Atikokan America/Winnipeg America/Resolute America/Rankin_Inlet America/Regina America/Swift_Current America/Edmonton America/Cambridge_Bay America/Inuvik America/Creston America/Dawson_Creek America/Fort_Nelson America/Whitehorse America/Dawson America/Vancouver
IE Europe/Dublin
AT Europe/Vienna
CH Europe/Zurich
BE Europe/Brussels
NL Europe/Amsterdam
LU Europe/Luxembourg
IT Europe/Rome
PT Europe/Lisbon Atlantic/Madeira Atlantic/Azores
CY Asia/Nicosia Asia/Famagusta
DK Europe/Copenhagen Atlantic/Faroe
SE Europe/Stockholm
NO Europe/Oslo
FI Europe/Helsinki
PL Europe/Warsaw
CZ Europe/Prague
SK Europe/Bratislava
HU Europe/Budapest
RO Europe/Bucharest
BG Europe/Sofia
HR Europe/Zagreb
SI Europe/Ljubljana
EE Europe/Tallinn
LV Europe/Riga
LT Europe/Vilnius
MT Europe/Malta
IS Atlantic/Reykjavik
AU Australia/Sydney Australia/Lord_Howe Antarctica/Macquarie Australia/Hobart Australia/Melbourne Australia/Broken_Hill Australia/Brisbane Australia/Lindeman Australia/Adelaide Australia/Darwin Australia/Perth Australia/Eucla
NZ Pacific/Auckland Pacific/Chatham
MX America/Mexico_City America/Cancun America/Merida America/Monterrey America/Matamoros America/Chihuahua America/Ciudad_Juarez America/Ojinaga America/Mazatlan America/Bahia_Banderas America/Hermosillo America/Tijuana
AR America/Argentina/Buenos_Aires America/Argentina/Cordoba America/Argentina/Salta America/Argentina/Jujuy America/Argentina/Tucuman America/Argentina/Catamarca America/Argentina/La_Rioja America/Argentina/San_Juan America/Argentina/Mendoza America/Argentina/San_Luis America/Argentina/Rio_Gallegos America/Argentina/Ushuaia
CL America/Santiago America/Coyhaique America/Punta_Arenas Pacific/Easter
CO America/Bogota`

// Zones is the clocks that somebody chooses from: first, where there is one, all
// of some countries, given by their codes, and of every other country the one of
// most people.
func Zones(first string, countries ...string) (all []Option) {
	add := func(zones ...string) {
		for _, z := range zones {
			if o := (Option{z, z}); z != "" && !slices.Contains(all, o) {
				all = append(all, o)
			}
		}
	}
	add(first)
	lines := strings.Split(clocks, "\n")
	for _, line := range lines {
		if country, zones, _ := strings.Cut(line, " "); slices.Contains(countries, country) {
			add(strings.Fields(zones)...)
		}
	}
	for _, line := range lines {
		add(strings.Fields(line)[1])
	}
	add("UTC")
	return all
}
