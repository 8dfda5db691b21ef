// Package script holds what is said at a door: scripts, their published
// versions that never change, the walk through one, and how one is written,
// checked and published.
package script

import (
	"time"

	"barnstorm/domain"
)

// Ids of a script and of one of its versions.
type (
	ID        string
	VersionID string
)

// A Script is one conversation guide of a group, through all its versions.
type Script struct {
	ID      ID
	Group   domain.GroupID
	Key     string // its name in files, such as "polling-day-gotv"
	Title   string
	Issue   string
	Purpose string
	Locale  string // BCP 47, of the words that are said
	Minutes int    // how long one conversation is reckoned to take
	Latest  int    // number of the newest published version, 0 when there is none
	Changed time.Time
}

// A Version is one wording of a script. While Published is zero it is the
// draft, of which a script has at most one; afterwards it never changes.
type Version struct {
	ID        VersionID
	Script    ID
	N         int    // 1, 2, 3 …
	Source    string // the file, as it was written
	Hash      string // of the source: SHA-256 in 64 hexadecimal digits
	Changed   time.Time
	Changer   domain.PersonID
	Published time.Time
	Publisher domain.PersonID
}

// Draft reports whether the version may still change.
func (v Version) Draft() bool { return v.Published.IsZero() }

// Flow reads the version's source. A published version always has one.
func (v Version) Flow() (Flow, error) {
	f, faults := Parse([]byte(v.Source))
	if len(faults) > 0 {
		return Flow{}, Faulty(faults)
	}
	return f, nil
}
