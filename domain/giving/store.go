package giving

import (
	"context"
	"time"

	"barnstorm/domain"
)

// A Store keeps what giving remembers.
type Store interface {
	domain.Outbox
	domain.Links
	Recipients
	Plans
	Intents
	Codes
	Events
	Ledgers
	Months
	Payouts
	Slips
	BackStore
	AppealStore
	Audit
}

// Recipients knows who receives the gifts of a group.
type Recipients interface {
	// GroupToGive is the group called slug, or the top group where slug is
	// empty; NotFound where there is none.
	GroupToGive(ctx context.Context, slug string) (domain.GroupID, error)
	// Recipient is who receives what is given to a group: entity e, or the one
	// that the group points to now where e is empty. NotFound where the group
	// or the entity is unknown.
	Recipient(ctx context.Context, g domain.GroupID, e domain.EntityID) (Recipient, error)
	// Keepers lists who keeps the till of a group, by a role in it or above it,
	// and has a confirmed address.
	Keepers(ctx context.Context, g domain.GroupID) ([]Keeper, error)
	// Figures is what a group and those below it may say of their givers, in
	// one currency, of the sandbox or not: who gives monthly, who of them began
	// after lately, and what was received from since until before.
	Figures(ctx context.Context, g domain.GroupID, sandbox bool, currency string, lately, since, before time.Time) (Figures, error)
}

// Plans keeps the promises and the charges made under them.
type Plans interface {
	// AddPlan keeps a new plan; false when one with its id is there already,
	// which is then left as it is.
	AddPlan(ctx context.Context, p Plan) (bool, error)
	// Declare keeps what the donor of a plan told; what was told first stays.
	Declare(ctx context.Context, d Declaration) error
	// DeclareMore adds what the donor of a plan told later, in place of earlier
	// answers to the same.
	DeclareMore(ctx context.Context, d Declaration) error
	// Plan finds a plan, or refuses with NotFound.
	Plan(ctx context.Context, id PlanID) (Plan, error)
	// HoldPlan is Plan, locked until the end of the transaction.
	HoldPlan(ctx context.Context, id PlanID) (Plan, error)
	// PlansWith lists plans in the order of their ids; those that are not there are
	// left out.
	PlansWith(ctx context.Context, ids []PlanID) ([]Plan, error)
	// HoldPlans is PlansWith, locked one after the other until the end of the
	// transaction.
	HoldPlans(ctx context.Context, ids []PlanID) ([]Plan, error)
	// PutPlans is PutPlan for plans that are held.
	PutPlans(ctx context.Context, ps []Plan) error
	// PutPlan writes what may change of a plan: whose it is, the amount, how it
	// stands and what the provider calls it. NotFound where it is not there.
	PutPlan(ctx context.Context, p Plan) error
	// DuePlans lists plans to be looked at again at the moment now, those
	// that wait longest first.
	DuePlans(ctx context.Context, now time.Time, limit int) ([]Plan, error)
	// GiversPlans lists the plans of a person, and those not yet of any person
	// that were made with one of the addresses.
	GiversPlans(ctx context.Context, p domain.PersonID, emails []string) ([]Plan, error)
	// ForgetUnfinished takes name, address, person and what was declared out of at
	// most limit plans that ended before a moment because nobody finished the
	// payment page, where nothing was ever paid, and says of how many.
	ForgetUnfinished(ctx context.Context, before time.Time, limit int) (int, error)
	// PlansToNudge lists plans whose payment fails and whose next step is due,
	// those that wait longest first.
	PlansToNudge(ctx context.Context, now time.Time, limit int) ([]Plan, error)
	// PlansWithCardsTo lists running plans whose card runs out after a moment and
	// until another, and whose donor has not been told.
	PlansWithCardsTo(ctx context.Context, after, until time.Time, limit int) ([]Plan, error)
	// PlansToAsk lists monthly plans of a group and those below it that run and
	// belong to a person, in the order of their ids from after one on, that were not
	// asked about since a moment and whose donor was not asked about any since another.
	PlansToAsk(ctx context.Context, g domain.GroupID, plan, donor time.Time, after PlanID, limit int) ([]Plan, error)
	// AskedSince reports whether the donor of a plan, by person or address, was
	// asked about any plan since a moment.
	AskedSince(ctx context.Context, p Plan, since time.Time) (bool, error)
	// Agreed reports whether the last that a person said to the legal entity of a
	// group about a topic and a channel is yes.
	Agreed(ctx context.Context, p domain.PersonID, g domain.GroupID, by domain.Channel, about domain.Topic) (bool, error)
	// Calls lists plans of groups at StepCall whose donor nobody has reached
	// since the payment began to fail.
	Calls(ctx context.Context, in []domain.GroupID, limit int) ([]Call, error)
	// Payments lists the charges of a plan, newest first.
	Payments(ctx context.Context, p PlanID) ([]Payment, error)
	// Payment finds a payment, or refuses with NotFound.
	Payment(ctx context.Context, id PaymentID) (Payment, error)
	// PaymentsOf lists the charges of plans, newest first.
	PaymentsOf(ctx context.Context, ids []PlanID) ([]Payment, error)
	// PutPayments keeps payments in place of earlier versions of them; one
	// invoice of an entity has one payment.
	PutPayments(ctx context.Context, ps []Payment) error
	// PutLinks keeps new private links.
	PutLinks(ctx context.Context, ls []domain.Link) error
}

// Codes keeps the code that was mailed last for each plan.
type Codes interface {
	// PutGiftCode keeps a code in place of the plan's earlier one.
	PutGiftCode(ctx context.Context, c Code) error
	// GiftCode finds the code of a plan, or refuses with NotFound.
	GiftCode(ctx context.Context, p PlanID) (Code, error)
	// TryGiftCode counts a try at a plan's code, and reports whether one of most was left.
	TryGiftCode(ctx context.Context, p PlanID, most int) (bool, error)
	// EndGiftCode makes a plan's code good for nothing more.
	EndGiftCode(ctx context.Context, p PlanID) error
}

// Intents keeps what we are about to ask a provider, before we ask.
type Intents interface {
	// AddIntent keeps a new intent; false when one with its id is there
	// already, which is then left as it is.
	AddIntent(ctx context.Context, i Intent) (bool, error)
	// Intent finds an intent, or refuses with NotFound.
	Intent(ctx context.Context, id IntentID) (Intent, error)
	// PutIntent writes every field of an intent that is there.
	PutIntent(ctx context.Context, i Intent) error
	// WishedSince reports whether an intent of the same plan and wish was made
	// after i.
	WishedSince(ctx context.Context, i Intent) (bool, error)
	// OpenIntents lists what was not done yet and made before a moment, the
	// oldest first: of one plan, or of all that may be asked for then where p is
	// empty.
	OpenIntents(ctx context.Context, p PlanID, before time.Time, limit int) ([]Intent, error)
}

// Events keeps what providers told us.
type Events interface {
	// AddTillEvent keeps a new event; false when its entity has one of that id.
	AddTillEvent(ctx context.Context, e Event) (bool, error)
	// TillEvent finds an event, or refuses with NotFound.
	TillEvent(ctx context.Context, entity domain.EntityID, id string) (Event, error)
	// EndTillEvents moves events of an entity that wait to another state, and
	// answers which: those that do not wait any more are left out.
	EndTillEvents(ctx context.Context, entity domain.EntityID, ids []string, to EventState, now time.Time) ([]string, error)
	// TriedTillEvent counts one vain try of an event and says when to try again.
	TriedTillEvent(ctx context.Context, entity domain.EntityID, id string, again time.Time) error
	// WaitingTillEvents lists events that wait and are due, the oldest first.
	WaitingTillEvents(ctx context.Context, now time.Time, limit int) ([]Event, error)
	// WakeTillEvents has the parked events of an entity wait for one more try, and
	// answers how many.
	WakeTillEvents(ctx context.Context, entity domain.EntityID, now time.Time) (int, error)
	// ParkedTillEvents counts the parked events of the entities of groups.
	ParkedTillEvents(ctx context.Context, in []domain.GroupID) (int, error)
}

// Ledgers keeps the ledgers. Nothing in them is ever changed or removed.
type Ledgers interface {
	Poster
	CashBox
	// Lines lists transactions of groups, newest first, from after the cursor.
	Lines(ctx context.Context, in []domain.GroupID, after Cursor, limit int) ([]Line, error)
	// PlanTransactions lists what moved under a plan, the oldest first.
	PlanTransactions(ctx context.Context, p PlanID) ([]Transaction, error)
	// Balances is the sums of groups by account and currency, without adding up
	// their history.
	Balances(ctx context.Context, in []domain.GroupID) ([]Balance, error)
	// LedgerFaults lists what is wrong in the books of all entities: transactions
	// that do not sum to zero or have fewer than two entries, payments and
	// refunds that are not in the books, and sums that are not those of the
	// entries.
	LedgerFaults(ctx context.Context) ([]Fault, error)
}

// Audit keeps who looked at money and who changed it.
type Audit interface {
	// NoteLook keeps a look.
	NoteLook(ctx context.Context, l Look) error
	// Looks lists what was looked at and changed in groups, newest first.
	Looks(ctx context.Context, in []domain.GroupID, limit int) ([]Look, error)
}

// Months keeps which months of the books are closed.
type Months interface {
	Calendar
	// EntitiesOf lists the entities that groups point to, in a steady order.
	EntitiesOf(ctx context.Context, in []domain.GroupID) ([]domain.EntityID, error)
	// MonthLines sums what was booked from a moment until another, by group,
	// fund, currency, memo and account, in a steady order.
	MonthLines(ctx context.Context, e domain.EntityID, from, until time.Time) ([]MonthLine, error)
	// BookLines hands out every side of every transaction booked from a moment
	// until another in some groups of an entity, in order.
	BookLines(ctx context.Context, e domain.EntityID, in []domain.GroupID, from, until time.Time, each func(BookLine) error) error
	// BookedBetween reports whether anything is booked from a moment until another.
	BookedBetween(ctx context.Context, e domain.EntityID, from, until time.Time) (bool, error)
	// PutClose keeps a closed month, and that the books are closed until its end.
	PutClose(ctx context.Context, c Close) error
}

// Payouts keeps what providers sent to banks.
type Payouts interface {
	// PayingEntities lists the entities that groups point to and that have payments.
	PayingEntities(ctx context.Context) ([]domain.EntityID, error)
	// Owners finds whose charges are, by charge; those that are not ours, or were
	// never paid, are left out.
	Owners(ctx context.Context, e domain.EntityID, charges []string) (map[string]Owner, error)
	// Moved answers which of keys an entity has a transaction of.
	Moved(ctx context.Context, e domain.EntityID, keys []string) ([]string, error)
	// PutPayout keeps a payout with its items in place of an earlier version.
	PutPayout(ctx context.Context, p Payout) error
	// Payout finds a payout with its items and whose they are, or refuses with NotFound.
	Payout(ctx context.Context, e domain.EntityID, ref string) (Payout, error)
	// Payouts lists the payouts of an entity from a moment until another, the
	// oldest first, without their items.
	Payouts(ctx context.Context, e domain.EntityID, from, until time.Time) ([]Payout, error)
}

// Slips keeps what was entered by hand.
type Slips interface {
	// AddSlip keeps a new slip; false when one with its id is there already.
	AddSlip(ctx context.Context, s Slip) (bool, error)
	// HoldSlip finds a slip, locked until the end of the transaction, or refuses
	// with NotFound.
	HoldSlip(ctx context.Context, id SlipID) (Slip, error)
	// PutSlip writes what may change of a slip: its state, by whom and when.
	PutSlip(ctx context.Context, s Slip) error
	// Slips lists slips of groups: first those that wait, the oldest first, then
	// those decided, the newest first.
	Slips(ctx context.Context, in []domain.GroupID, limit int) ([]Slip, error)
}

// BackStore keeps money on its way back to donors.
type BackStore interface {
	// AddBack keeps a new wish; false when one with its id is there already.
	AddBack(ctx context.Context, b Back) (bool, error)
	// Back finds a wish, or refuses with NotFound.
	Back(ctx context.Context, id BackID) (Back, error)
	// HoldBack is Back, locked until the end of the transaction.
	HoldBack(ctx context.Context, id BackID) (Back, error)
	// PutBack writes what may change of a wish: its state, by whom, its key.
	PutBack(ctx context.Context, b Back) error
	// TriedBack counts one vain try.
	TriedBack(ctx context.Context, id BackID) error
	// Backs lists the wishes about a payment, the oldest first.
	Backs(ctx context.Context, p PaymentID) ([]Back, error)
	// BacksOf lists the wishes of groups with their names: first those that wait,
	// then those that are open, then those that ended, the newest first.
	BacksOf(ctx context.Context, in []domain.GroupID, limit int) ([]Back, error)
	// OpenBacks lists what was agreed before a moment and has not ended.
	OpenBacks(ctx context.Context, before time.Time, limit int) ([]Back, error)
}

// AppealStore keeps appeals.
type AppealStore interface {
	// AddAppeal keeps a new appeal; false when one with its id or its slug is
	// there already.
	AddAppeal(ctx context.Context, a Appeal) (bool, error)
	// Appeal finds an appeal, or refuses with NotFound.
	Appeal(ctx context.Context, id AppealID) (Appeal, error)
	// AppealCalled finds the appeal at an address, or refuses with NotFound.
	AppealCalled(ctx context.Context, slug string) (Appeal, error)
	// Appeals lists appeals of groups, the newest first.
	Appeals(ctx context.Context, in []domain.GroupID, limit int) ([]Appeal, error)
	// CloseAppeal ends an appeal, unless it has ended.
	CloseAppeal(ctx context.Context, id AppealID, at time.Time) error
	// EventOf is the id of a group's public event by its slug, or NotFound.
	EventOf(ctx context.Context, g domain.GroupID, slug string) (string, error)
}
