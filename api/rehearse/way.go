package rehearse

import "time"

// A way is how a phone's day goes wrong.
type way struct {
	name      string
	off       time.Duration // its clock less ours
	twice     bool          // two tabs send every batch at the same moment
	deaf      bool          // the line is cut before it hears an answer, then it hears one
	torn      bool          // half a batch goes out, then all of it
	backwards bool          // the newest first
	away      bool          // no signal until the end, and the oldest records two days old
	copied    bool          // a copy of it sends all again, one record with other words
	newer     bool          // its app says more than the server knows
	undoes    bool          // every tenth visit is taken back
	struck    bool          // taken off its team half way, and goes on
}

// ways is every way, in the order in which phones get them. A phone on a board
// is every third: the last way needs one.
var ways = []way{
	{name: "nothing goes wrong"},
	{name: "two tabs send every batch at once", twice: true},
	{name: "answers are lost on the way", deaf: true},
	{name: "batches are cut in the middle", torn: true},
	{name: "its clock is 49 hours late", off: -49 * time.Hour},
	{name: "it comes home after two days", away: true},
	{name: "its clock is 49 hours early", off: 49 * time.Hour},
	{name: "a copy of it sends all again, and one record otherwise", copied: true},
	{name: "its app is newer than the server", newer: true},
	{name: "every tenth visit is undone", undoes: true},
	{name: "the newest are sent first", backwards: true, deaf: true},
	{name: "it is taken off its team and goes on", struck: true},
}
