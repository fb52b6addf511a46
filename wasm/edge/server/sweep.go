package server

import "context"

// sweepAtOnce bounds one sweep: a Worker may make a limited number of calls.
// What is left waits for the next one, and is invisible until then.
const sweepAtOnce = 300

// Sweep deletes what has expired. It is to be called about once an hour.
func (s *Server) Sweep(ctx context.Context) error {
	ids, err := s.Rows.Expired(ctx, s.seconds(), sweepAtOnce)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.forget(ctx, id); err != nil {
			return err
		}
	}
	return s.Rows.Sweep(ctx, s.seconds(), s.day())
}
