package job

import (
	"time"

	"barnstorm/domain/canvass"
	"barnstorm/domain/resident"
)

// Canvass is what the house does by itself for efforts: it counts what phones
// send, and forgets what an effort's clock says, and old complaints.
func Canvass(s *canvass.Service, r *resident.Service) []Duty {
	return []Duty{
		{Name: "count doors", Every: 2 * time.Second, Do: Counted(canvass.MarksAtOnce, s.Tally)},
		{Name: "forget doors", Every: time.Minute, Do: Counted(canvass.PiecesAtOnce, s.Forget)},
		{Name: "forget words", Every: time.Hour, Do: Counted(canvass.WordsAtOnce, s.ForgetWords)},
		{Name: "seal words", Every: time.Hour, Do: Counted(1, s.SealWords)},
		{Name: "forget complaints", Every: time.Hour, Do: Counted(resident.ForgotAtOnce, r.Forget)},
	}
}
