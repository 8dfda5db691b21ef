package compliance

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// A Store keeps what compliance remembers.
type Store interface {
	// Recipients lists the legal entities to which groups point.
	Recipients(ctx context.Context) ([]Recipient, error)
	// RecipientOf finds one, or refuses with NotFound.
	RecipientOf(ctx context.Context, id domain.EntityID) (Recipient, error)

	Elections
	Rates
	Movements
	Donors
	Reviews
	Reports
	Backs
}

// Backs is what of the books somebody needs who has a gift go back, as in giving.
type Backs interface {
	// HoldPlan finds a plan, locked until the end of the transaction.
	HoldPlan(ctx context.Context, id giving.PlanID) (giving.Plan, error)
	// Payment finds a payment, or refuses with NotFound.
	Payment(ctx context.Context, id giving.PaymentID) (giving.Payment, error)
	// Backs lists what goes back of a payment, the oldest first.
	Backs(ctx context.Context, p giving.PaymentID) ([]giving.Back, error)
	// AddBack keeps that some of a payment is to go back.
	AddBack(ctx context.Context, b giving.Back) (bool, error)
}

// Elections keeps the days of elections, and what was given towards them.
type Elections interface {
	// Elections lists the days of elections of a legal entity, the first first.
	Elections(ctx context.Context, id domain.EntityID) ([]Election, error)
	// PutElection keeps a day in place of what was entered for it before.
	PutElection(ctx context.Context, e Election) error
	// DropElection takes a day away.
	DropElection(ctx context.Context, id domain.EntityID, day string) error
	// Recount makes the totals of a span anew: of what counts from a moment until
	// another, and none where both are zero.
	Recount(ctx context.Context, id domain.EntityID, span string, from, until time.Time) error
	// JoinBooks holds whoever locks the books of an entity until the end of the
	// transaction, as in giving.
	JoinBooks(ctx context.Context, e domain.EntityID) (closed time.Time, err error)
	// LockBooks waits for all who joined the books, and they wait for it.
	LockBooks(ctx context.Context, e domain.EntityID) (closed time.Time, err error)
	// NoteLook keeps what was decided for the auditor, as in giving.
	NoteLook(ctx context.Context, l giving.Look) error
}

// Rates keeps what other currencies are worth.
type Rates interface {
	// RateOn finds the rate of a currency on a day, or refuses with NotFound.
	RateOn(ctx context.Context, e domain.EntityID, currency, day string) (Rate, error)
	// Rates lists the rates of a legal entity, the newest days first.
	Rates(ctx context.Context, e domain.EntityID) ([]Rate, error)
	// AddRate keeps a new rate.
	AddRate(ctx context.Context, r Rate) error
	// Unvalued lists what counts from a moment until another in a currency and
	// whose worth nobody has entered.
	Unvalued(ctx context.Context, e domain.EntityID, currency string, from, until time.Time) ([]Weighing, error)
	// PutWorth writes what a movement is worth.
	PutWorth(ctx context.Context, w Weighing) error
	// Foreign hands out what counts from a moment until another in other
	// currencies than one and has no worth, in the order of time.
	Foreign(ctx context.Context, e domain.EntityID, currency string, from, until time.Time, each func(at time.Time, sum domain.Money)) error
}

// Movements reads the books, and remembers which of them were held to the law.
type Movements interface {
	// Unweighed lists movements that were not held to the law yet, the oldest first.
	Unweighed(ctx context.Context, limit int) ([]MovementID, error)
	// TakeUnweighed takes a movement off that list; false when it is not on it.
	TakeUnweighed(ctx context.Context, id MovementID) (bool, error)
	// Movement finds what a transaction of the books means to a donor, or
	// refuses with NotFound.
	Movement(ctx context.Context, id MovementID) (Movement, error)
	// AddWeighing keeps what came of a movement; false when that is known.
	AddWeighing(ctx context.Context, w Weighing) (bool, error)
	// FirstOf is what came of the first movement of a payment; zero where none was
	// weighed.
	FirstOf(ctx context.Context, p PaymentID) (Weighing, error)
	// Gifts lists what a donor, with all who are the same, gave from a moment
	// until before another, payment by payment and less what went back, the
	// oldest first. Dues are left out unless asked for.
	Gifts(ctx context.Context, head DonorID, dues bool, from, until time.Time) ([]Gift, error)
	// Told is what the donor of a plan told; nil where nothing was asked.
	Told(ctx context.Context, p PlanID) (map[string]string, error)
	// LastTold is what a donor told last, with all who are the same.
	LastTold(ctx context.Context, head DonorID) (map[string]string, error)
}

// Donors keeps who gives.
type Donors interface {
	// DonorAt finds a donor by legal entity, folded name and address; NotFound.
	DonorAt(ctx context.Context, e domain.EntityID, folded, email string) (Donor, error)
	// Donor finds a donor, or refuses with NotFound.
	Donor(ctx context.Context, id DonorID) (Donor, error)
	// DonorWho is the head of the donor who gave to an entity while signed in as
	// a person; empty where there is none.
	DonorWho(ctx context.Context, e domain.EntityID, who domain.PersonID) (DonorID, error)
	// DonorOfPlan is the head of the donor who gave under a plan; empty where
	// nothing was given yet.
	DonorOfPlan(ctx context.Context, p PlanID) (DonorID, error)
	// AddDonor keeps a new donor; false when the same one is there.
	AddDonor(ctx context.Context, d Donor) (bool, error)
	// Same lists a donor's rows: those with the same head.
	Same(ctx context.Context, head DonorID) ([]Donor, error)
	// PutHead gives every row of one head another.
	PutHead(ctx context.Context, from, to DonorID) error
	// PutHeadOf gives one row a head.
	PutHeadOf(ctx context.Context, d, head DonorID) error
	// LikeDonors lists donors of an entity with the same address or the same
	// folded name, at most so many.
	LikeDonors(ctx context.Context, d Donor, limit int) ([]Donor, error)
	// AddLike keeps a suggestion; one that is there is left as it is.
	AddLike(ctx context.Context, l Like) error
	// OpenLikes lists suggestions of a legal entity that nobody has decided, of
	// donors who gave at least so much together from a year on, the most first.
	OpenLikes(ctx context.Context, e domain.EntityID, year string, least int64, limit int) ([]Like, error)
	// LikesOf lists the suggestions that name one of a head's rows.
	LikesOf(ctx context.Context, head DonorID) ([]Like, error)
	// EndLike decides what two donors are to each other, in either order.
	EndLike(ctx context.Context, a, b DonorID, state string, by domain.PersonID, now time.Time) error
	// AddTotal adds to what a donor gave over a span.
	AddTotal(ctx context.Context, t Total) error
	// Totals lists what a donor, with all who are the same, gave over each
	// span, without adding up gifts.
	Totals(ctx context.Context, head DonorID) ([]Total, error)
	// LargeDonors lists the heads of donors of whom one row gave over minor
	// in a span, and of all who are joined.
	LargeDonors(ctx context.Context, e domain.EntityID, span string, minor int64) ([]DonorID, error)
}

// Reviews keeps what somebody has to decide.
type Reviews interface {
	// AddReview keeps a new review; false when the same is there.
	AddReview(ctx context.Context, r Review) (bool, error)
	// Review finds a review, or refuses with NotFound.
	Review(ctx context.Context, id ReviewID) (Review, error)
	// EndReview writes a decision over a review that is in state from; false
	// when it is not any more.
	EndReview(ctx context.Context, r Review, from ReviewState) (bool, error)
	// Waiting lists reviews of a legal entity that wait, or whose money has
	// not gone back yet, those whose time ends first on top.
	Waiting(ctx context.Context, e domain.EntityID, limit int) ([]Review, error)
	// ReviewsAbout lists the reviews of a payment, the oldest first.
	ReviewsAbout(ctx context.Context, p PaymentID) ([]Review, error)
	// ReviewsOf lists the reviews of a donor, the newest first.
	ReviewsOf(ctx context.Context, head DonorID) ([]Review, error)
}

// Reports keeps reports as they were.
type Reports interface {
	// AddReport keeps a new report; false when one with its id is there.
	AddReport(ctx context.Context, r Report) (bool, error)
	// Report finds a report with its lines, or refuses with NotFound.
	Report(ctx context.Context, id ReportID) (Report, error)
	// Reports lists the reports of a legal entity without their lines, the
	// newest first.
	Reports(ctx context.Context, e domain.EntityID, limit int) ([]Report, error)
}
