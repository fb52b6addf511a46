//go:build js

package trainer

import (
	"context"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/protocol"
)

// Run trains for the page that started this worker. It returns only when
// there is no session to go on with.
func Run() {
	out := outbox{scope: js.Global()}
	pictures := protocol.Draw{} // the usual number
	t := engine.NewTrainer(engine.TrainerOptions{
		Device:  openDevice,
		Builtin: func() *data.Pair { return builtin(pictures.PerClass, pictures.TestPerClass) },
		Emit:    out.emit,
		Keep:    true, // the microscope shows activations
		Again:   again,
		Memory:  memory,
		Formats: formats(),
		Yield:   newYield(),
	})
	in := newInbox()
	go func() {
		for c := range in.commands() {
			if draw, ok := c.(protocol.Draw); ok {
				pictures = draw
				c = engine.Builtin{}
			}
			t.Send(c)
		}
	}()
	js.Global().Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		in.message(args[0].Get("data"), out.emit)
		return nil
	}))
	t.Run(context.Background(), engine.DefaultConfig())
}

// newYield returns a function that lets every message be delivered that has
// arrived. It posts a message to itself and waits for it: timers would be held
// back by 4 ms each.
func newYield() func() {
	channel := js.Global().Get("MessageChannel").New()
	back := make(chan struct{}, 1)
	channel.Get("port2").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		back <- struct{}{}
		return nil
	}))
	port := channel.Get("port1")
	return func() {
		port.Call("postMessage", js.Null())
		<-back
	}
}

// inbox holds the trainer's commands.
type inbox struct{ queue[engine.Command] }

func newInbox() *inbox { return &inbox{newQueue[engine.Command]()} }

// message takes what the page posted: {packet, file}. A packet that makes no
// sense is answered like a command that cannot be obeyed.
func (in *inbox) message(m js.Value, emit func(engine.Event)) {
	c, err := protocol.DecodeCommand(browser.Bytes(m.Get("packet")))
	if err != nil {
		emit(engine.Failed{Message: err.Error()})
		return
	}
	switch file := c.(type) {
	case engine.Load:
		r := browser.NewBlobReader(m.Get("file"))
		file.R, file.Size = r, r.Size()
		c = file
	case engine.Open:
		r := browser.NewBlobReader(m.Get("file"))
		file.R, file.Size = r, r.Size()
		c = file
	}
	in.put(c)
}
