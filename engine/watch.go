package engine

import "time"

// watch is a Watch under way.
type watch struct {
	Watch
	seen time.Time     // when the last snapshot was taken
	cost time.Duration // of taking and emitting it
}

// watchShare bounds the time spent on snapshots: one part in so many.
const watchShare = 20

// due reports whether it is time for the next snapshot.
func (w watch) due() bool {
	if w.PerSecond <= 0 {
		return false
	}
	pause := time.Duration(float64(time.Second) / w.PerSecond)
	return time.Since(w.seen) >= max(pause, watchShare*w.cost)
}

// look emits a snapshot if somebody watches. A session without the layer that
// was asked for, such as after a change of network, shows its first map.
func (t *Trainer) look() error {
	if t.watch.PerSecond <= 0 {
		return nil
	}
	start := time.Now()
	view := t.watch.View
	if _, err := t.session.layer(view); err != nil {
		view.Layer = ""
	}
	snap, err := t.session.Snapshot(view)
	if err != nil {
		return err
	}
	t.opts.Emit(snap)
	t.watch.seen = time.Now()
	t.watch.cost = t.watch.seen.Sub(start)
	return nil
}
