package demo

var (
	frTitles = map[string][]string{
		"unseat":     {"Porte à porte à {town}"},
		"canvass":    {"Les portes de {town}", "Samedi porte à porte à {town}", "Portes du soir à {town}"},
		"rally":      {"{town} prend la parole", "Une salle pleine de voisins\u00a0: {town}"},
		"phone-bank": {"Soirée d'appels à {town}"},
		"training":   {"Vos premières portes\u00a0: atelier à {town}", "Écouter sur le pas de la porte, une soirée à {town}"},
		"meeting":    {"{group}\u00a0: réunion du mois"},
		"festival":   {"Deux jours à {town}\u00a0: l'école du porte-à-porte"},
	}
	frAbouts = map[string][]string{
		"unseat": {
			"Une ville, une journée et un siège qui se joue dans quelques rues. Le matin, vous apprenez la trame, puis vous partez en binôme et vous écoutez plus que vous ne parlez. Personne ne va seul à sa première porte.\n\nAccueil une demi-heure avant\u00a0: du café, des chargeurs et un point sécurité. Chaque binôme reçoit une quarantaine de portes à quelques minutes à pied. On se retrouve à la fin, on compte, et on termine à l'heure dite.\n\nPrenez de bonnes chaussures. Si vous avez besoin d'un parcours sans marches, dites-le plus bas\u00a0: nous en gardons.",
			"La dernière fois, moins de monde que n'en contient un préau d'école a décidé ici. Alors nous frappons, nous demandons ce qui pèse en ce moment, et nous racontons notre propre histoire quand elle a sa place.\n\nLa journée convient aux débutants comme aux habitués\u00a0: une demi-heure de répétition en binôme d'abord, et toujours quelqu'un d'expérimenté à portée de vue. Ceux qui préfèrent ne pas frapper tiennent les listes et le café.",
		},
		"canvass": {
			"Deux heures et demie dans les rues de {town}. Nous retournons voir celles et ceux qui hésitaient et nous demandons comment ils voient les choses aujourd'hui.\n\nRendez-vous sur place, départ en binôme, retour avant la nuit. Première fois\u00a0? Cochez-le, vous partirez avec quelqu'un qui connaît.",
			"Un petit tour dans les rues où presque personne n'était là la dernière fois. Un téléphone chargé est utile\u00a0; le papier convient tout autant.\n\nOn finit autour d'un cornet de frites.",
		},
		"rally": {
			"Une soirée, quatre prises de parole de huit minutes\u00a0: une infirmière, un conducteur de bus, une étudiante locataire et quelqu'un qui a changé d'avis sur le pas de sa porte. Ensuite, des tables par rue pour préparer les trois semaines à venir.\n\nSalle de plain-pied, boucle magnétique, coin enfants avec garde.",
		},
		"phone-bank": {
			"Nous rappelons les personnes qui l'ont demandé. Vous recevez un casque, une trame et, à côté de vous, quelqu'un qui l'a déjà fait. Deux heures, et vous partez quand vous voulez.",
		},
		"training": {
			"Quatre-vingt-dix minutes pour qui n'a jamais frappé chez un inconnu\u00a0: comment commencer, comment demander un chiffre de 0 à 10, comment se taire ensuite et comment bien repartir.\n\nVous répétez avec un foyer inventé jusqu'à ce que cela ressemble à une conversation. À la fin, vous vous inscrivez à une date, ou pas.",
		},
		"meeting": {
			"Ce que nous avons fait, ce que disent les chiffres et la suite. Les nouveaux d'abord\u00a0: un tour de prénoms pour commencer, fin à vingt et une heures précises.\n\nLes comptes tiennent sur une page et sont montrés.",
		},
		"festival": {
			"Des ateliers, un long déjeuner et une soirée de chansons. On y parle de trames, de sécurité, de la vie d'un groupe pendant l'été et de la manière de faire des autres mouvements de la famille.\n\nVenez un jour ou les deux. On peut loger chez des membres\u00a0; demandez dans le dernier champ.",
		},
	}
)
