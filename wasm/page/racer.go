//go:build js

package page

import (
	"errors"
	"fmt"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/engine/race"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
	"filtermaplab/wasm/protocol"
	"filtermaplab/wasm/racecard"
)

// racer has a race in a worker of its own, which lives as long as the race is
// under way and, after its end, until there is another: its networks can be
// taken out.
type racer struct {
	p      *page
	worker js.Value // null while there is none
	state  racecard.State
	change func() // is called when state has changed

	settle   func(error) // of whoever started the race; nil when it was told
	release  func()      // gives the worker's handlers back
	notice   string      // in English: why the race or the main run was paused
	answered bool        // the worker has come

	taking func(race.Taken, error) // of whoever asked for an entrant; nil when it was told
}

// begin pauses the main run, which would slow the race, and then starts one on
// its pictures. Settle is told once, when the race runs or why it does not.
func (r *racer) begin(configs []engine.Config, settle func(error)) {
	if r.state.Active() {
		settle(errors.New("A race is under way; stop it first."))
		return
	}
	r.dismiss() // of the race before
	r.state.Phase, r.state.Failure, r.settle = racecard.Loading, "", settle
	r.change()
	r.quiet(func() {
		if r.state.Phase == racecard.Loading && r.worker.IsNull() { // it was not stopped meanwhile
			r.spawn(configs)
		}
	})
}

// quiet calls then when the main run does not run.
func (r *racer) quiet(then func()) {
	r.notice = ""
	if r.p.state.Phase != lab.Running {
		then()
		return
	}
	r.p.send(engine.Pause{}, func(error) {
		r.notice = "The main run has been paused: it would slow the race."
		then()
	})
}

// spawn starts the worker. The race is sent to it when it has come.
func (r *racer) spawn(configs []engine.Config) {
	chosen := r.p.chosen
	start := race.Start{Entrants: configs, Device: chosen.device,
		Pictures: engine.Load{PerClass: chosen.perClass, TestPerClass: lab.TestPerClass(chosen.perClass)}}
	if !chosen.file.IsNull() {
		start.Pictures.Name = fileName(chosen.file)
	}
	r.answered = false
	heard := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if !r.answered {
			r.answered = true
			r.post(start, chosen.file)
		}
		events, err := protocol.DecodeRaceEvents(browser.Bytes(args[0]))
		if err != nil {
			events = []race.Event{race.Failed{Message: err.Error()}}
		}
		for _, e := range events {
			r.hear(e)
		}
		r.change()
		return nil
	})
	gone := js.FuncOf(func(_ js.Value, args []js.Value) any {
		r.hear(race.Failed{Message: fmt.Sprintf("The race has ended unexpectedly: %s.", args[0].String())})
		r.change()
		return nil
	})
	r.release = func() {
		heard.Release()
		gone.Release()
	}
	r.worker = r.p.boot.Call("spawn", "racer", heard, gone)
	r.change()
}

func (r *racer) post(c race.Command, file js.Value) {
	r.worker.Call("postMessage", map[string]any{"packet": browser.Uint8Array(protocol.EncodeRaceCommand(c)), "file": file})
}

// hear takes the next event of the worker.
func (r *racer) hear(e race.Event) {
	if r.worker.IsNull() {
		return // it was sent away
	}
	if taken, ok := e.(race.Taken); ok {
		var err error
		if taken.Why != "" {
			err = errors.New(lab.Sentence(taken.Why))
		}
		r.took(taken, err)
		return
	}
	if _, failed := e.(race.Failed); failed && r.state.Phase == racecard.Done {
		r.dismiss() // what was measured is not lost with the worker
		return
	}
	r.state.Apply(e)
	switch r.state.Phase {
	case racecard.Running:
		r.told(nil)
	case racecard.Failed:
		r.told(errors.New(r.state.Failure))
	}
	if r.state.Over() && r.state.Phase != racecard.Done {
		r.dismiss()
	}
}

func (r *racer) told(err error) {
	if settle := r.settle; settle != nil {
		r.settle = nil
		settle(err)
	}
}

// dismiss ends the worker. What was measured stays.
func (r *racer) dismiss() {
	if r.worker.IsNull() {
		return
	}
	r.worker.Call("terminate")
	r.worker = js.Null()
	r.took(race.Taken{}, errors.New("The race is gone."))
	// A message may be on its way: the handlers go when it has arrived.
	browser.After(1000, r.release)
}

// canTake reports whether entrants can be taken out: the race stands, and is
// still there.
func (r *racer) canTake() bool {
	return !r.worker.IsNull() && (r.state.Phase == racecard.Paused || r.state.Phase == racecard.Done) && r.taking == nil
}

// take asks for the run of an entrant.
func (r *racer) take(i int, settle func(race.Taken, error)) {
	if !r.canTake() {
		settle(race.Taken{}, errors.New("Pause the race first."))
		return
	}
	r.taking = settle
	r.post(race.Take{Entrant: i}, js.Null())
}

func (r *racer) took(taken race.Taken, err error) {
	if settle := r.taking; settle != nil {
		r.taking = nil
		settle(taken, err)
	}
}

// pause stops a race that runs.
func (r *racer) pause() {
	if r.state.Phase == racecard.Running {
		r.post(race.Pause{}, js.Null())
	}
}

// resume goes on with a race that is paused.
func (r *racer) resume() {
	if r.state.Phase == racecard.Paused {
		r.quiet(func() {
			if r.state.Phase == racecard.Paused { // nobody was quicker
				r.post(race.Continue{}, js.Null())
			}
			r.change()
		})
	}
}

// stop gives a race up.
func (r *racer) stop() {
	if !r.state.Active() {
		return
	}
	r.dismiss()
	r.state.Stop()
	r.told(errors.New("The race was stopped."))
	r.change()
}

// yield pauses a race that runs beside the main run, which a person has just
// set going: two at once would both be slow, and the race's times worthless.
func (r *racer) yield() {
	if r.state.Phase == racecard.Running && r.p.state.Phase == lab.Running && r.notice != yielded {
		r.notice = yielded
		r.pause()
	}
}

const yielded = "The race has been paused: the main run goes on."
