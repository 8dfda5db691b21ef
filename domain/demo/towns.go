package demo

import "barnstorm/domain"

func place(group, name string, lat, lon float64, postcode, venue, street, seat string) town {
	return town{group, name, domain.Point{Lat: lat, Lon: lon}, postcode, venue, street, seat}
}

// The towns are real and lie where they are; the venues are such as every
// town has. Positions to a hundredth of a degree or better.
var (
	ukTowns = []town{
		place(home, "Keighley", 53.867, -1.911, "BD21 3RN", "Keighley Civic Hall", "North Street", "Keighley and Ilkley"),
		place("", "Ilkley", 53.925, -1.822, "LS29 8HB", "King's Hall", "Station Road", "Keighley and Ilkley"),
		place("", "Skipton", 53.962, -2.017, "BD23 1AH", "Skipton Town Hall", "High Street", "Skipton and Ripon"),
		place("", "Ripon", 54.136, -1.524, "HG4 1DD", "Community House", "Allhallowgate", "Skipton and Ripon"),
		place("North London Neighbours", "Hendon", 51.584, -0.227, "NW4 4BG", "Hendon Library", "The Burroughs", "Hendon"),
		place("", "Edgware", 51.613, -0.275, "HA8 7DB", "Edgware Community Hall", "Hale Lane", "Hendon"),
		place("", "Fulham", 51.480, -0.195, "SW6 5NX", "Fulham Library", "Fulham Road", "Chelsea and Fulham"),
		place("Thames Side Together", "Basildon", 51.576, 0.489, "SS14 1DL", "Towngate Studio", "St Martin's Square", "Basildon and Billericay"),
		place("", "Billericay", 51.628, 0.419, "CM12 9AB", "Chantry Centre", "Chantry Way", "Basildon and Billericay"),
		place("", "East Tilbury", 51.484, 0.415, "RM18 8RB", "East Tilbury Village Hall", "Princess Margaret Road", "South Basildon and East Thurrock"),
		place("Dorset Coast", "Poole", 50.719, -1.981, "BH15 1BW", "Lighthouse Foyer", "Kingland Road", "Poole"),
		place("Fenland Doorsteps", "Peterborough", 52.573, -0.240, "PE1 1HF", "Town Hall", "Bridge Street", "Peterborough"),
		place("", "Yaxley", 52.517, -0.256, "PE7 3LF", "Royce Hall", "Main Street", "North West Cambridgeshire"),
		place("Medway and Swale", "Sittingbourne", 51.341, 0.735, "ME10 4NL", "Phoenix House", "Central Avenue", "Sittingbourne and Sheppey"),
		place("", "Sheerness", 51.441, 0.760, "ME12 1HP", "Healthy Living Centre", "Royal Road", "Sittingbourne and Sheppey"),
		place("Severn and Wye", "Coleford", 51.794, -2.616, "GL16 8HG", "Coleford Community Centre", "Bowens Hill Road", "Forest of Dean"),
		place("", "Cinderford", 51.824, -2.500, "GL14 2SH", "Miners' Welfare Hall", "Wesley Road", "Forest of Dean"),
		place("Surrey Hills", "Godalming", 51.186, -0.614, "GU7 1AB", "Wilfrid Noyce Centre", "Crown Court", "Godalming and Ash"),
		place("", "Farnham", 51.215, -0.799, "GU9 7LZ", "Farnham Memorial Hall", "West Street", "Farnham and Bordon"),
		place("Grampian Doors", "Inverurie", 57.283, -2.374, "AB51 3SN", "Inverurie Town Hall", "Market Place", "Gordon and Buchan"),
		place("", "Peterhead", 57.508, -1.784, "AB42 1BY", "Rescue Hall", "Prince Street", "Aberdeenshire North and Moray East"),
		place("Solway", "Dumfries", 55.070, -3.605, "DG1 2AD", "Lochvale House", "Georgetown Road", "Dumfries and Galloway"),
		place("Menai and Môn", "Llangefni", 53.256, -4.312, "LL77 7LR", "Llangefni Town Hall", "Bulkeley Square", "Ynys Môn"),
		place("Derwent Valley", "Belper", 53.024, -1.482, "DE56 1FZ", "Strutts Centre", "Derby Road", "Mid Derbyshire"),
	}
	deTowns = []town{
		place("Ruhrgebiet gemeinsam", "Recklinghausen", 51.614, 7.197, "45657", "Bürgerbegegnungsstätte", "Rathausplatz 3", "Recklinghausen I"),
		place("", "Herten", 51.595, 7.138, "45699", "Glashaus", "Hermannstraße 16", "Recklinghausen I"),
		place("", "Gelsenkirchen", 51.513, 7.096, "45879", "Kulturraum die flora", "Florastraße 26", "Gelsenkirchen"),
		place("Hamburger Haustüren", "Hamburg", 53.556, 9.935, "22765", "Stadtteilzentrum Ottensen", "Bahrenfelder Straße 12", "Hamburg-Altona"),
		place("", "Harburg", 53.461, 9.984, "21073", "Bürgerhaus", "Julius-Ludwig-Straße 9", "Hamburg-Bergedorf – Harburg"),
		place("Leipzig klingelt", "Leipzig", 51.340, 12.375, "04109", "Volkshaus", "Karl-Liebknecht-Straße 30", "Leipzig II"),
		place("", "Dresden", 51.050, 13.737, "01099", "Dreikönigshaus", "Hauptstraße 23", "Dresden I"),
		place("Rhein-Neckar im Gespräch", "Mannheim", 49.488, 8.467, "68159", "Bürgersaal", "Neckarpromenade 46", "Mannheim"),
		place("", "Ludwigshafen", 49.481, 8.446, "67059", "Ernst-Bloch-Saal", "Walzmühlstraße 63", "Ludwigshafen/Frankenthal"),
		place("Tür an Tür Köln", "Köln", 50.938, 6.960, "50676", "Nachbarschaftshaus Südstadt", "Severinstraße 40", "Köln II"),
		place("Fränkische Nachbarschaften", "Nürnberg", 49.453, 11.077, "90443", "Nachbarschaftshaus Gostenhof", "Adam-Klein-Straße 6", "Nürnberg-Nord"),
		place("Kieler Förde", "Kiel", 54.323, 10.123, "24143", "Räucherei", "Preetzer Straße 35", "Kiel"),
		place("Potsdam und Umland", "Potsdam", 52.396, 13.058, "14482", "Bürgerhaus Babelsberg", "Karl-Liebknecht-Straße 28", "Potsdam – Potsdam-Mittelmark II"),
	}
	esTowns = []town{
		place("Zaragoza escucha", "Zaragoza", 41.649, -0.889, "50003", "Centro Cívico Casco Viejo", "Plaza de San Agustín 2", "Zaragoza"),
		place("", "Huesca", 42.140, -0.409, "22002", "Centro Cívico Santiago Escartín", "Calle Zaragoza 1", "Huesca"),
		place("Barrios de Valencia", "Valencia", 39.470, -0.376, "46006", "Centro Cívico de Ruzafa", "Calle de Cuba 20", "Valencia"),
		place("", "Castellón de la Plana", 39.986, -0.051, "12001", "Casal Jove", "Calle Mayor 40", "Castellón"),
		place("Sevilla a pie", "Sevilla", 37.389, -5.984, "41003", "Centro Cívico Las Sirenas", "Alameda de Hércules 30", "Sevilla"),
		place("Vallecas en la puerta", "Madrid", 40.392, -3.659, "28018", "Centro Social Puente", "Avenida de la Albufera 42", "Madrid"),
		place("Costa da Morte", "A Coruña", 43.362, -8.411, "15001", "Centro Cívico Ciudad Vieja", "Calle Veeduría 2", "A Coruña"),
	}
	elTowns = []town{
		place("Μαζί στη γειτονιά", "Θεσσαλονίκη", 40.640, 22.944, "546 24", "Στέκι της γειτονιάς", "Ολύμπου 63", "Α΄ Θεσσαλονίκης"),
		place("", "Εύοσμος", 40.667, 22.912, "562 24", "Πολιτιστικό κέντρο", "Ανδρέα Παπανδρέου 2", "Β΄ Θεσσαλονίκης"),
		place("Πόρτες του Πειραιά", "Πειραιάς", 37.943, 23.647, "185 31", "Αίθουσα συλλόγου", "Ηρώων Πολυτεχνείου 19", "Α΄ Πειραιώς"),
		place("", "Νίκαια", 37.966, 23.647, "184 50", "Δημοτικό κέντρο", "Πέτρου Ράλλη 245", "Β΄ Πειραιώς"),
		place("Πάτρα ανοιχτή", "Πάτρα", 38.246, 21.735, "262 21", "Πνευματικό κέντρο", "Μαιζώνος 110", "Αχαΐας"),
		place("Κρήτη στην πόρτα", "Ηράκλειο", 35.339, 25.133, "712 02", "Αίθουσα Ανδρόγεω", "Ανδρόγεω 2", "Ηρακλείου"),
	}
	frTowns = []town{
		place("Métropole de Lille", "Roubaix", 50.690, 3.174, "59100", "Salle Watremez", "12 rue de l'Hospice", "Nord, 8e circonscription"),
		place("", "Tourcoing", 50.724, 3.161, "59200", "Maison des associations", "100 rue de Lille", "Nord, 10e circonscription"),
		place("Quartiers de Marseille", "Marseille", 43.297, 5.381, "13001", "Cité des associations", "93 La Canebière", "Bouches-du-Rhône, 5e circonscription"),
		place("Saint-Denis Plaine", "Saint-Denis", 48.936, 2.357, "93200", "Bourse du travail", "9 rue Génin", "Seine-Saint-Denis, 2e circonscription"),
		place("Pays de Rennes", "Rennes", 48.117, -1.678, "35000", "Maison de quartier de Villejean", "2 rue de Bourgogne", "Ille-et-Vilaine, 1re circonscription"),
		place("", "Fougères", 48.352, -1.199, "35300", "Centre culturel Juliette-Drouet", "2 rue du Gué-Maheu", "Ille-et-Vilaine, 6e circonscription"),
		place("Entre Rhône et Saône", "Villeurbanne", 45.767, 4.880, "69100", "Palais du travail", "9 place Lazare-Goujon", "Rhône, 6e circonscription"),
	}
)
