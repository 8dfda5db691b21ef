// Package walk is every address of the house, tried as everybody: as nobody, as
// a member of another group and as each role, with one's own things and with
// those of the group next door. It is for tests alone. A new address fails it
// until somebody says what it is sent.
package walk

import (
	"context"
	"testing"

	"barnstorm/api"
	"barnstorm/api/command"
	"barnstorm/api/job"
	"barnstorm/api/web"
	"barnstorm/domain/bank"
	"barnstorm/domain/canvass"
	"barnstorm/domain/compliance"
	"barnstorm/domain/event"
	"barnstorm/domain/giving"
	"barnstorm/domain/outing"
	"barnstorm/domain/people"
	"barnstorm/domain/programme"
	"barnstorm/domain/resident"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
	"barnstorm/domain/welcome"
	"barnstorm/store"
)

// A House is the rooms of the program, joined over one database.
type House struct {
	Store     *store.Store
	People    *people.Service
	Event     *event.Service
	Script    *script.Service
	Canvass   *canvass.Service
	Universe  *universe.Service
	Resident  *resident.Service
	Outing    *outing.Service
	Giving    *giving.Service
	Law       *compliance.Service
	Bank      *bank.Service
	Welcome   *welcome.Service
	Programme *programme.Service
	Web       *web.Web
	Server    *api.Server
	Duties    []job.Duty
}

// Join joins the rooms over a database that is open and migrated.
type Join func(context.Context, command.Settings, *store.Store) (House, error)

// All walks through a house that join makes.
func All(t *testing.T, join Join) {
	for _, walk := range []struct {
		name string
		do   func(*testing.T, Join)
	}{
		{"every route as everybody", everyRouteAsEverybody},
		{"every id of the group next door", everyIDOfTheGroupNextDoor},
		{"what is next door is not made anew", whatIsNextDoorIsNotMadeAnew},
		{"the API is described", theAPIIsDescribed},
		{"lists", lists},
		{"other sites write nothing", otherSitesWriteNothing},
		{"a cookie opens no program's door", aCookieOpensNoProgramsDoor},
		{"what is sensitive wants a proof", whatIsSensitiveWantsAProof},
		{"addresses that are none", addressesThatAreNone},
		{"a host has one event until the day after", aHostHasOneEventUntilTheDayAfter},
		{"one connection is enough for all", oneConnectionIsEnoughForAll},
		{"what is played says so", whatIsPlayedSaysSo},
	} {
		t.Run(walk.name, func(t *testing.T) {
			t.Parallel()
			walk.do(t, join)
		})
	}
}
