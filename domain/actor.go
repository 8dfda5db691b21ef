package domain

import "slices"

// A Role is what a person is to a group and to every group below it.
type Role string

// The roles. None contains another: the rights table says who may do what.
const (
	Member           Role = "member"
	Canvasser        Role = "canvasser"
	Lead             Role = "lead"
	Organiser        Role = "organiser"
	Treasurer        Role = "treasurer"
	Auditor          Role = "auditor"
	Compliance       Role = "compliance-officer"
	Welfare          Role = "welfare-officer"
	ReturningOfficer Role = "returning-officer"
	Admin            Role = "admin"
)

// Host is what somebody is to one event, for a while. It is no role in a group:
// it counts on the thing alone for which it was given.
const Host Role = "host"

// Roles is every role in a group there is, in the order in which people read them.
var Roles = []Role{Member, Canvasser, Lead, Organiser, Treasurer, Auditor, Compliance, Welfare, ReturningOfficer, Admin}

// An Actor is whoever is asking. The zero Actor is nobody.
type Actor struct {
	Person PersonID
	Name   string
	Locale string
	// Roles holds the roles in each group, those inherited from groups above
	// it included, as they stand at the time of asking.
	Roles map[GroupID][]Role
	// Things holds the roles on single things, by their ids, that were given
	// until a date which has not come.
	Things map[string][]Role
}

// Nobody reports whether no person is asking.
func (a Actor) Nobody() bool { return a.Person == "" }

// May reports whether a may do act in group g. Default is no.
func (a Actor) May(act Act, g GroupID) bool { return gives(a.Roles[g], act) }

// MayOn reports whether a may do act with one thing of group g: by a role in
// the group, or by one on the thing itself.
func (a Actor) MayOn(act Act, g GroupID, thing string) bool {
	return a.May(act, g) || gives(a.Things[thing], act)
}

func gives(roles []Role, act Act) bool {
	return slices.ContainsFunc(roles, func(have Role) bool { return slices.Contains(rights[act], have) })
}

// Must is May as an error: SignedOut for nobody, Denied for the rest.
func (a Actor) Must(act Act, g GroupID) error { return a.MustOn(act, g, "") }

// MustOn is MayOn as an error: SignedOut for nobody, Denied for the rest.
func (a Actor) MustOn(act Act, g GroupID, thing string) error {
	switch {
	case a.MayOn(act, g, thing):
		return nil
	case a.Nobody():
		return Refuse(SignedOut, "sign-in-first")
	default:
		return Refuse(Denied, "not-your-role")
	}
}

// Where is the scope of a list: every group in which a may do act.
func (a Actor) Where(act Act) []GroupID {
	var in []GroupID
	for g := range a.Roles {
		if a.May(act, g) {
			in = append(in, g)
		}
	}
	return in
}

// On is every single thing with which a may do act by a role on it alone, in
// the order of their ids.
func (a Actor) On(act Act) (things []string) {
	for thing, roles := range a.Things {
		if gives(roles, act) {
			things = append(things, thing)
		}
	}
	slices.Sort(things)
	return things
}

// Anywhere reports whether a may do act in at least one group.
func (a Actor) Anywhere(act Act) bool {
	for g := range a.Roles {
		if a.May(act, g) {
			return true
		}
	}
	return false
}
