package job

import (
	"time"

	"barnstorm/domain/universe"
)

// Universe is what the house does by itself for universes: it reads files of
// addresses in, step by step, and counts doors anew where people knock.
func Universe(s *universe.Service) []Duty {
	return []Duty{
		{Name: "bring addresses", Every: time.Second, Do: Counted(1, s.CarryOn)},
		{Name: "count universes", Every: time.Minute, Do: Counted(10, s.Count)},
	}
}
