//go:build js

package browser

import (
	"syscall/js"
	"time"
)

// Turns lets the parts of a page draw one after the other. Each draws at most
// once for each picture that the screen shows, however often it is asked, and
// those that would make a picture late wait for the next.
type Turns struct {
	queue  []*Frame
	coming bool // the browser is asked, or is calling
	run    js.Func
}

// turnShare is the part of a picture's time after which whoever has not drawn
// yet waits: the browser has to lay out and to paint what was drawn, too.
const turnShare = 5 * time.Millisecond

// NewTurns returns turns for which nobody waits.
func NewTurns() *Turns {
	t := &Turns{}
	t.run = js.FuncOf(func(js.Value, []js.Value) any {
		start := time.Now()
		for waiting := len(t.queue); waiting > 0 && time.Since(start) < turnShare; waiting-- {
			next := t.queue[0]
			t.queue = t.queue[1:]
			next.asked = false
			next.draw()
		}
		t.coming = len(t.queue) > 0
		if t.coming {
			t.again()
		}
		return nil
	})
	return t
}

func (t *Turns) again() { js.Global().Call("requestAnimationFrame", t.run) }

// Frame is a part that draws when it has its turn.
type Frame struct {
	turns *Turns
	asked bool
	asks  int
	draw  func()
}

// Frame returns a part that draws with draw.
func (t *Turns) Frame(draw func()) *Frame { return &Frame{turns: t, draw: draw} }

// Ask has the part drawn soon: before the screen shows its next picture, or
// one of the next if others wait already.
func (f *Frame) Ask() {
	f.asks++
	f.GoOn()
}

// Asks counts what has been asked for so far. Who draws in several turns sees
// by it whether anything has changed since the first.
func (f *Frame) Asks() int { return f.asks }

// GoOn gives another turn to what was asked for already.
func (f *Frame) GoOn() {
	if f.asked {
		return
	}
	f.asked = true
	t := f.turns
	t.queue = append(t.queue, f)
	if !t.coming {
		t.coming = true
		t.again()
	}
}

// After calls f once, some milliseconds from now.
func After(milliseconds int, f func()) {
	var call js.Func
	call = js.FuncOf(func(js.Value, []js.Value) any {
		call.Release()
		f()
		return nil
	})
	js.Global().Call("setTimeout", call, milliseconds)
}

// Breathe lets the browser do what waits, such as painting and answering a
// person, before the program goes on. It waits for a message to itself: timers
// are held back in a tab that nobody sees. It must not be called from an
// event's handler.
func Breathe() {
	done := make(chan struct{})
	heard := js.FuncOf(func(js.Value, []js.Value) any {
		close(done)
		return nil
	})
	defer heard.Release()
	channel := js.Global().Get("MessageChannel").New()
	channel.Get("port1").Set("onmessage", heard)
	channel.Get("port2").Call("postMessage", js.Null())
	<-done
	channel.Get("port1").Call("close")
}
