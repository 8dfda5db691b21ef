package domain

import "time"

// A Topic is what people may be written to or called about, beside answers to
// their own deeds. Without their consent to it they are not.
type Topic string

// The topics.
const (
	Briefings Topic = "briefings" // what is on and what needs doing
	Appeals   Topic = "appeals"   // asking for gifts and signatures
)

// Topics is every topic, in the order in which people are asked.
var Topics = []Topic{Briefings, Appeals}

// Wording is the version of the sentence with which people are asked today.
// A sentence that was shown is never changed: a new one gets a new version.
func (t Topic) Wording() string { return string(t) + "-1" }

// A Channel is a way to reach somebody.
type Channel string

// The channels.
const (
	ByEmail Channel = "email"
	ByPhone Channel = "phone"
	BySMS   Channel = "sms"
	ByPost  Channel = "post"
)

// Channels is every channel, in the order in which people are asked.
var Channels = []Channel{ByEmail, ByPhone, BySMS, ByPost}

// A Consent is one line of the ledger of what a person has agreed to or
// withdrawn: never changed, only followed by a later line. It is given to one
// legal entity and never counts for another.
type Consent struct {
	ID      string
	Person  PersonID
	Group   GroupID // that asked
	Entity  EntityID
	Topic   Topic
	Channel Channel
	Wording string // version and language of the sentence that was shown, such as "briefings-1.de"
	Given   bool
	At      time.Time
	Source  string   // where it was said, such as "own page"
	By      PersonID // who noted it; empty for a mail program
}
