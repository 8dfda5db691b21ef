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
	Books
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
	// Plan finds a plan, or refuses with NotFound.
	Plan(ctx context.Context, id PlanID) (Plan, error)
	// HoldPlan is Plan, locked until the end of the transaction.
	HoldPlan(ctx context.Context, id PlanID) (Plan, error)
	// PutPlan writes what may change of a plan: whose it is, the amount, how it
	// stands and what the provider calls it. NotFound where it is not there.
	PutPlan(ctx context.Context, p Plan) error
	// DuePlans lists plans to be looked at again at the moment now, those
	// that wait longest first.
	DuePlans(ctx context.Context, now time.Time, limit int) ([]Plan, error)
	// GiversPlans lists the plans of a person, and those not yet of any person
	// that were made with one of the addresses.
	GiversPlans(ctx context.Context, p domain.PersonID, emails []string) ([]Plan, error)
	// PlansToNudge lists plans whose payment fails and whose next step is due,
	// those that wait longest first.
	PlansToNudge(ctx context.Context, now time.Time, limit int) ([]Plan, error)
	// PlansWithCardsTo lists running plans whose card runs out after a moment and
	// until another, and whose donor has not been told.
	PlansWithCardsTo(ctx context.Context, after, until time.Time, limit int) ([]Plan, error)
	// Calls lists plans of groups at StepCall whose donor nobody has reached
	// since the payment began to fail.
	Calls(ctx context.Context, in []domain.GroupID, limit int) ([]Call, error)
	// Payments lists the charges of a plan, newest first.
	Payments(ctx context.Context, p PlanID) ([]Payment, error)
	// PutPayment keeps a payment in place of an earlier version of it; one
	// invoice of an entity has one payment.
	PutPayment(ctx context.Context, p Payment) error
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
	// oldest first; of one plan, or of all where p is empty.
	OpenIntents(ctx context.Context, p PlanID, before time.Time, limit int) ([]Intent, error)
}

// Events keeps what providers told us.
type Events interface {
	// AddTillEvent keeps a new event; false when its entity has one of that id.
	AddTillEvent(ctx context.Context, e Event) (bool, error)
	// TillEvent finds an event, or refuses with NotFound.
	TillEvent(ctx context.Context, entity domain.EntityID, id string) (Event, error)
	// EndTillEvent moves an event that waits to another state; false when it does
	// not wait any more.
	EndTillEvent(ctx context.Context, entity domain.EntityID, id string, to EventState, now time.Time) (bool, error)
	// TriedTillEvent counts one vain try of an event and says when to try again.
	TriedTillEvent(ctx context.Context, entity domain.EntityID, id string, again time.Time) error
	// WaitingTillEvents lists events that wait and are due, the oldest first.
	WaitingTillEvents(ctx context.Context, now time.Time, limit int) ([]Event, error)
}

// Books keeps the ledgers. Nothing in them is ever changed or removed.
type Books interface {
	// PostTransaction keeps a transaction with its entries; false when its entity has
	// one of that Key, and then nothing is written.
	PostTransaction(ctx context.Context, t Transaction) (bool, error)
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
