package job

import (
	"time"

	"barnstorm/domain/giving"
)

// Gifts is what is done about gifts without anybody asking.
func Gifts(g *giving.Service) []Duty {
	return []Duty{
		{Name: "hear of payments", Every: 2 * time.Second, Do: atMost(100, g.HearAll)},
		{Name: "carry on with gifts", Every: time.Minute, Do: atMost(50, g.CarryOn)},
		{Name: "send gifts back", Every: time.Minute, Do: atMost(50, g.BringBack)},
		{Name: "catch up with gifts", Every: time.Minute, Do: atMost(100, g.CatchUp)},
		{Name: "follow failed payments", Every: time.Minute, Do: atMost(50, g.Nudge)},
		{Name: "reconcile payments", Every: 12 * time.Hour, Do: Counted(1<<30, g.Reconcile)},
		{Name: "tell of cards that run out", Every: time.Hour, Do: atMost(200, g.TellCards)},
	}
}
