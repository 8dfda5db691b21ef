package target

import (
	"math"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// A NearInput is where somebody is: what they typed, or the position their
// device gave. It is used for one answer and never kept.
type NearInput struct {
	Near string  `json:"near"` // a postcode, half of one, the name of a town or a seat
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
	By   string  `json:"by"`      // how they go: "car", "transit", "bike" or "foot"; empty is by car
	Time int     `json:"minutes"` // how long they would go at most, 0 without limit
	Day  string  `json:"day"`     // "2026-12-05": the one day on which they can; empty for any
	Free bool    `json:"step_free"`
}

func (in NearInput) trip() (seat.Trip, error) {
	w := domain.Wrong{}
	w.Check(in.By == "" || slices.Contains(seat.Rides, seat.Ride(in.By)), "by", "pick-one")
	w.Check(in.Time >= 0 && in.Time <= 600, "minutes", "out-of-range")
	return seat.Trip{By: seat.Ride(in.By), Minutes: in.Time}, w.Err()
}

// wish is what they can come to. A day goes from midnight to midnight by the
// sun where they are, which clocks leave by two hours at most: nothing begins
// at night.
func (in NearInput) wish(at domain.Point, now time.Time) (Wish, error) {
	wish := Wish{From: now, StepFree: in.Free}
	if in.Day == "" {
		return wish, nil
	}
	day, err := time.Parse(time.DateOnly, in.Day)
	if err != nil {
		return wish, domain.Wrong{"day": "not-a-time"}.Err()
	}
	day = day.Add(-time.Duration(math.Round(at.Lon/15)) * time.Hour)
	return Wish{From: later(day, now), Until: day.AddDate(0, 0, 1), StepFree: in.Free}, nil
}

// A Wish is what an event has to be for somebody to come.
type Wish struct {
	From, Until time.Time // it starts after From, and before Until unless that is zero
	StepFree    bool      // an organiser has said that its way in is
}

// Narrow reports whether not every event to come will do.
func (w Wish) Narrow() bool { return !w.Until.IsZero() || w.StepFree }
