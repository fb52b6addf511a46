package lab

import (
	"errors"
	"fmt"

	"filtermaplab/engine"
	"filtermaplab/wasm/protocol"
)

// Asked holds the commands that have been sent and not been answered, so that
// whoever asked can be told. The trainer obeys in order, so the first answer
// belongs to the first command.
type Asked struct {
	waiting  []question
	stepping []question // steps that were begun
	testing  []question // tests that were begun
}

type question struct {
	command engine.Command
	settle  func(error)
	until   int // for a Step that was begun: the step at which it is done
}

// Ask notes a command that is being sent. Settle is called once: with nil when
// the command was obeyed (an engine.Step: when its steps are done), else with
// the sentence that says why not.
func (a *Asked) Ask(c engine.Command, settle func(error)) {
	a.waiting = append(a.waiting, question{command: c, settle: settle})
}

// Hear takes the next event, after s has applied it.
func (a *Asked) Hear(event engine.Event, s *State) {
	switch e := event.(type) {
	case engine.Ready:
		a.interrupt("Another run has begun.")
		if a.next(beginsRun) {
			a.answer(nil)
		}
	case engine.Saved:
		if a.next(func(c engine.Command) bool { _, ok := c.(engine.Save); return ok }) {
			a.answer(nil)
		}
	case engine.Status:
		if e.Running {
			a.begun(s)
			return
		}
		a.reached(s)
		if a.next(pauses) || a.next(beginsRun) {
			a.interrupt(fmt.Sprintf("Paused after step %d.", s.Last.Step))
		}
		if a.next(pauses) {
			a.answer(nil)
		}
	case engine.Tested:
		testing := a.testing
		a.testing = nil
		for _, q := range testing {
			q.settle(nil)
		}
	case engine.Rated:
		if a.next(func(c engine.Command) bool { _, ok := c.(engine.Rate); return ok }) {
			a.answer(nil)
		}
	case engine.Proved:
		if a.next(func(c engine.Command) bool { _, ok := c.(engine.Prove); return ok }) {
			a.answer(nil)
		}
	case engine.Failed:
		if e.Stopped {
			a.interrupt(Sentence(e.Message))
		} else if len(a.waiting) > 0 {
			a.answer(errors.New(Sentence(e.Message)))
		}
	}
}

// Lost tells everybody that no answer will come.
func (a *Asked) Lost(why string) {
	a.interrupt(why)
	for len(a.waiting) > 0 {
		a.answer(errors.New(why))
	}
}

// begun is told that training goes on, which answers Train and begins Step.
func (a *Asked) begun(s *State) {
	switch {
	case a.next(func(c engine.Command) bool { _, ok := c.(engine.Train); return ok }):
		a.answer(nil)
	case a.next(func(c engine.Command) bool { _, ok := c.(engine.Test); return ok }):
		a.testing = append(a.testing, a.waiting[0])
		a.waiting = a.waiting[1:]
	case a.next(func(c engine.Command) bool { _, ok := c.(engine.Step); return ok }):
		q := a.waiting[0]
		a.waiting = a.waiting[1:]
		q.until = min(s.Run.Steps, s.Last.Step+q.command.(engine.Step).N)
		a.stepping = append(a.stepping, q)
	}
}

// reached settles the steps that are done.
func (a *Asked) reached(s *State) {
	var left []question
	for _, q := range a.stepping {
		if s.Last.Step >= q.until {
			q.settle(nil)
		} else {
			left = append(left, q)
		}
	}
	a.stepping = left
}

// interrupt settles the steps and tests that will not be done.
func (a *Asked) interrupt(why string) {
	begun := append(a.stepping, a.testing...)
	a.stepping, a.testing = nil, nil
	for _, q := range begun {
		q.settle(errors.New(why))
	}
}

// next reports whether the first command that waits is of a sort.
func (a *Asked) next(sort func(engine.Command) bool) bool {
	return len(a.waiting) > 0 && sort(a.waiting[0].command)
}

// answer settles the first command that waits.
func (a *Asked) answer(err error) {
	q := a.waiting[0]
	a.waiting = a.waiting[1:]
	q.settle(err)
}

func pauses(c engine.Command) bool {
	_, ok := c.(engine.Pause)
	return ok
}

// beginsRun reports whether a command is answered with engine.Ready.
func beginsRun(c engine.Command) bool {
	switch c.(type) {
	case engine.Configure, engine.Load, engine.Reset, engine.Open, engine.Undo, engine.Fresh, protocol.Draw:
		return true
	}
	return false
}
