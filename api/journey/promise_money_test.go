package journey

// moneyPromises is what gifts must not break, as promises is for a canvass.
var moneyPromises = []struct{ says, tests string }{
	// A supporter.
	{"eight fields and taps at most, monthly first and labelled, another amount, fees in money and unticked", "TestSupporter TestTenAMonthInTheBrowser TestPledgeForms TestPledgeInput TestGross TestGrossIsTheLeast"},
	{"what the law of this recipient needs is asked once, and no more", "TestThePledgeIsHeldToTheLaw TestWhatWasToldIsNotMissing TestAPromiseIsNotKeptWithoutWhatWasTold TestComplianceOfficer"},
	{"Stripe's page shows what the account has; the thank-you is there whoever comes back", "TestAMonthlyGiftThroughStripe TestASingleGiftThroughStripe TestTenAMonthInTheBrowser TestWithoutAnyEvent"},
	{"pages for a group, a campaign and an event, with a goal, a QR code and a poster; once, too", "TestAppeal TestAnAppeal TestGivingOnce"},
	{"amounts, prices and recipients never come from the client; cards never reach us", "TestPledgeJSON TestPledgeInput TestStrictPolicy TestAnotherDayAndCardThroughStripe"},

	// A donor.
	{"stopping, pausing and lowering by the link at once; raising, card and day by a code", "TestTenAMonth TestRaisingNeedsTheCodeFromTheMail TestCodesAreFewAndTriesAreFew TestAnotherDay TestAnotherCard TestDonor"},
	{"another day by the end of a trial, whose invoice of nothing is no payment", "TestAnotherDayAndCardThroughStripe TestDayFrom TestSettle"},
	{"one to three months out, one skipped", "TestTenAMonth TestAPauseEndsBeforeItsCharge TestSupporter"},
	{"stopped in two taps", "TestSupporter"},
	{"letters and receipts in the donor's language; a statement of each year", "TestWhatAReceiptHolds TestWhatAReceiptSays TestEveryLetterIsWrittenInEveryLanguage TestAStatementAcrossTheYear"},

	// A payment that fails.
	{"two kind letters, a list to call, an end with thanks and a way back, each once", "TestAFailedPaymentToItsEnd TestAFailedPaymentMended TestCallsToDonors TestEndedKindlyThroughSilence TestStepsAndMonthsThatFallHalfWay TestAFailedPayment"},
	{"cards that run out are told of twenty days before", "TestCardsThatRunOut"},
	{"a bank debit is on its way until the bank has answered", "TestASingleGiftByDebit TestAMonthlyGiftByDebit TestALargerDebitIsToldOfBefore"},
	{"nobody is asked for more but by the rules", "TestAskedToGiveMore TestAskedOnceInThirtyDays TestMayAsk TestEveryWriteOfAnAsk TestAppeal"},

	// A treasurer.
	{"a payout opens to its gifts and the difference is nothing, or it is red and not booked", "TestAPayoutIsBookedWhenAllOfItIsKnown TestTheSandboxPaysOut TestANightWithoutAnyWebhook TestTreasurer"},
	{"cash, cheques and transfers by two people; much goes back by two", "TestSlipsNeedTwoPeople TestTwoPeopleSendMuchBack TestTenSendBackAtOnce TestTenSendBackWithoutTheLock TestByHandAndDisputed TestAGiftGoesBackThroughStripe"},
	{"a bank's table in the same ledger, once however often it is read", "TestATableOfTheBankIsReadInOnce TestTablesOfBanks TestTwoAlikeAreTwo TestTheBankIsForTreasurers"},
	{"dues are split to the penny, with a statement a month", "TestDuesAreSplit"},
	{"a closed month is the same on every later date, whoever posts meanwhile", "TestAClosedMonthStaysTheSame TestClosingWaitsForWhoeverPosts TestClosingWithoutTheLock"},
	{"tables and a journal for accountants", "TestTheJournalOfAMonth TestAmountsOfAJournal TestTheTableOfAMonth"},

	// A compliance officer, an auditor.
	{"the law as dated data with sources, that says when it is out of date", "TestGiftsAtTheEdges TestARuleOutOfDateSaysSo TestFilesThatAreNoPacks TestPacksOfRecipients"},
	{"held to the law at the promise, when it comes and in a report", "TestThePledgeIsHeldToTheLaw TestARaiseIsHeldToTheLaw TestARaiseCountsWhatWasGiven TestGiftsAreHeldToTheLaw TestWhatIsReported TestAReportStaysAsItWas"},
	{"totals of a donor by year and election, whoever they call themselves", "TestTheSameDonorUnderTwoNames TestGiftsCountTowardsTheirElection TestElectionsEnteredLate TestItemisingByTheCycle"},
	{"thirty days with evidence; what may not be kept goes back", "TestDecidingKeepsItsEvidence TestTheLawHasAGiftGoBack TestDaysAndYearsEndAtTheirMidnight"},
	{"dues are no donations", "TestATableOfTheBankIsReadInOnce TestDuesAreSplit"},
	{"an auditor reads all, changes nothing, and sees who looked and who changed", "TestTreasurer TestWalk TestLedgerIsForTreasurers TestDonorsAreForTheirOfficers TestCallsToDonors"},

	// Stripe is the truth, the ledger remembers.
	{"signed over the raw body, with one of two secrets, of these minutes; none is no secret", "TestSignatures TestSettings"},
	{"the version of the API, at the start and of each event", "TestTheEndpointIsLookedAt TestOddEvents TestShapes"},
	{"every event is asked for that is heard, and finds its gift", "TestThePageOnGoingLive TestEveryKindFindsItsGift TestEveryStatusOfASubscription TestAMonthlyGiftByCard"},
	{"any order and any repetition ends the same: 720 of six, 500 of eight, 50 by signed HTTP", "TestEveryOrderEndsTheSame TestFiveHundredOrdersOfEight TestOrdersHeardTogether TestOrdersThroughSignedHTTP"},
	{"once, whoever hears at the same moment", "TestFiftyAtOnce TestFiftyAtOnceWithoutGuards TestHeardTogether TestHeardTogetherWithoutGuards TestHeardDespite TestStaleLook"},
	{"a night finds what nobody told of, and repairs by entries", "TestANightWithoutAnyWebhook TestAPayoutIsBookedWhenAllOfItIsKnown TestTheLedgerOnlyGrows"},
	{"a key is kept before its call; an answer that was lost makes no second charge; an old one is looked up", "TestLostAnswers TestSilentProvider TestPledgedTwice TestSentBackThroughSilence TestAnOldIntentIsLookedUp"},
	{"every call has the shape that Stripe describes", "TestShapes TestThePermissionsOfTheKey"},
	{"two sides to everything, never changed, in whole pennies, zero after every fault", "TestTransactionsSumToZero TestTheLedgerOnlyGrows TestMannerOfEveryFile TestEveryInsertFailsOnce TestInsertsFailWithoutTransactions TestEveryWriteOfTheTill TestEveryWriteOfAWayBack TestEveryWriteOfACode TestEveryWriteOfTheLawFailsOnce"},
	{"to the penny and the second: 500.00 and 500.01, New Year's Eve, the 31st, 29 February", "TestGiftsAtTheEdges TestGiftsAreHeldToTheLaw TestDaysAndYearsEndAtTheirMidnight TestMonthAfter TestTenAMonth TestAGiftOfTheLeapDay"},
	{"across a year's end, after a report, under two names, split in one sitting", "TestAStatementAcrossTheYear TestWonBackCountsOnTheDayOfItsGift TestAReportStaysAsItWas TestTheSameDonorUnderTwoNames TestGiftsAreHeldToTheLaw"},
	{"what is played says so on every page, and never mixes with what is real", "TestWalk TestSandboxAndLiveDoNotMix TestPlayedPlansFallSilentWhenMoneyMoves TestTheSandboxSendsBack"},
	{"a restored copy asks Stripe for nothing", "TestQuiet"},
	{"five languages without a barrier", "TestMoneyInEveryLanguage TestWander"},
	{"every step of going live", "TestThePageOnGoingLive TestThePermissionsOfTheKey TestShapes TestASubscriptionMadeByHand"},
}
