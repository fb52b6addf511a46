package canvas

import "time"

// watching decides how often the microscope looks at a network that trains: so
// often that showing it takes a small part of a processor, for where training
// keeps all of them busy, that part is missing there.
type watching struct {
	cost  time.Duration // of a snapshot to the page, on average; 0 is not known yet
	asked float64       // looks a second that the trainer knows of
}

const (
	mostPerSecond   = 8
	leastPerSecond  = 1
	unseenPerSecond = 1 // scrolled away, where only charts gather

	// showShare is the page's part: taking a snapshot in and drawing it. What
	// the browser's own threads take to paint comes on top: without a graphics
	// card several times as much. With it, two training threads on two cores
	// lose less than a twentieth; with twice the share they lost a tenth.
	showShare = 0.0125
)

// perSecond is how often to look.
func (w *watching) perSecond(unseen bool) float64 {
	switch {
	case unseen:
		return unseenPerSecond
	case w.cost == 0:
		return mostPerSecond
	}
	return min(mostPerSecond, max(leastPerSecond, showShare/w.cost.Seconds()))
}

// took notes what a snapshot cost, and reports whether the trainer should hear
// of another rate: not of each small change, for being told it looks at once.
func (w *watching) took(cost time.Duration) bool {
	const memory = 8 // snapshots that an average is about
	if w.cost == 0 {
		w.cost = cost
	}
	w.cost += (cost - w.cost) / memory
	rate := w.perSecond(false)
	return rate > 1.5*w.asked || rate < w.asked/1.5
}
