package job

import (
	"time"

	"barnstorm/domain/canvass"
)

// Canvass is what the house does by itself for efforts: it counts what phones
// send, and forgets what an effort's clock says.
func Canvass(s *canvass.Service) []Duty {
	return []Duty{
		{Name: "count doors", Every: 2 * time.Second, Do: Counted(canvass.MarksAtOnce, s.Tally)},
		{Name: "forget doors", Every: time.Minute, Do: Counted(canvass.PiecesAtOnce, s.Forget)},
	}
}
