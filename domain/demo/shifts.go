package demo

import (
	"context"
	"strconv"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// part gives rallies their pools, and every fourth Unseat canvass two shifts.
func (k *maker) part(ctx context.Context, r *rooms, who domain.Actor, p plan, e event.Event) (event.Event, error) {
	in := event.ArrangeInput{Version: e.Version}
	half := e.Starts.Add(e.Ends.Sub(e.Starts) / 2)
	times := []string{p.starts.Format(event.WallTime), half.In(p.starts.Location()).Format(event.WallTime), e.Ends.In(p.starts.Location()).Format(event.WallTime)}
	switch {
	case p.kind == event.Rally:
		in.Starts, in.Ends = times[:1], times[2:]
		in.General, in.Wheelchair, in.Stewards, in.Press = []string{strconv.Itoa(p.cap - 48)}, []string{"16"}, []string{"24"}, []string{"8"}
	case p.shifts:
		n := strconv.Itoa(p.cap / 2)
		in.Shift, in.Starts, in.Ends = []string{"0", ""}, times[:2], times[1:]
		in.General, in.Drivers, in.BoardRunners = []string{n, n}, []string{"4", "4"}, []string{"3", "3"}
	default:
		return e, nil
	}
	return r.event.Arrange(ctx, who, e.ID, in)
}

// choose says for which part the i-th who answers comes.
func (p plan) choose(i int, in *event.RSVPInput) {
	switch {
	case p.kind == event.Rally && i%8 == 3:
		in.Pool = string(event.Stewards)
	case p.kind == event.Rally && i%20 == 7:
		in.Pool = string(event.Wheelchair)
	case p.shifts:
		in.Shift = i % 2
		if i%9 == 5 {
			in.Pool = string(event.Drivers)
		}
	}
}
