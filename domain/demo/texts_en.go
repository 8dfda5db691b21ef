package demo

var (
	enTitles = map[string][]string{
		"unseat":     {"Unseat {seat}"},
		"canvass":    {"Doors in {town}", "Saturday doors, {town}", "Evening doors, {town}"},
		"rally":      {"{town} speaks up", "A hall full of neighbours: {town}"},
		"phone-bank": {"Phone bank from {town}"},
		"training":   {"Your first doors: training in {town}", "Listening at the door, an evening in {town}"},
		"meeting":    {"{group}, monthly meeting"},
		"festival":   {"Two days in {town}: the door school"},
	}
	enAbouts = map[string][]string{
		"unseat": {
			"One town, one day, and a seat that a few streets decide. You learn the script in the morning, walk in pairs, and listen more than you talk. Nobody goes to a first door alone.\n\nDoors open half an hour before. There is tea, a charger for your phone, and a short safety briefing. Each pair gets about forty doors within a walk of the hall. We all meet back at the end, count, and go home at the time we said.\n\nBring shoes that you can stand in and a coat. Tell us below if you need a step-free route: we have level turf set aside.",
			"The last time, {seat} was decided by fewer people than fit into a school hall. So we knock, ask what is hard at the moment, and tell our own story when it fits.\n\nIt is a canvass for beginners as much as for old hands: half an hour of practice in pairs comes first, and a lead walks within sight of you all day. Those who would rather not knock keep the board and the kettle going.\n\nThe nearest station is ten minutes away. We share cars for those who come from further out.",
		},
		"canvass": {
			"Two and a half hours on the streets around {town}. We go back to people who said they were unsure, and we ask them how they see it now.\n\nMeet at the venue. We walk in pairs and finish before dark. First time? Say so below and you walk with somebody who has done it before.",
			"A short round on familiar streets: the ones where most people were not at home last time. Bring a charged phone if you have one; paper works just as well.\n\nWe end with chips.",
		},
		"rally": {
			"An evening with four speakers, no more than eight minutes each: a nurse, a bus driver, a student who rents, and somebody who changed their mind on their own doorstep. Then we sit at tables by street and plan the next three weeks.\n\nThe hall is step-free and has a hearing loop. There is a corner for children with somebody to look after them.",
		},
		"phone-bank": {
			"We call people who asked to be called back. You get a headset, a script and a neighbour who has done it before. Two hours, and you can leave when you like.\n\nBring a laptop if you have one. We never ask for anybody's number twice.",
		},
		"training": {
			"Ninety minutes for people who have never knocked on a stranger's door. How to open, how to ask for a number from 0 to 10, how to stay quiet after it, and how to leave well.\n\nYou practise with a made-up household until it feels like talking. At the end you can put your name down for a day that suits you, or not.",
		},
		"meeting": {
			"What we did last month, what the numbers say, and what we do next. New faces first: we begin with a round of names and end at nine sharp.\n\nThe treasurer shows the accounts on one page. Bring a biscuit.",
		},
		"festival": {
			"Workshops, a long lunch, and an evening of songs. Sessions on scripts, on safety, on keeping a group alive over the summer, and one on how other movements of the family do it.\n\nCome for one day or for both. There are beds with members in town; ask in the last field below.",
		},
	}
)
