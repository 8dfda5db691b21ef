// Package universe holds the doors that an effort wants to reach and the turfs
// they are cut into: how addresses come in, where they lie, who walks them now,
// and whom nobody may knock for again.
package universe

import (
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// Ids of the things of a universe. A DoorID follows from effort and address,
// so that the same file brought twice makes the same doors.
type (
	DoorID    string
	TurfID    string
	ElectorID string
)

// A Sure says how well a door's position is known.
type Sure string

// The degrees, from nothing to most. What is known better is not replaced by
// what is known worse.
const (
	SureNot      Sure = ""         // no position
	SurePostcode Sure = "postcode" // the middle of its postcode: approximate
	SurePin      Sure = "pin"      // a lead pointed at the map, where nothing better was known
	SureUPRN     Sure = "uprn"     // looked up by its property number
	SureFile     Sure = "file"     // coordinates came with it
)

// An Address is where a household lives, as its country writes it.
type Address struct {
	Flat     string // "2", "2/1" (floor and door); empty for none
	Number   string // "12", "12A", or the name of a house
	Street   string
	Town     string
	Postcode string // in its country's one form
	UPRN     string // Britain's number of a property, without leading zeros; empty for none
}

// A Door is one household's address in an effort, or an open stop: a stretch
// without numbers, to which canvassers add the doors they find.
type Door struct {
	ID       DoorID
	Effort   canvass.EffortID
	Turf     TurfID // empty while it is in none
	Place    int    // in the turf's walking order, from 1; 0 in none
	Address  Address
	At       domain.Point
	Sure     Sure
	Language string // in which somebody there likes to talk, BCP 47; empty when nobody knows
	Quiet    bool   // nobody knocks there; why is nobody's business on a phone
	Open     bool   // an open stop
	Added    bool   // by a canvasser, not by a file
	Source   string // the import it came with, empty for none
	Made     time.Time
}

// An Elector is a named person on a roll, where the effort's level of record
// lets one be held. People are lines inside their household's door.
type Elector struct {
	ID     ElectorID
	Effort canvass.EffortID
	Door   DoorID
	Name   string // as the roll writes it
	Number string // on the roll, with its district; good for that roll's year only
	Source string // the import it came with
	// Expires is when the roll may no longer be used: nobody is shown the
	// elector from then on. Zero means never.
	Expires time.Time
}

// A State is how a turf stands.
type State string

// The states. A turf that is out past its time may be taken by another.
const (
	Free     State = "free"     // nobody has it
	Out      State = "out"      // somebody walks it
	Returned State = "returned" // back, with doors left
	Finished State = "finished" // back, and done
)

// States is every state, in the order in which a turf goes through them.
var States = []State{Free, Out, Returned, Finished}

// A Turf is a piece of a universe small enough for one outing.
type Turf struct {
	ID      TurfID
	Effort  canvass.EffortID
	Name    string         // by its streets, or as somebody named it
	Named   bool           // by a person: cutting and moving leave the name alone
	Outline []domain.Point // a closed line round its doors; empty when no door has a position
	At      domain.Point   // its middle
	Size    int            // doors in it
	Block   bool           // the flats of one building, or a part of them
	State   State
	Holder  domain.PersonID // who has it, or had it last
	Team    string          // who walks with them, empty for nobody
	Board   string          // of a team in whose hands it is, or was last; empty for none
	Taken   time.Time       // when the holder took it
	Until   time.Time       // when it may be taken by another
	Made    time.Time
	Changed time.Time
}

// Held reports whether somebody has t at a moment, and their time is not over.
func (t Turf) Held(now time.Time) bool { return t.State == Out && now.Before(t.Until) }

// Overdue reports whether t is out and should be back.
func (t Turf) Overdue(now time.Time) bool { return t.State == Out && !now.Before(t.Until) }

// OnBoard reports whether t is out with a team's board, late or not.
func (t Turf) OnBoard(board string) bool { return t.State == Out && t.Board == board }

// HeldBy reports whether p has t at a moment.
func (t Turf) HeldBy(p domain.PersonID, now time.Time) bool { return t.Held(now) && t.Holder == p }
