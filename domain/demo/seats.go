// Package demo is the demo movement: made-up people and groups on real ground,
// made through the use cases from a seed.
package demo

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/target"
)

// facts says who published the results below. Facts are nobody's property; the
// places of the seats are typed in to a twentieth of a degree.
const facts = "General election of 4 July 2024: results as published by the House of Commons Library"

// Seats is close seats of the general election of 2024 in the United Kingdom,
// closest first by share of the votes.
var Seats = []target.Seat{
	fact("E14001279", "Hendon", "London", "Lab", "Con", 15855, 15840, 15, 41256, 74865, 51.60, -0.25),
	fact("E14001429", "Poole", "South West", "Lab", "Con", 14168, 14150, 18, 44495, 72509, 50.70, -1.95),
	fact("E14001077", "Basildon and Billericay", "East of England", "Con", "Lab", 12905, 12885, 20, 42124, 76873, 51.60, 0.45),
	fact("E14001401", "North West Cambridgeshire", "East of England", "Lab", "Con", 14785, 14746, 39, 44424, 75915, 52.55, -0.30),
	fact("E14001155", "Central Devon", "South West", "Con", "Lab", 16831, 16770, 61, 53432, 75385, 50.75, -3.80),
	fact("E14001275", "Havant", "South East", "Con", "Lab", 12986, 12894, 92, 42186, 72323, 50.85, -1.00),
	fact("E14001232", "Exmouth and Exeter East", "South West", "Con", "Lab", 14728, 14607, 121, 51326, 79983, 50.70, -3.40),
	fact("E14001480", "South Basildon and East Thurrock", "East of England", "RUK", "Lab", 12178, 12080, 98, 39549, 72673, 51.55, 0.40),
	fact("E14001087", "Beverley and Holderness", "Yorkshire and The Humber", "Con", "Lab", 15501, 15377, 124, 44897, 71994, 53.80, -0.25),
	fact("E14001425", "Peterborough", "East of England", "Lab", "Con", 13418, 13300, 118, 41872, 73378, 52.60, -0.15),
	fact("E14001160", "Chelsea and Fulham", "London", "Lab", "Con", 18556, 18404, 152, 47116, 78468, 51.50, -0.20),
	fact("E14001368", "Middlesbrough South and East Cleveland", "North East", "Lab", "Con", 16468, 16254, 214, 38035, 70331, 54.55, -1.00),
	fact("E14001240", "Forest of Dean", "South West", "Lab", "Con", 16373, 16095, 278, 48091, 72857, 51.85, -2.45),
	fact("E14001137", "Bromley and Biggin Hill", "London", "Con", "Lab", 15929, 15627, 302, 46788, 70713, 51.35, 0.00),
	fact("E14001195", "Derbyshire Dales", "East Midlands", "Lab", "Con", 17759, 17409, 350, 51272, 73324, 53.10, -1.70),
	fact("E14001474", "Sittingbourne and Sheppey", "South East", "Lab", "Con", 11919, 11564, 355, 40998, 79067, 51.40, 0.85),
	fact("E14001242", "Fylde", "North West", "Con", "Lab", 15917, 15356, 561, 47960, 77100, 53.80, -2.90),
	fact("E14001399", "North Somerset", "South West", "Lab", "Con", 19138, 18499, 639, 53766, 74426, 51.40, -2.75),
	fact("E14001071", "Aylesbury", "South East", "Lab", "Con", 15081, 14451, 630, 49940, 79169, 51.85, -0.70),
	fact("E14001558", "Uxbridge and South Ruislip", "London", "Lab", "Con", 16599, 16012, 587, 45914, 74745, 51.55, -0.45),
	fact("E14001497", "South West Norfolk", "East of England", "Lab", "Con", 11847, 11217, 630, 44335, 74724, 52.55, 0.55),
	fact("E14001206", "Dunstable and Leighton Buzzard", "East of England", "Lab", "Con", 14976, 14309, 667, 46045, 76742, 51.90, -0.60),
	fact("E14001136", "Broadland and Fakenham", "East of England", "Con", "Lab", 16322, 15603, 719, 49513, 76863, 52.75, 1.20),
	fact("E14001522", "Stoke-on-Trent South", "West Midlands", "Lab", "Con", 14221, 13594, 627, 40942, 70002, 52.95, -2.10),
	fact("E14001249", "Godalming and Ash", "South East", "Con", "LD", 23293, 22402, 891, 54696, 75816, 51.15, -0.60),
	fact("E14001443", "Ribble Valley", "North West", "Lab", "Con", 18177, 17321, 856, 52023, 80484, 53.90, -2.50),
	fact("E14001335", "Lichfield", "West Midlands", "Lab", "Con", 17232, 16422, 810, 49104, 76118, 52.75, -1.85),
	fact("S14000075", "Dundee Central", "Scotland", "SNP", "Lab", 15544, 14869, 675, 38848, 74221, 56.50, -3.00),
	fact("E14001543", "The Wrekin", "West Midlands", "Con", "Lab", 16320, 15437, 883, 50020, 78942, 52.75, -2.45),
	fact("E14001117", "Bracknell", "South East", "Lab", "Con", 14783, 13999, 784, 43837, 71660, 51.40, -0.75),
	fact("E14001601", "Wyre Forest", "West Midlands", "Con", "Lab", 14489, 13677, 812, 45158, 77329, 52.40, -2.30),
	fact("E14001210", "Earley and Woodley", "South East", "Lab", "Con", 18209, 17361, 848, 45914, 73548, 51.45, -0.95),
	fact("W07000112", "Ynys Môn", "Wales", "PC", "Con", 10590, 9953, 637, 32628, 53141, 53.30, -4.35),
	fact("S14000091", "Gordon and Buchan", "Scotland", "Con", "SNP", 14418, 13540, 878, 43848, 69605, 57.40, -2.45),
	fact("S14000073", "Dumfries and Galloway", "Scotland", "Con", "SNP", 13527, 12597, 930, 45775, 78541, 55.00, -4.30),
	fact("S14000062", "Aberdeenshire North and Moray East", "Scotland", "SNP", "Con", 13455, 12513, 942, 38188, 70058, 57.60, -2.40),
	fact("E14001234", "Farnham and Bordon", "South East", "Con", "LD", 18951, 17602, 1349, 53015, 75920, 51.15, -0.80),
	fact("E14001475", "Skipton and Ripon", "Yorkshire and The Humber", "Con", "Lab", 18833, 17183, 1650, 53450, 79251, 54.10, -1.95),
	fact("E14001308", "Keighley and Ilkley", "Yorkshire and The Humber", "Con", "Lab", 18589, 16964, 1625, 46186, 74367, 53.90, -1.90),
	fact("E14001362", "Mid Derbyshire", "East Midlands", "Lab", "Con", 17346, 15468, 1878, 47543, 69917, 52.95, -1.45),
	fact("E14001582", "Wetherby and Easingwold", "Yorkshire and The Humber", "Con", "Lab", 20597, 15751, 4846, 52259, 74314, 54.00, -1.30),
	fact("E14001167", "Chingford and Woodford Green", "London", "Con", "Lab", 17281, 12524, 4757, 48512, 74010, 51.60, 0.00),
}

func fact(code, name, region, first, second string, won, lost, majority, valid, electorate int, lat, lon float64) target.Seat {
	return target.Seat{
		Code: code, Name: name, Country: "GB", Region: region, First: first, Second: second,
		Votes: map[string]int{first: won, second: lost, "others": valid - won - lost}, Majority: majority, Valid: valid, Electorate: electorate,
		Held: time.Date(2024, 7, 4, 0, 0, 0, 0, time.UTC), Source: facts, Centre: domain.Point{Lat: lat, Lon: lon},
	}
}

// Fight makes the seats of the demo known and lets who decide, for
// a group, to fight for the closest of them on one side: the demo has no
// opinion, it takes the party that stands first or second in most.
func Fight(ctx context.Context, s *target.Service, who domain.Actor, g domain.GroupID) error {
	if err := s.KnowSeats(ctx, Seats); err != nil {
		return err
	}
	in := target.ChooseInput{Side: "Lab", Note: "The closest results of 2024."}
	for _, one := range Seats {
		in.Seats = append(in.Seats, one.Code)
	}
	return s.Choose(ctx, who, g, in)
}

// fight has the founder decide on the targets of the British groups.
func (k *maker) fight(ctx context.Context) error {
	k.ago(90)
	return k.within(ctx, func(r *rooms) error { return Fight(ctx, r.target, k.founder, k.groups["GB"].ID) })
}
