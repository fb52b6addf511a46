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
}

// frame is the time between two frames.
const frame = time.Second / 60

// keep wants at least n more frames.
func (p *pulse) keep(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = max(p.left, n)
	if !p.beats && n > 0 {
		p.beats = true
		go p.beat()
	}
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
