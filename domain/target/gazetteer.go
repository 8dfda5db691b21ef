package target

import (
	"slices"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// towns is places that people may name where no file of towns was read in, to
// a hundredth of a degree.
var towns = []Town{
	known("GB", "Aberdeen", 57.15, -2.10), known("GB", "St Albans", 51.75, -0.34), known("GB", "Birmingham", 52.48, -1.90),
	known("GB", "Bath", 51.38, -2.36), known("GB", "Blackburn", 53.75, -2.48), known("GB", "Bradford", 53.80, -1.75),
	known("GB", "Bournemouth", 50.72, -1.88), known("GB", "Bolton", 53.58, -2.43), known("GB", "Brighton", 50.83, -0.14),
	known("GB", "Bromley", 51.41, 0.02), known("GB", "Bristol", 51.45, -2.59), known("GB", "Belfast", 54.60, -5.93),
	known("GB", "Carlisle", 54.90, -2.93), known("GB", "Cambridge", 52.21, 0.12), known("GB", "Cardiff", 51.48, -3.18),
	known("GB", "Chester", 53.19, -2.89), known("GB", "Chelmsford", 51.74, 0.47), known("GB", "Colchester", 51.89, 0.90),
	known("GB", "Croydon", 51.37, -0.10), known("GB", "Canterbury", 51.28, 1.08), known("GB", "Coventry", 52.41, -1.51),
	known("GB", "Crewe", 53.10, -2.44), known("GB", "Dartford", 51.45, 0.21), known("GB", "Dundee", 56.46, -2.97),
	known("GB", "Derby", 52.92, -1.48), known("GB", "Dumfries", 55.07, -3.61), known("GB", "Durham", 54.78, -1.58),
	known("GB", "Darlington", 54.52, -1.55), known("GB", "Doncaster", 53.52, -1.13), known("GB", "Dorchester", 50.71, -2.44),
	known("GB", "Dudley", 52.51, -2.08), known("GB", "Bow", 51.54, -0.02), known("GB", "Clerkenwell", 51.52, -0.10),
	known("GB", "Edinburgh", 55.95, -3.19), known("GB", "Enfield", 51.65, -0.08), known("GB", "Exeter", 50.72, -3.53),
	known("GB", "Falkirk", 56.00, -3.78), known("GB", "Blackpool", 53.82, -3.05), known("GB", "Glasgow", 55.86, -4.25),
	known("GB", "Gloucester", 51.86, -2.24), known("GB", "Guildford", 51.24, -0.57), known("GB", "Harrow", 51.58, -0.34),
	known("GB", "Huddersfield", 53.65, -1.78), known("GB", "Harrogate", 53.99, -1.54), known("GB", "Hemel Hempstead", 51.75, -0.47),
	known("GB", "Hereford", 52.06, -2.72), known("GB", "Stornoway", 58.21, -6.39), known("GB", "Hull", 53.75, -0.34),
	known("GB", "Halifax", 53.72, -1.86), known("GB", "Ilford", 51.56, 0.07), known("GB", "Ipswich", 52.06, 1.16),
	known("GB", "Inverness", 57.48, -4.22), known("GB", "Kilmarnock", 55.61, -4.50), known("GB", "Kingston upon Thames", 51.41, -0.30),
	known("GB", "Kirkwall", 58.98, -2.96), known("GB", "Kirkcaldy", 56.11, -3.16), known("GB", "Liverpool", 53.41, -2.98),
	known("GB", "Lancaster", 54.05, -2.80), known("GB", "Llandrindod Wells", 52.24, -3.38), known("GB", "Leicester", 52.64, -1.13),
	known("GB", "Llandudno", 53.32, -3.83), known("GB", "Lincoln", 53.23, -0.54), known("GB", "Leeds", 53.80, -1.55),
	known("GB", "Luton", 51.88, -0.42), known("GB", "Manchester", 53.48, -2.24), known("GB", "Rochester", 51.39, 0.50),
	known("GB", "Milton Keynes", 52.04, -0.76), known("GB", "Motherwell", 55.79, -3.99), known("GB", "Holloway", 51.56, -0.11),
	known("GB", "Newcastle upon Tyne", 54.97, -1.61), known("GB", "Nottingham", 52.95, -1.15), known("GB", "Northampton", 52.24, -0.90),
	known("GB", "Newport", 51.59, -3.00), known("GB", "Norwich", 52.63, 1.30), known("GB", "Kilburn", 51.55, -0.19),
	known("GB", "Oldham", 53.54, -2.11), known("GB", "Oxford", 51.75, -1.26), known("GB", "Paisley", 55.85, -4.42),
	known("GB", "Peterborough", 52.57, -0.24), known("GB", "Perth", 56.40, -3.43), known("GB", "Plymouth", 50.37, -4.14),
	known("GB", "Portsmouth", 50.80, -1.09), known("GB", "Preston", 53.76, -2.70), known("GB", "Reading", 51.45, -0.97),
	known("GB", "Redhill", 51.24, -0.17), known("GB", "Romford", 51.58, 0.18), known("GB", "Sheffield", 53.38, -1.47),
	known("GB", "Swansea", 51.62, -3.94), known("GB", "Peckham", 51.47, -0.06), known("GB", "Stevenage", 51.90, -0.20),
	known("GB", "Stockport", 53.41, -2.16), known("GB", "Slough", 51.51, -0.59), known("GB", "Sutton", 51.36, -0.19),
	known("GB", "Swindon", 51.56, -1.78), known("GB", "Southampton", 50.90, -1.40), known("GB", "Salisbury", 51.07, -1.79),
	known("GB", "Sunderland", 54.91, -1.38), known("GB", "Southend-on-Sea", 51.54, 0.71), known("GB", "Stoke-on-Trent", 53.00, -2.18),
	known("GB", "Battersea", 51.47, -0.16), known("GB", "Shrewsbury", 52.71, -2.75), known("GB", "Taunton", 51.02, -3.10),
	known("GB", "Galashiels", 55.62, -2.81), known("GB", "Telford", 52.68, -2.45), known("GB", "Tunbridge Wells", 51.13, 0.26),
	known("GB", "Torquay", 50.46, -3.53), known("GB", "Truro", 50.26, -5.05), known("GB", "Middlesbrough", 54.57, -1.24),
	known("GB", "Twickenham", 51.45, -0.33), known("GB", "Uxbridge", 51.55, -0.48), known("GB", "Notting Hill", 51.51, -0.20),
	known("GB", "Warrington", 53.39, -2.60), known("GB", "Bloomsbury", 51.52, -0.12), known("GB", "Watford", 51.66, -0.40),
	known("GB", "Wakefield", 53.68, -1.50), known("GB", "Wigan", 53.55, -2.63), known("GB", "Worcester", 52.19, -2.22),
	known("GB", "Walsall", 52.59, -1.98), known("GB", "Wolverhampton", 52.59, -2.13), known("GB", "York", 53.96, -1.08),
	known("GB", "Lerwick", 60.15, -1.15), known("GB", "London", 51.51, -0.13), known("GB", "Walthamstow", 51.58, -0.02),
	known("GB", "Hackney", 51.55, -0.06), known("GB", "Islington", 51.54, -0.10), known("GB", "Camden", 51.54, -0.14),
	known("GB", "Tottenham", 51.60, -0.07), known("GB", "Greenwich", 51.48, 0.00), known("GB", "Brixton", 51.46, -0.11),
	known("GB", "Keighley", 53.87, -1.91), known("GB", "Ilkley", 53.92, -1.82), known("GB", "Skipton", 53.96, -2.02),
	known("GB", "Ripon", 54.14, -1.52), known("GB", "Wetherby", 53.93, -1.39), known("GB", "Shipley", 53.83, -1.78),
	known("GB", "Poole", 50.72, -1.98), known("GB", "Basildon", 51.58, 0.49), known("GB", "Billericay", 51.63, 0.42),
	known("GB", "Sittingbourne", 51.34, 0.74), known("GB", "Coleford", 51.79, -2.62), known("GB", "Godalming", 51.19, -0.61),
	known("GB", "Farnham", 51.22, -0.80), known("GB", "Inverurie", 57.28, -2.37), known("GB", "Peterhead", 57.51, -1.78),
	known("GB", "Llangefni", 53.26, -4.31), known("GB", "Belper", 53.02, -1.48), known("GB", "Hastings", 50.85, 0.57),
	known("GB", "Margate", 51.39, 1.38), known("GB", "Grimsby", 53.57, -0.08), known("GB", "Scarborough", 54.28, -0.40),
	known("GB", "Barnsley", 53.55, -1.48), known("GB", "Rotherham", 53.43, -1.36), known("GB", "Burnley", 53.79, -2.24),
	known("GB", "Aberystwyth", 52.41, -4.08), known("GB", "Wrexham", 53.05, -2.99), known("GB", "Derry", 55.00, -7.31),
	known("GB", "Stirling", 56.12, -3.94), known("GB", "Ayr", 55.46, -4.63), known("DE", "Berlin", 52.52, 13.40),
	known("DE", "Hamburg", 53.55, 9.99), known("DE", "München", 48.14, 11.58), known("DE", "Köln", 50.94, 6.96),
	known("DE", "Frankfurt am Main", 50.11, 8.68), known("DE", "Stuttgart", 48.78, 9.18), known("DE", "Düsseldorf", 51.23, 6.78),
	known("DE", "Leipzig", 51.34, 12.37), known("DE", "Dortmund", 51.51, 7.47), known("DE", "Essen", 51.46, 7.01),
	known("DE", "Bremen", 53.08, 8.80), known("DE", "Dresden", 51.05, 13.74), known("DE", "Hannover", 52.37, 9.73),
	known("DE", "Nürnberg", 49.45, 11.08), known("DE", "Kiel", 54.32, 10.12), known("DE", "Mannheim", 49.49, 8.47),
	known("DE", "Potsdam", 52.40, 13.06), known("DE", "Recklinghausen", 51.61, 7.20), known("DE", "Gelsenkirchen", 51.51, 7.10),
	known("ES", "Madrid", 40.42, -3.70), known("ES", "Barcelona", 41.39, 2.17), known("ES", "Valencia", 39.47, -0.38),
	known("ES", "Sevilla", 37.39, -5.98), known("ES", "Zaragoza", 41.65, -0.89), known("ES", "Málaga", 36.72, -4.42),
	known("ES", "Bilbao", 43.26, -2.93), known("ES", "A Coruña", 43.36, -8.41), known("ES", "Huesca", 42.14, -0.41),
	known("ES", "Castellón de la Plana", 39.99, -0.05), known("GR", "Αθήνα", 37.98, 23.73), known("GR", "Athens", 37.98, 23.73),
	known("GR", "Θεσσαλονίκη", 40.64, 22.94), known("GR", "Thessaloniki", 40.64, 22.94), known("GR", "Πάτρα", 38.25, 21.73),
	known("GR", "Ηράκλειο", 35.34, 25.13), known("GR", "Πειραιάς", 37.94, 23.65), known("GR", "Λάρισα", 39.64, 22.42),
	known("GR", "Βόλος", 39.36, 22.94), known("GR", "Ιωάννινα", 39.66, 20.85), known("GR", "Χανιά", 35.51, 24.02),
	known("FR", "Paris", 48.86, 2.35), known("FR", "Marseille", 43.30, 5.38), known("FR", "Lyon", 45.76, 4.84),
	known("FR", "Toulouse", 43.60, 1.44), known("FR", "Nice", 43.70, 7.27), known("FR", "Nantes", 47.22, -1.55),
	known("FR", "Strasbourg", 48.57, 7.75), known("FR", "Bordeaux", 44.84, -0.58), known("FR", "Lille", 50.63, 3.06),
	known("FR", "Rennes", 48.12, -1.68), known("FR", "Roubaix", 50.69, 3.17), known("FR", "Saint-Denis", 48.94, 2.36),
	known("FR", "Villeurbanne", 45.77, 4.88),
}

func known(country, name string, lat, lon float64) Town {
	return Town{Country: country, Name: name, At: domain.Point{Lat: lat, Lon: lon}}
}

// areas is the letters with which British postcodes begin, at the town that
// they are called after: enough to answer where no file of postcodes was read in.
var areas = []Postcode{
	area("AB", 57.15, -2.10), area("AL", 51.75, -0.34), area("B", 52.48, -1.90), area("BA", 51.38, -2.36),
	area("BB", 53.75, -2.48), area("BD", 53.80, -1.75), area("BH", 50.72, -1.88), area("BL", 53.58, -2.43),
	area("BN", 50.83, -0.14), area("BR", 51.41, 0.02), area("BS", 51.45, -2.59), area("BT", 54.60, -5.93),
	area("CA", 54.90, -2.93), area("CB", 52.21, 0.12), area("CF", 51.48, -3.18), area("CH", 53.19, -2.89),
	area("CM", 51.74, 0.47), area("CO", 51.89, 0.90), area("CR", 51.37, -0.10), area("CT", 51.28, 1.08),
	area("CV", 52.41, -1.51), area("CW", 53.10, -2.44), area("DA", 51.45, 0.21), area("DD", 56.46, -2.97),
	area("DE", 52.92, -1.48), area("DG", 55.07, -3.61), area("DH", 54.78, -1.58), area("DL", 54.52, -1.55),
	area("DN", 53.52, -1.13), area("DT", 50.71, -2.44), area("DY", 52.51, -2.08), area("E", 51.54, -0.02),
	area("EC", 51.52, -0.10), area("EH", 55.95, -3.19), area("EN", 51.65, -0.08), area("EX", 50.72, -3.53),
	area("FK", 56.00, -3.78), area("FY", 53.82, -3.05), area("G", 55.86, -4.25), area("GL", 51.86, -2.24),
	area("GU", 51.24, -0.57), area("HA", 51.58, -0.34), area("HD", 53.65, -1.78), area("HG", 53.99, -1.54),
	area("HP", 51.75, -0.47), area("HR", 52.06, -2.72), area("HS", 58.21, -6.39), area("HU", 53.75, -0.34),
	area("HX", 53.72, -1.86), area("IG", 51.56, 0.07), area("IP", 52.06, 1.16), area("IV", 57.48, -4.22),
	area("KA", 55.61, -4.50), area("KT", 51.41, -0.30), area("KW", 58.98, -2.96), area("KY", 56.11, -3.16),
	area("L", 53.41, -2.98), area("LA", 54.05, -2.80), area("LD", 52.24, -3.38), area("LE", 52.64, -1.13),
	area("LL", 53.32, -3.83), area("LN", 53.23, -0.54), area("LS", 53.80, -1.55), area("LU", 51.88, -0.42),
	area("M", 53.48, -2.24), area("ME", 51.39, 0.50), area("MK", 52.04, -0.76), area("ML", 55.79, -3.99),
	area("N", 51.56, -0.11), area("NE", 54.97, -1.61), area("NG", 52.95, -1.15), area("NN", 52.24, -0.90),
	area("NP", 51.59, -3.00), area("NR", 52.63, 1.30), area("NW", 51.55, -0.19), area("OL", 53.54, -2.11),
	area("OX", 51.75, -1.26), area("PA", 55.85, -4.42), area("PE", 52.57, -0.24), area("PH", 56.40, -3.43),
	area("PL", 50.37, -4.14), area("PO", 50.80, -1.09), area("PR", 53.76, -2.70), area("RG", 51.45, -0.97),
	area("RH", 51.24, -0.17), area("RM", 51.58, 0.18), area("S", 53.38, -1.47), area("SA", 51.62, -3.94),
	area("SE", 51.47, -0.06), area("SG", 51.90, -0.20), area("SK", 53.41, -2.16), area("SL", 51.51, -0.59),
	area("SM", 51.36, -0.19), area("SN", 51.56, -1.78), area("SO", 50.90, -1.40), area("SP", 51.07, -1.79),
	area("SR", 54.91, -1.38), area("SS", 51.54, 0.71), area("ST", 53.00, -2.18), area("SW", 51.47, -0.16),
	area("SY", 52.71, -2.75), area("TA", 51.02, -3.10), area("TD", 55.62, -2.81), area("TF", 52.68, -2.45),
	area("TN", 51.13, 0.26), area("TQ", 50.46, -3.53), area("TR", 50.26, -5.05), area("TS", 54.57, -1.24),
	area("TW", 51.45, -0.33), area("UB", 51.55, -0.48), area("W", 51.51, -0.20), area("WA", 53.39, -2.60),
	area("WC", 51.52, -0.12), area("WD", 51.66, -0.40), area("WF", 53.68, -1.50), area("WN", 53.55, -2.63),
	area("WR", 52.19, -2.22), area("WS", 52.59, -1.98), area("WV", 52.59, -2.13), area("YO", 53.96, -1.08),
	area("ZE", 60.15, -1.15),
}

func area(letters string, lat, lon float64) Postcode {
	return Postcode{Country: "GB", Code: letters, At: domain.Point{Lat: lat, Lon: lon}}
}

// townsLike is the towns of ours whose folded name begins so, at most n.
func townsLike(folded string, n int) (found []Town) {
	for _, t := range towns {
		if strings.HasPrefix(seat.Fold(t.Name), folded) && len(found) < n {
			found = append(found, t)
		}
	}
	return found
}

// areaOf is the area of a British postcode, or of the beginning of one.
func areaOf(code string) (Postcode, bool) {
	all := append([]string{code}, seat.Beginnings(code)...)
	i := slices.IndexFunc(areas, func(a Postcode) bool { return slices.Contains(all, a.Code) })
	if i < 0 {
		return Postcode{}, false
	}
	return areas[i], true
}
