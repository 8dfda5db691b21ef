package domain

import (
	"context"
	"time"
)

// A Purpose is what a private link may be used for: one thing.
type Purpose string

// The purposes of private links.
const (
	ForRSVP       Purpose = "rsvp"       // see, change and give back one RSVP
	ForGift       Purpose = "gift"       // see, lower, pause and stop one plan
	ForMore       Purpose = "more"       // say yes to giving a certain sum more under one plan
	ForMail       Purpose = "mail"       // choose what mail comes
	ForCalendar   Purpose = "calendar"   // read what one person comes to
	ForHost       Purpose = "host"       // become the host of one event
	ForSpeaker    Purpose = "speaker"    // say how one is named on a programme, and whether
	ForDelegation Purpose = "delegation" // say that fewer of one delegation come
	ForStart      Purpose = "start"      // set up an empty database, once
)

// A Link is a private link: whoever holds its token may do one thing with one
// object. Reading it changes nothing.
type Link struct {
	Hash    string // of the token; the token itself is never kept
	Purpose Purpose
	Object  string // id of the one thing
	Made    time.Time
	Expires time.Time // zero means it does not
	Revoked time.Time // zero means it is not
}

// Good reports whether the link still opens anything at the moment now.
func (l Link) Good(now time.Time) bool {
	return l.Revoked.IsZero() && (l.Expires.IsZero() || now.Before(l.Expires))
}

// Links remembers private links.
type Links interface {
	// PutLink keeps a new link.
	PutLink(ctx context.Context, l Link) error
	// Link finds a link by the hash of its token, or refuses with NotFound.
	Link(ctx context.Context, hash string) (Link, error)
	// RevokeLinks ends every link to an object, whatever its purpose.
	RevokeLinks(ctx context.Context, object string, now time.Time) error
}

// Follow finds what a token opens for a purpose. Unknown, spent, foreign and
// expired tokens all refuse with the same NotFound, so that none is a hint.
func Follow(ctx context.Context, links Links, t Token, p Purpose, now time.Time) (object string, err error) {
	l, err := links.Link(ctx, t.Hash())
	if Is(err, NotFound) || err == nil && (l.Purpose != p || !l.Good(now)) {
		return "", Refuse(NotFound, "link-not-good")
	}
	return l.Object, err
}
