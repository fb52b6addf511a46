package main

import (
	"sync"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// pulse asks for frames until so many have come. One ScheduleFrame inside a
// frame is not enough: Ebitengine loses it where it polls for events before
// the next one, as it does when the window is shown, and what is lost would
// stop a film until somebody moved the mouse.
type pulse struct {
	mu    sync.Mutex
	left  int
	beats bool
	over  bool        // the window is gone
	soon  *time.Timer // a frame that is due later; nil where none is
}

// frame is the time between two frames.
const frame = time.Second / 60

// keep wants at least n more frames.
func (p *pulse) keep(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	p.left = max(p.left, n)
	if !p.beats && n > 0 {
		p.beats = true
		go p.beat()
	}
}

// later wants a frame within the time of a few, for what comes often and need
// not be seen each time.
func (p *pulse) later(within time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.soon != nil || p.left > 0 || p.over {
		return
	}
	p.soon = time.AfterFunc(within, func() {
		p.mu.Lock()
		p.soon = nil
		p.mu.Unlock()
		p.keep(1)
	})
}

// seen says that a frame has come.
func (p *pulse) seen() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = max(0, p.left-1)
}

// rest wants no more.
func (p *pulse) rest() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = 0
}

// end wants none, ever.
func (p *pulse) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left, p.over = 0, true
}

func (p *pulse) beat() {
	for p.alive() {
		ebiten.ScheduleFrame()
		time.Sleep(frame)
	}
}

func (p *pulse) alive() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beats = p.left > 0
	return p.beats
}
