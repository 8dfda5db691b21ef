package templates

var _ = sample("target/shortage", &Shortage{Frame: sampleFrame(), Day: deskStarts, By: "car", Rides: []string{"car", "transit"}, Limits: []int{25}, Minutes: 25},
	&Shortage{Frame: sampleFrame(), Form: sampleForm("day"), Day: deskStarts, By: "car", Minutes: 25, Missing: 31, Idle: 190, Asked: 31, Map: NearestMap{Width: 700, Height: 700, Shapes: []NearestShape{{"", "M1 1z"}}},
		Short: []ShortEvent{{Event: deskLine, Missing: 31, Within: 190, X: 1, Y: 2, Asks: []ShortAsk{{"Leeds", "/events/leeds", 24, 18.2, 22}, {"Aire Valley", "", 7, 3, 4}}}, {Event: deskLine}}})
