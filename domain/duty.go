package domain

import "time"

// A Duty is how one kind of work that the house does by itself stands: the
// mail, the reminders, the counting.
type Duty struct {
	Name   string
	Holder string    // the worker that does it now, or did it last
	Until  time.Time // when the holder's lease ends
	Done   time.Time // when it was last done, well or badly; zero for never
	Faults int       // how often it has failed since it last went well
	Fault  string    // what was wrong the last time, empty when nothing was
}
