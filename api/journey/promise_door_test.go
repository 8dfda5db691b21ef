package journey

// doorPromises is what events must not break at their doors: that no place is
// promised twice, check-in, a festival, and what comes afterwards.
var doorPromises = []struct{ says, tests string }{
	// Places.
	{"2,000 RSVPs for 500 places, in parties and in three pools", "TestTwoThousandInPartiesForFiveHundredPlaces TestTwoThousandForFiveHundredPlacesInThreePools TestWithoutTheGuardTheRushOversells TestWithoutTheGuardThePoolsOversell"},
	{"cancelling and promoting under load", "TestGivingBackAndComingUnderLoad TestWithoutTheGuardAPlaceIsGivenBackTwice"},
	{"an offer that ends while it is clicked", "TestAnOfferThatEndsWhileItIsClicked TestWithoutTheGuardAnOfferIsCountedTwice"},
	{"the same person twice at once", "TestTheSamePersonTwiceAtOnceCountsOnce TestWithoutTheIndexTheSamePersonCountsTwice"},
	{"a party of four against three places", "TestAPartyOfFourAgainstThreePlaces TestManyPartiesOfFourAgainstThreePlaces TestWithoutTheGuardAPartyOfFourSqueezesIn"},
	{"a capacity lowered below what is taken", "TestLoweringTheCapacityKeepsPromises TestAnOrganiserEditsWhilePeopleAnswer"},
	{"organisers edit while people answer; the second sees both versions", "TestAnOrganiserEditsWhilePeopleAnswer TestEventsThatManyChangeAtOnce TestWithoutTheGuardAnEditUndoesWhatPeopleDid TestEventsAtTheDoor TestFestival"},
	{"double scans at two gates that were offline", "TestDoubleScanAtTwoGatesThatWereOffline TestWithoutTheHoldGatesDisagree TestGatesAgreeInWhateverOrder"},
	{"a delegation has all its places or none, and takes none twice", "TestADelegation TestADelegationTakesNoPlaceTwice TestWithoutTheGuardTheRushOversells"},
	{"chairs in a workshop", "TestEightyForTwentyChairs TestWithoutTheConditionChairsArePromisedTwice TestLessRoomKeepsPromises"},
	{"a page of a moment ago never shows a place that is gone without saying when it counted", "TestAPageIsKeptForAMoment TestEventsAtTheDoor"},

	// A festival.
	{"a template for every kind, filled in", "TestEventsAtTheDoor TestEveryKindHasItsTemplate"},
	{"a programme kept by its wall time: sessions in rooms over days, speakers, timetables, what clashes, delegations", "TestAProgramme TestAProgrammeKeepsItsWallTime TestATimetable TestSpeakersAreNamedWithTheirYes TestADelegation TestFestival"},
	{"a programme brought as a table: looked at first, faults row by row, twice is once, whole or not at all", "TestAProgrammeFromATable TestAProgrammeThatIsWrongChangesNothing TestAProgrammeIsBroughtOnce TestWithoutTheHoldATableIsNotBroughtOnce TestFestival"},

	// Check-in.
	{"the signed list is on the phone at once; one tap a party; ticket, name, last digits, walk-in in three fields; without network", "TestCheckInWithoutNetwork TestAGate"},
	{"heads in and out, by pool", "TestAGate TestCheckInWithoutNetwork"},
	{"no-shows are released at the time that was set", "TestNoShowsAreReleased"},
	{"the phone holds name, party, pool and nothing else, and is empty after the event", "TestAGate TestCheckInWithoutNetwork"},

	// Afterwards.
	{"who came, by gates or by hand; thanks with the real number; what comes next", "TestWhoCameByTheGates TestTickingWhoCame TestThanksWithTheRealNumber TestWhatComesNextIsForThoseWhoAgreed TestAfterwards"},
	{"a newcomer is offered to a leader nearby for a day, then to the next, then to the organisers", "TestANewcomerGoesFromLeaderToLeaderToTheOrganisers TestOneOfManyTakesANewcomer TestWithoutTheTurnTwoTakeOne TestNewcomer"},
	{"call, text, notes of one tap, hand back; what was given for it is forgotten", "TestWhatIsNotedEndsIt TestWhoeverTakesItBackIsNotWelcomed TestNewcomer"},
	{"steps from a first event to leading others, and no ranking", "TestThePathFollowsFromWhatSomebodyDid TestNobodyIsRanked TestNewcomer"},
}
