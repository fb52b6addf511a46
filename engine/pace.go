package engine

import "time"

// pace keeps a running mean of how long steps take, the newest counting most.
type pace struct {
	seconds float64 // a training step
	test    float64 // a batch of the test
	batch   int
}

// paceShare is the weight of the newest step.
const paceShare = 0.1

func (p *pace) add(d time.Duration, batch int) {
	p.batch = batch
	p.seconds = blend(p.seconds, d.Seconds())
}

func (p *pace) addTest(d time.Duration) { p.test = blend(p.test, d.Seconds()) }

// blend moves mean towards v; the first value is taken whole.
func blend(mean, v float64) float64 {
	if mean == 0 {
		return v
	}
	return mean + paceShare*(v-mean)
}

// step is the seconds of a training step.
func (p *pace) step() float64 { return p.seconds }

// testStep is the seconds of a batch of the test: a third of a training step
// until one was measured, since a step goes forward once and backward twice.
func (p *pace) testStep() float64 {
	if p.test == 0 {
		return p.seconds / 3
	}
	return p.test
}

// imagesPerSecond is the speed of training; 0 before the first step.
func (p *pace) imagesPerSecond() float64 {
	if p.seconds == 0 {
		return 0
	}
	return float64(p.batch) / p.seconds
}
