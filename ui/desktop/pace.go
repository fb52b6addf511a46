package main

import (
	"sync/atomic"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// pace is how often a network that trains is looked at: as often as the eye
// can use, but never for more than followShare of the time, since drawing
// takes from training what it needs. Without a graphics card the processor
// draws every pixel.
type pace struct {
	cost  atomic.Int64 // of the last frame, in nanoseconds
	pixel [4]byte
}

const followShare = 0.05

// wait is the time that lies between two frames.
func (p *pace) wait() time.Duration {
	cost := time.Duration(p.cost.Load())
	return max(time.Second/perSecond, min(slowest, time.Duration(float64(cost)/followShare)))
}

// slowest is how long a person waits for news at most.
const slowest = 2 * time.Second

// drawn measures a frame that began at some time, once all of it is drawn.
func (p *pace) drawn(screen *ebiten.Image, began time.Time) {
	at := screen.Bounds().Min
	at.X++
	at.Y++
	part := screen.Bounds()
	part.Max = at
	screen.SubImage(part).(*ebiten.Image).ReadPixels(p.pixel[:]) // waits for what was asked for before
	p.cost.Store(int64(time.Since(began)))
}
