package journey

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// promises is what a canvass must not break, in the words in which it was
// promised, and the tests that show it. Whoever renames a test finds it here; whoever
// takes one away takes a promise back.
var promises = []struct{ says, tests string }{
	// Nothing lost, nothing twice.
	{"kill -9 in the middle of a sync; the reply cut; the answer lost after the commit; a captive portal's 200", "TestNothingIsLostOnTheWay"},
	{"PostgreSQL dies and rises: 503 without our mark, no hang, and all goes on without us being restarted", "TestTheDatabaseDiesAndRises TestADatabaseThatIsAway"},
	{"the network to the database is silent, or loses the answer after the commit", "TestASilentDatabaseIsAway TestTheAnswerOfTheDatabaseIsLost"},
	{"no pool starves, and one connection is enough", "TestThePoolStarvesNobody TestOneConnectionIsEnough"},
	{"the disk is full: what was acknowledged is there, and all comes in when there is room", "TestAFullDiskAcknowledgesNothing"},
	{"a phone two days off with its clock 49 hours wrong, its queue sent twice and from a copied profile", "TestTwoDaysOffAndCopied TestAWrongClockReordersNothing TestWithinADeviceTheSequenceOrders"},
	{"a newer worker with a full queue; an old tab beside a newer app", "TestANewerWorkerWaitsAndKeepsTheQueue TestAnOldTabBesideANewerApp"},
	{"a phone that is full says so and loses nothing", "TestAFullPhoneATakenTurfAndACalledInPhone"},
	{"two volunteers on one turf; taking over without signal", "TestTwoPhonesOnOneTurf TestOneOfFiftyHasATurf TestTakingWhileCutting"},
	{"a phone that is called in with forty doors", "TestACalledInPhoneHandsInAllItHas TestALeadDecidesWhatCounts TestACredentialOutlivesItsSessionIntoQuarantine"},
	{"fields and outcomes that the server does not know", "TestARecordWithFieldsWeDoNotKnowCounts TestNothingThatCannotBeReadIsRefusedOrLost"},
	{"any order, any duplication, any cut ends in the same database", "TestAnyOrderAnyDuplicationAnyCut TestADoorStandsTheSameInAnyOrder"},
	{"the same id twice is one record; with other content both are kept", "TestSyncTwiceCountsOnce TestTheSameBatchFromManySendersAtOnce TestAskingFirstStoresTwice TestSameIdOtherContentIsKeptTwiceAndCountedOnce"},
	{"a batch is kept whole or not at all, whichever write fails", "TestABatchIsKeptWholeOrNotAtAll TestOneRecordIsKeptWholeOrNotAtAll TestAVisitIsNotKeptWithoutItsMark"},
	{"both sides read one receipt", "TestAReceiptIsOfTheRecordsAndNotOfTheirFates TestARoundWithoutSignal"},
	{"people and doors are gone on signing out and on being called in, and what is not sent stays", "TestSignedOutAndRestored TestACalledInPhoneHandsInAllItHas"},
	{"a restored house that does not know the phone's key", "TestSignedOutAndRestored TestWhatAStrangePhoneHandsIn"},

	// From a list of addresses to turf.
	{"any shape of file, its faults row by row, nothing half brought in, twice is once", "TestRealCouncilFilesComeIn TestCouncilFilesAreUnderstood TestEveryShapeOfFileIsGuessed TestWhatIsWrongWithARowIsSaid TestAFileIsCheckedThenBroughtInAndTwiceIsOnce"},
	{"an import that is killed goes on; one that breaks holds up no other; either is whole or not at all", "TestAKilledImportGoesOnWhereItWas TestARowIsCountedOnceByTwoWorkers TestOneFileHoldsUpNoOther TestAUniverseChangesWholeOrNotAtAll"},
	{"an import taken back", "TestAFileIsTakenBack TestARegisterIsTakenBackWithItsRows TestWhichFilesAreTakenBackAndByWhom"},
	{"a position by file or number, by postcode, by a pin, in this order", "TestADoorWithoutAPositionLiesWhereItsNumberSays TestAPinHoldsUntilSomethingBetterIsKnown TestOneDoorHoweverItsAddressIsWritten"},
	{"an area without a list becomes open stops", "TestAnAreaBecomesOpenStops TestArea"},
	{"a register comes with what the law asks and is never exported", "TestARegisterComesWithWhatTheLawAsksAndIsNeverExported TestElectorsAreLinesOnlyWhereARollMayBeHeld"},
	{"who wants no contact is left alone in every effort at once", "TestWhoDoesNotWantToBeAskedStaysUnasked TestOnePersonOfAHouseholdStaysUnasked"},
	{"turfs balanced, sides whole, flats by themselves, no door left out, seen on a map and changed", "TestEveryDoorIsInOnePieceAndPiecesAreBalanced TestSidesOfStreetsStayTogether TestABlockIsAPieceOfItsOwnFromTheTopDown TestDoorsAreCutAndCutAgain TestTurfsAreMovedJoinedSplitAndNamed TestUniverse"},
	{"walking order near the best, cutting better than k-means", "TestTheWalkIsNearTheBest TestCuttingAgainstKMeans"},
	{"the door app from the wifi to the receipt", "TestARoundWithoutSignal TestThePhoneWalksAsTheHouseDoes TestAPackIsOneTurfUntilATime TestAPackSpeaksTheLanguagesOfTheArea"},

	{"undo of the last five, and not of the sixth; five languages", "TestAFullPhoneATakenTurfAndACalledInPhone TestARoundWithoutSignal"},
	{"the app is under 80 kB and its modules are of one version", "TestAModuleNamesTheOthersByWhatIsInThem"},
	{"a household that no list has, a correction, and a visit by somebody who fits reach a lead and whoever goes next", "TestAFoundHouseholdBecomesADoor TestCorrectionsAndWishes TestWhoDecidesWhatWasNoted TestARoundWithoutSignal"},

	// The day: leads, teams, boards, paper.
	{"an effort has a goal, a level of record and a clock", "TestLaunchingAnEffort TestWhoMayDoWhatWithAnEffort"},
	{"teams of those who came, boards by a code, who is out, debrief", "TestALeadRunsTheDay TestTeamsAreMadeOfThoseWhoCame TestABoardIsOpenedByItsCode TestWhenABoardOpensNoMore TestOneOfFortyTeamsHasATurf TestATeamIsAsked"},
	{"who has which turf is found among many, by whom it may", "TestALeadFindsATurf TestTurfsAreListedAPageAtATime TestWhoReadsWhoHasATurf"},
	{"a turf that is taken over offline keeps both", "TestATurfTakenOverOfflineKeepsBoth TestTwoPhonesOnOneTurf"},
	{"out and back, one quiet alarm, nobody alone after dark", "TestAPhoneSaysOutAndBack TestWhoShouldBeBackIsToldOfOnce TestALateTripIsToldOfByOneWorker TestNobodyWalksAloneAfterDark"},
	{"an incident is read by two roles", "TestWhoReadsAnIncident TestAnIncidentIsSealedAndForgotten"},
	{"a team directed without signal, and its board moved to another phone without any", "TestABoardRunner"},
	{"paper is the same records, once, of the version that it was printed with", "TestPaper TestAPrintedListStaysAsItIs TestPaperIsTypedBackOnce TestATeamWalksWithPaper"},

	// What goes wrong with numbers and people.
	{"not-home changes no support level; declined is not 0; a second rating without a first is no pair", "TestNotHomeNeverChangesANumberAndNeverContactWins TestDecliningIsNoNumberAndAfterAloneIsNoPair"},
	{"nobody else's word is the person's own", "TestNobodysMindIsChangedByAClosedDoor TestNothingThatCannotBeReadIsRefusedOrLost"},
	{"no mail goes out against what its reader says by then", "TestConsentIsReadWhenALetterIsSent TestNobodyIsWrittenToWithoutConsent"},
	{"a turf claimed twice, a claim that ended and still has something to say", "TestOneOfFiftyHasATurf TestWhoHasATurfReadsIt TestWhyAPackIsOver"},
	{"a script changed in the middle of a day", "TestAnAnswerStaysWithTheVersionItWasGivenUnder TestScriptsForPrograms"},
	{"names and addresses of all kinds", "TestAddressesAreTakenApart TestAnAddressIsKnownAgain TestDoorsAreWalkedInTheOrderOfTheirNumbers"},
	{"too few to say, or all from one canvasser", "TestTooFewToSay"},

	// Results, rehearsal, residents and forgetting.
	{"results are heard while they change, by all who listen from one look, and whoever may not is let go", "TestResultsAreHeardWhileTheyChange TestManyListenAndAreLetGo"},
	{"whom to ring: phones with unsent records, teams that need somebody first, and nobody ranked", "TestWhomToRing TestWalked TestPace"},
	{"results are read off one row, made of tallies that are made of marks, and agree with the raw pairs", "TestADigestIsWhatTheTalliesSay TestASpreadLosesNothing TestTalliesAgreeWithRawPairs TestAVisitIsNotKeptWithoutItsMark TestADayIsReplacedRowByRow"},
	{"movement is paired, with the wider interval, a floor, and refusals", "TestMovementOfTwelvePairs TestWhatMayBeShown TestOneCanvasserCarriesNoMean TestFloorCountsTheBrokenOffAsUnmoved TestIntervalCoversNothingWhenNothingMoved"},
	{"a day is sealed before anything of it goes, never counted anew, and what comes late adds a line of its own", "TestADayIsSealedWhenAllOfItIsCounted TestNothingIsRecordedWhileADayIsSealed TestALatePhoneAddsToTheSealedDay TestWhatIsAcceptedAfterTheClockIsBare"},
	{"the clock deletes what it says and changes no number, killed or not, and every table has its answer to it", "TestTheClockDeletesWhatItSaysAndNoNumber TestTheClockSurvivesBeingKilled TestEachPieceOfForgettingIsWholeOrNotAtAll TestTheClockKnowsEveryModel TestAnObjectionOutlastsItsRecord"},
	{"a resident reads, objects, deletes and complains by what they hold, and is told nobody's opinion", "TestResident TestACardTellsOfItsDoorAloneAndOfNoOpinion TestAResidentObjectsForGood TestAResidentDeletesWhatWasNoted TestAComplaintHasAClock TestACardForAllDoorsProvesNoAddress TestALeadHasAnAddressLeftAlone"},
	{"a comparison: lots drawn once and beforehand with a stored seed, told when somebody talks, read once when it is over, refused when too few", "TestALotIsDrawnOnceAndBeforehand TestNoLotIsDrawnAfterTheFirstKnock TestAnArmIsRevealedWhereItBegins TestALotIsToldWhenSomebodyTalks TestAComparisonIsReadOnceWhenItIsOver TestContrast TestContrastRefuses TestContrastTellsNothingFromSomething"},
	{"a polling day rehearsed against a running server, with made-up people alone, says what broke", "TestADayIsRehearsed TestWhatIsNotRehearsed TestNobodyIsFollowedElsewhere"},
}

// testNames is every test of the project.
func testNames(t *testing.T) map[string]bool {
	names := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				names[f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestEveryPromiseHasItsTests(t *testing.T) {
	names := testNames(t)
	for _, p := range slices.Concat(promises, moneyPromises, hallPromises, doorPromises) {
		for _, name := range strings.Fields(p.tests) {
			if !names[name] {
				t.Errorf("%s: %s is gone", p.says, name)
			}
		}
	}
}
