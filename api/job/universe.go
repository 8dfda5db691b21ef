package job

import (
	"time"

	"barnstorm/domain/universe"
)

// Universe is what the house does by itself for universes: it reads files of
// addresses in, step by step, counts doors anew where people knock, and reads comparisons when
// they are over.
func Universe(s *universe.Service) []Duty {
	return []Duty{
		{Name: "bring addresses", Every: time.Second, Do: Counted(1, s.CarryOn)},
		{Name: "read comparisons", Every: 10 * time.Minute, Do: Counted(10, s.ReadComparisons)},
		{Name: "count universes", Every: time.Minute, Do: Counted(10, s.Count)},
	}
}
