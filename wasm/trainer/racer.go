//go:build js

package trainer

import (
	"context"
	"syscall/js"
	"time"

	"filtermaplab/engine/race"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/protocol"
)

// Race runs races for the page that started this worker, and never returns. A
// race has a worker to itself: the page's own run keeps its memory and its
// place.
func Race() {
	out := raceOutbox{scope: js.Global()}
	r := race.NewRunner(race.RunnerOptions{Device: openDevice, Builtin: builtin, Emit: out.emit, Yield: newYield()})
	in := newQueue[race.Command]()
	go func() {
		for c := range in.commands() {
			r.Send(c)
		}
	}()
	js.Global().Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		c, err := raceCommand(args[0].Get("data"))
		if err != nil {
			out.emit(race.Failed{Message: err.Error()})
			return nil
		}
		in.put(c)
		return nil
	}))
	out.emit(race.Status{}) // here I am
	r.Run(context.Background())
}

// raceCommand reads what the page posted: {packet, file}.
func raceCommand(m js.Value) (race.Command, error) {
	c, err := protocol.DecodeRaceCommand(browser.Bytes(m.Get("packet")))
	if err != nil {
		return nil, err
	}
	if start, ok := c.(race.Start); ok && start.Pictures.Name != "" {
		r := browser.NewBlobReader(m.Get("file"))
		start.Pictures.R, start.Pictures.Size = r, r.Size()
		c = start
	}
	return c, nil
}

// raceOutbox posts the events of a race to the page as outbox does those of a
// run.
type raceOutbox struct {
	scope   js.Value
	waiting []race.Event
	sent    time.Time
}

func (o *raceOutbox) emit(e race.Event) {
	o.waiting = append(o.waiting, e)
	if _, step := e.(race.Stepped); step && time.Since(o.sent) < stepsEvery {
		return
	}
	packet := browser.Uint8Array(protocol.EncodeRaceEvents(o.waiting))
	o.scope.Call("postMessage", packet, []any{packet.Get("buffer")})
	o.waiting = o.waiting[:0]
	o.sent = time.Now()
}
