package demo

var (
	deTitles = map[string][]string{
		"unseat":     {"Haustürgespräche in {town}"},
		"canvass":    {"Klingeln in {town}", "Samstagsrunde in {town}", "Abendrunde in {town}"},
		"rally":      {"{town} kommt zusammen", "Ein Saal voller Nachbarn: {town}"},
		"phone-bank": {"Telefonabend in {town}"},
		"training":   {"Deine ersten Haustüren: Training in {town}", "Zuhören an der Tür, ein Abend in {town}"},
		"meeting":    {"{group}: Monatstreffen"},
		"festival":   {"Zwei Tage in {town}: die Schule der Haustür"},
	}
	deAbouts = map[string][]string{
		"unseat": {
			"Eine Stadt, ein Tag und ein Wahlkreis, in dem es auf wenige Straßen ankommt. Morgens übst du den Leitfaden, dann geht ihr zu zweit los und hört mehr zu, als ihr redet. Niemand steht allein vor der ersten Tür.\n\nEine halbe Stunde vorher ist offen. Es gibt Tee, Ladekabel und eine kurze Einweisung zur Sicherheit. Jedes Paar bekommt etwa vierzig Türen in Laufweite. Am Ende treffen wir uns wieder, zählen zusammen und sind pünktlich fertig.\n\nBequeme Schuhe und eine Jacke genügen. Schreib uns unten, wenn du eine stufenlose Strecke brauchst: Wir halten welche frei.",
			"Beim letzten Mal hat hier weniger als ein voller Schulsaal entschieden. Deshalb klingeln wir, fragen, was gerade schwer ist, und erzählen unsere eigene Geschichte, wenn sie passt.\n\nDer Tag ist für Neue so gut wie für alte Hasen: Zuerst wird eine halbe Stunde zu zweit geübt, und immer ist jemand mit Erfahrung in Sichtweite. Wer lieber nicht klingelt, hält die Listen und den Kaffee am Laufen.\n\nVom Bahnhof sind es zehn Minuten zu Fuß.",
		},
		"canvass": {
			"Zweieinhalb Stunden rund um {town}. Wir gehen noch einmal zu denen, die unentschieden waren, und fragen, wie sie es heute sehen.\n\nTreffpunkt ist der angegebene Ort, wir gehen zu zweit und sind vor der Dunkelheit zurück. Zum ersten Mal dabei? Schreib es dazu, dann gehst du mit jemandem, der es schon kann.",
			"Eine kurze Runde durch Straßen, in denen beim letzten Mal kaum jemand zu Hause war. Ein geladenes Telefon ist praktisch, Papier tut es genauso.\n\nZum Schluss gibt es Pommes.",
		},
		"rally": {
			"Ein Abend mit vier Menschen, die je acht Minuten sprechen: eine Pflegerin, ein Busfahrer, eine Studentin zur Miete und jemand, der an der eigenen Haustür die Meinung geändert hat. Danach sitzen wir nach Straßen an Tischen und planen die nächsten drei Wochen.\n\nDer Saal ist stufenlos, es gibt eine Höranlage und eine Ecke für Kinder mit Betreuung.",
		},
		"phone-bank": {
			"Wir rufen Leute zurück, die darum gebeten haben. Du bekommst ein Headset, einen Leitfaden und jemanden neben dir, der es schon kann. Zwei Stunden, und du gehst, wann du willst.\n\nBring einen Laptop mit, wenn du einen hast.",
		},
		"training": {
			"Neunzig Minuten für alle, die noch nie bei Fremden geklingelt haben: wie du anfängst, wie du nach einer Zahl von 0 bis 10 fragst, wie du danach still bleibst und wie du gut wieder gehst.\n\nDu übst mit einem erfundenen Haushalt, bis es sich wie ein Gespräch anfühlt. Am Ende kannst du dich für einen Tag eintragen, musst aber nicht.",
		},
		"meeting": {
			"Was im letzten Monat war, was die Zahlen sagen und was wir als Nächstes tun. Neue zuerst: Wir beginnen mit einer Namensrunde und hören um neun auf.\n\nDie Kasse passt auf eine Seite und wird gezeigt. Kekse sind willkommen.",
		},
		"festival": {
			"Workshops, ein langes Mittagessen und ein Abend mit Musik. Es geht um Leitfäden, um Sicherheit, darum, wie eine Gruppe über den Sommer kommt, und darum, wie es die anderen Bewegungen der Familie machen.\n\nKomm für einen Tag oder für beide. Schlafplätze gibt es bei Mitgliedern; frag im letzten Feld unten.",
		},
	}
)
