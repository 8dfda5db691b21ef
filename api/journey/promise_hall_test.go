package journey

// hallPromises is what events that fill themselves must not break, as promises
// is for a canvass.
var hallPromises = []struct{ says, tests string }{
	// Filling a hall, item by item.
	{"a template filled in; shifts, pools and a series with its wall time; what people said before an edit is kept", "TestOrganiser TestShiftsAndPools TestShiftsMoveAlong TestASeriesKeepsItsWallTime TestAnOrganiserEditsWhilePeopleAnswer"},
	{"hosts have one event until the day after", "TestWalk TestAHostIsAskedAndEnds TestOneLinkMakesOneHost TestAskingAHostIsWholeOrNothing TestWhenHostsEnd"},
	{"access is yes, no or unknown and never blank; people for doors, places from a share, openly; poster and code", "TestEventsAtTheDoor TestPeopleForDoors TestWhoIsExpectedAtTheDoors TestWhatAnOrganiserSaysOfDoors TestFillingAHall"},
	{"list, month, map and feeds are narrowed alike, by kind, near, date, step-free, child care, language", "TestEveryViewIsNarrowedAlike TestFindingByWhatIsOffered TestFindingAndGettingThere"},
	{"everything is said in six fields and taps, without an account; by phone the link is shown, and as a code", "TestFillingAHall TestThePhoneIsAContact TestEventsAtTheDoor"},
	{"the waitlist keeps time and parties, an offer ends, and pages say why nobody is offered one", "TestOffers TestGivingBackPromotesInTurnAndOnce TestAPartyOfFourAgainstThreePlaces TestOnTheDayAnOfferIsForAnHour TestHowLongAnOfferLasts TestWhoIsTooLateStandsInTheLineAgain TestAnotherShiftByLink"},
	{"who waited in vain is first at the next date of the kind", "TestWhoWaitedIsFirstInLineNextTime TestWhoFoundNoRoomIsBeforeAllOthers TestWhoFoundNoRoomIsFirstAtANewDate"},
	{"cancel, confirm, another number, shift or pool by the link; joined to a person by it alone", "TestGivingBackByLink TestSayingYesAgain TestChangingTheShift TestChangingTheLine TestAnotherShiftByLink TestALinkJoinsAPlaceToAPerson TestAPlaceIsPutWithOnesOwn"},
	{"a supporter proposes, an organiser decides once", "TestASupporterProposesAnEvent TestAProposalIsDeclined TestAProposalIsDecided TestManyDecideAtOnce TestOrganiser"},
	{"seats in cars and coaches by district and shift, nobody known before both agree", "TestALiftIsAgreedByBoth TestALiftIsForTheWholeParty TestALiftIsToTheSameShift TestOnlyThoseWithAPlaceAreMatched TestWhoSaysNoIsMatchedWithAnother TestNoSeatIsPromisedTwice TestWhichSideOfALift TestFindingAndGettingThere"},
	{"a coach has its list; a driver who cannot come is replaced at once", "TestACoachAndItsList TestADriverWhoCannotComeIsReplacedAtOnce TestLiftsAreWholeOrNothing"},
	{"three suggestions by marginal gain, travel, places and teams, with reasons, the rule told with its numbers", "TestNearest TestRank TestRankSpreadsPeople TestRankLeavesOut TestReasons TestTrips TestADayIsThatOfThePlace TestNobodyNamedATarget TestWhatIsComingInASeat TestWhoWaitsIsToldWhereTheyAreNeeded"},
	{"a plan near the best there is, better than both simple rules, within every limit", "TestAPlanIsTheBestThereIs TestAPlanKeepsToItsLimits TestWhatAPlanDoes TestWhichRuleDoesMost"},
	{"what is short on a day and who could be asked, and nobody who has a place", "TestAShortageMovesNobodyWhoHasAPlace"},
	{"targets are a decision with name and date", "TestChoosing TestChoosingRefused TestChoose"},
	{"reminders once, never at night where the person is, late ones at once, to be edited", "TestRemindingOnceAndNotAtNight TestNightIsThatOfThePerson TestNightElsewhereHoldsNobodyUp TestLateAnswersGetAtOnceWhatTheyMissed TestWhatIsSentIsForTheOrganisersToSay TestAShiftHasItsOwnHour TestRemindersKeepTheNight TestWhenARemindingIsDue"},
	{"calling off and moving tell everybody once", "TestAMovedEventIsToldOfAnew TestComingWhileItIsCalledOff TestComingWhileItMoves TestEventsThatManyChangeAtOnce"},

	// Times, feeds, and a page under load.
	{"right through changes of clocks, across zones, on leap days", "TestTimesOnTheWall TestASeriesIsAtTheSameTimeOnTheWall TestShiftsStayWhereTheyAreInTheirEvent TestAnythingTyped TestNightIsThatOfThePlace TestTimesSortAsTheyPass"},
	{"feeds in three zones as ical.js and RFC 5545 read them, UID and SEQUENCE, CANCELLED stays", "TestFeedsInThreeZones TestFindingAndGettingThere TestCalendar TestWhatIsInOnesOwnCalendar"},
	{"a personal feed can be ended; a private venue is in nothing public", "TestOneOwnCalendar TestAPrivateAddressStaysPrivate"},
	{"what machines read of a page, and the map as GeoJSON", "TestWhatMachinesReadOfAPage TestWhereMachinesReadThatItIs TestPlacesAsGeoJSON"},
	{"a page kept for a moment promises nothing", "TestAPageIsKeptForAMoment TestWhatWasShownAMomentAgoPromisesNothing TestAKeptPageIsThePage"},
	{"a form typed at the wrong moment is never lost", "TestTheFormIsNeverLost"},
}
