package domain

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
	ReturningOfficer Role = "returning-officer"
	Admin            Role = "admin"
)

// Roles is every role there is, in the order in which people read them.
var Roles = []Role{Member, Canvasser, Lead, Organiser, Treasurer, Auditor, ReturningOfficer, Admin}

// An Actor is whoever is asking. The zero Actor is nobody.
type Actor struct {
	Person PersonID
	Name   string
	Locale string
	// Roles holds the roles in each group, those inherited from groups above
	// it included, as they stand at the time of asking.
	Roles map[GroupID][]Role
}

// Nobody reports whether no person is asking.
func (a Actor) Nobody() bool { return a.Person == "" }

// May reports whether a may do act in group g. Default is no.
func (a Actor) May(act Act, g GroupID) bool {
	for _, have := range a.Roles[g] {
		for _, need := range rights[act] {
			if have == need {
				return true
			}
		}
	}
	return false
}

// Must is May as an error: SignedOut for nobody, Denied for the rest.
func (a Actor) Must(act Act, g GroupID) error {
	switch {
	case a.May(act, g):
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

// Anywhere reports whether a may do act in at least one group.
func (a Actor) Anywhere(act Act) bool {
	for g := range a.Roles {
		if a.May(act, g) {
			return true
		}
	}
	return false
}
