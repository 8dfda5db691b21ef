package templates

import "time"

var (
	samplePick = NearestPick{Rank: 1, Name: "Keighley and Ilkley", First: "Con", Second: "Lab", Majority: 1625, Share: 0.035, Km: 29.4, Event: &sampleLine,
		Reasons: []string{"margin-middle", "places-half", "way-near"}, By: "Sam Okafor", Group: "Aire Valley Together", At: sampleStart}
	sampleRow = TargetRow{Code: "E14001312", Name: "Keighley and Ilkley", Region: "Yorkshire and The Humber", First: "Con", Second: "Lab", Majority: 1625, Share: 0.035,
		Chosen: true, By: "Sam Okafor", At: sampleStart}
	sampleDecision = TargetDecision{Side: "Lab", By: "Sam Okafor", Group: "Aire Valley Together", At: sampleStart, Note: "Close.", Rows: []TargetRow{sampleRow}}
)

func samplePicks() []NearestPick {
	two, three := samplePick, samplePick
	two.Rank, two.Event, two.Reasons = 2, nil, []string{"margin-tiny", "places-none", "way-nearest"}
	three.Rank, three.Event, three.Reasons = 3, &EventLine{Starts: time.Time{}}, []string{"margin-wide", "places-open", "way-far"}
	return []NearestPick{samplePick, two, three}
}

var sampleMap = NearestMap{Width: 760, Height: 648, Shapes: []NearestShape{{"", "M0 0l1 1z"}, {"pick", "M1 1l2 2z"}, {"full", "M1 1l2 2z"}},
	Dots: []NearestDot{{X: 10, Y: 20, Name: "Leeds North", Mark: "need"}}, Picks: []NearestDot{{X: 1, Y: 2, Name: "Keighley", Mark: "pick", Label: "free"}, {X: 1, Y: 2, Name: "Skipton", Mark: "pick"}}, Me: NearestDot{X: 300, Y: 300, Name: "LS6"}}

var (
	_ = sample("target/nearest", &Nearest{By: "car", Rides: []string{"car", "transit", "bike", "foot"}, Limits: []int{30}, Frame: sampleFrame(), Rule: NearestRule{5, 4, 60, 50, 10}}, &Nearest{By: "car", Rides: []string{"car", "transit", "bike", "foot"}, Limits: []int{30}, Frame: sampleFrame(), Form: sampleForm("near")},
		&Nearest{By: "car", Rides: []string{"car", "transit", "bike", "foot"}, Limits: []int{30}, Frame: sampleFrame(), Asked: true, Place: "LS6", How: "beginning", Others: []NavItem{{"/nearest?near=Leeds", "Leeds", false}}, Picks: samplePicks(), Full: &samplePick,
			Own: &NearestOwn{Name: "Leeds Central", First: "Lab", Second: "Green", Share: .1, Others: "Leeds South"}, Targets: 9, Map: sampleMap, Sources: []string{"House of Commons Library"}},
		&Nearest{By: "car", Rides: []string{"car", "transit", "bike", "foot"}, Limits: []int{30}, Frame: sampleFrame(), Asked: true, How: "position", Picks: samplePicks()[:1], Own: &NearestOwn{Name: "Leeds", Sure: true}, Targets: 1},
		&Nearest{By: "car", Rides: []string{"car", "transit", "bike", "foot"}, Limits: []int{30}, Frame: sampleFrame(), Asked: true, How: "town", Place: "Leeds", Picks: samplePicks()[:2], Own: &NearestOwn{Name: "Leeds"}, Targets: 1, Map: NearestMap{Width: 760, Height: 648, Dots: sampleMap.Dots, Picks: sampleMap.Picks, Rings: []NearestRing{{10, 90}}}},
		&Nearest{By: "car", Rides: []string{"car", "transit", "bike", "foot"}, Limits: []int{30}, Frame: sampleFrame(), Asked: true, How: "seat", Place: "Leeds"}, &Nearest{By: "car", Rides: []string{"car", "transit", "bike", "foot"}, Limits: []int{30}, Frame: sampleFrame(), Asked: true, How: "town", Place: "Kiel", Targets: 9},
		&Nearest{By: "foot", Rides: []string{"car", "transit", "bike", "foot"}, Limits: []int{30}, Frame: sampleFrame(), Asked: true, How: "town", Place: "Kiel", Targets: 9, Within: 30})
	_ = sample("target/list", &Targets{Frame: sampleFrame()}, &Targets{Frame: sampleFrame(), Decisions: []TargetDecision{sampleDecision}, Choose: "/organise/targets", Sources: []string{"House of Commons Library"}})
	_ = sample("target/choose", &TargetChoose{Frame: sampleFrame()}, &TargetChoose{Frame: sampleFrame(), Seats: true},
		&TargetChoose{Frame: sampleFrame(), Form: sampleForm("side", "note"), Group: "Aire Valley Together", Groups: []NavItem{{"/x", "Leeds", false}}, Parties: []string{"Lab", "Con"},
			Rows: []TargetRow{sampleRow, {Code: "E1", Name: "Skipton"}}, Found: 650, Chosen: 1, Seats: true})
)
