package lab

import (
	"fmt"
	"slices"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/wasm/protocol"
)

// conversation is what a person asks and what the trainer says, in order.
type conversation struct {
	state State
	asked Asked
	log   []string
}

func (c *conversation) ask(name string, command engine.Command) {
	c.asked.Ask(command, func(err error) { c.log = append(c.log, fmt.Sprint(name, ": ", err)) })
}

func (c *conversation) hear(events ...engine.Event) {
	for _, e := range events {
		c.state.Apply(e, at(0))
		c.asked.Hear(e, &c.state)
	}
}

func TestAsked(t *testing.T) {
	on, off := engine.Status{Running: true}, engine.Status{}
	stepped := func(n int) engine.Event { return engine.Stepped{Step: n} }
	failed := engine.Failed{Message: "engine: epochs: want 1 to 10000, got 0"}
	infinite := engine.Failed{Message: "engine: the loss became infinite", Stopped: true}

	for _, c := range []struct {
		name string
		do   func(c *conversation)
		want []string
	}{
		{"train and pause", func(c *conversation) {
			c.ask("train", engine.Train{})
			c.ask("pause", engine.Pause{})
			c.hear(on, stepped(1), off)
		}, []string{"train: <nil>", "pause: <nil>"}},
		{"steps", func(c *conversation) {
			c.ask("step", engine.Step{N: 2})
			c.hear(on, stepped(1))
			c.log = append(c.log, "first")
			c.hear(stepped(2), off)
		}, []string{"first", "step: <nil>"}},
		{"more steps than there are", func(c *conversation) {
			c.ask("step", engine.Step{N: 5000})
			c.hear(on, stepped(1560), off)
		}, []string{"step: <nil>"}},
		{"a proof while a run goes on", func(c *conversation) {
			c.ask("train", engine.Train{})
			c.ask("prove", engine.Prove{})
			c.hear(on, stepped(1))
			c.log = append(c.log, "step")
			c.hear(engine.Proved{})
		}, []string{"train: <nil>", "step", "prove: <nil>"}},
		{"a test", func(c *conversation) {
			c.ask("test", engine.Test{})
			c.hear(on)
			c.log = append(c.log, "begun")
			c.hear(engine.Tested{}, off)
		}, []string{"begun", "test: <nil>"}},
		{"a test that a pause interrupts", func(c *conversation) {
			c.ask("test", engine.Test{})
			c.ask("pause", engine.Pause{})
			c.hear(on, off)
		}, []string{"test: Paused after step 0.", "pause: <nil>"}},
		{"steps that a pause interrupts", func(c *conversation) {
			c.ask("step", engine.Step{N: 9})
			c.ask("pause", engine.Pause{})
			c.hear(on, stepped(1), off)
		}, []string{"step: Paused after step 1.", "pause: <nil>"}},
		{"steps that another run interrupts", func(c *conversation) {
			c.ask("step", engine.Step{N: 9})
			c.ask("reset", engine.Reset{})
			c.hear(on, stepped(1), off, run())
		}, []string{"step: Paused after step 1.", "reset: <nil>"}},
		{"steps that an error ends", func(c *conversation) {
			c.ask("step", engine.Step{N: 9})
			c.hear(on, stepped(1), off, infinite)
		}, []string{"step: The loss became infinite."}},
		{"an error that no command caused", func(c *conversation) {
			c.ask("train", engine.Train{})
			c.hear(on)
			c.ask("configure", engine.Configure{})
			c.hear(off, infinite, off, run())
		}, []string{"train: <nil>", "configure: <nil>"}},
		{"refused, and the next one not", func(c *conversation) {
			c.ask("configure", engine.Configure{})
			c.ask("load", engine.Load{})
			c.ask("draw", protocol.Draw{})
			c.hear(failed, off, run(), off, run())
		}, []string{"configure: Epochs: want 1 to 10000, got 0.", "load: <nil>", "draw: <nil>"}},
		{"saved while a test goes on", func(c *conversation) {
			c.ask("test", engine.Test{})
			c.ask("save", engine.Save{As: "run"})
			c.hear(on, engine.Progress{What: "testing"}, engine.Saved{As: "run"}, engine.Tested{}, off)
		}, []string{"save: <nil>", "test: <nil>"}},
		{"a run that is brought back", func(c *conversation) {
			c.ask("reset", engine.Reset{})
			c.ask("undo", engine.Undo{})
			c.ask("fresh", engine.Fresh{})
			c.hear(off, run(), off, run(), off, run())
		}, []string{"reset: <nil>", "undo: <nil>", "fresh: <nil>"}},
		{"the trainer is gone", func(c *conversation) {
			c.ask("step", engine.Step{N: 9})
			c.hear(on)
			c.ask("pause", engine.Pause{})
			c.asked.Lost("The trainer stopped.")
		}, []string{"step: The trainer stopped.", "pause: The trainer stopped."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var talk conversation
			talk.hear(run())
			c.do(&talk)
			if !slices.Equal(talk.log, c.want) {
				t.Errorf("got  %q\nwant %q", talk.log, c.want)
			}
		})
	}
}
