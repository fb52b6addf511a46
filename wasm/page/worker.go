//go:build js

package page

import (
	"fmt"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
	"filtermaplab/wasm/protocol"
)

// spawn starts a trainer. Its first event is on its way when it is ready for
// commands.
func (p *page) spawn() {
	heard := js.FuncOf(func(_ js.Value, args []js.Value) any {
		events, err := protocol.DecodeEvents(browser.Bytes(args[0]))
		if err != nil {
			p.lose(lab.Sentence(err.Error()))
			return nil
		}
		for _, e := range events {
			p.hear(e)
		}
		return nil
	})
	gone := js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.lose(fmt.Sprintf("The trainer has ended unexpectedly: %s.", args[0].String()))
		return nil
	})
	p.worker = p.boot.Call("spawn", "trainer", heard, gone)
}

// lose gives up a trainer that cannot go on, and everybody's hope with it.
func (p *page) lose(why string) {
	p.worker.Call("terminate")
	p.worker = js.Null()
	p.state.Phase = lab.Stopped
	p.state.Failure = why
	p.asked.Lost(why)
	p.frame.Ask()
}

// revive starts another trainer and has it do what the lost one did.
func (p *page) revive() {
	wanted := p.wanted
	p.wanted, p.chosen, p.state = usual(), usual(), lab.State{}
	p.spawn()
	// A trainer begins like this by itself, so this is asked and not sent.
	p.asked.Ask(protocol.Draw{}, func(err error) {
		pictures := !wanted.file.IsNull() || wanted.perClass != lab.PerClass
		if err == nil && (pictures || wanted.config != usual().config || wanted.device != "") {
			p.apply(wanted, pictures, func(error) {})
		}
	})
	p.frame.Ask()
}

// send asks the trainer for something. Settle is told, once, what became of it.
func (p *page) send(c engine.Command, settle func(error)) { p.post(c, js.Undefined(), settle) }

// sendFile is send for an engine.Load, whose bytes the trainer reads itself.
func (p *page) sendFile(c engine.Load, file js.Value, settle func(error)) { p.post(c, file, settle) }

func (p *page) post(c engine.Command, file js.Value, settle func(error)) {
	p.asked.Ask(c, settle)
	if !p.worker.Truthy() {
		p.asked.Lost("The trainer has ended. Start it again.")
		return
	}
	p.worker.Call("postMessage", map[string]any{
		"packet": browser.Uint8Array(protocol.EncodeCommand(c)),
		"file":   file,
	})
}

// do is send for buttons and keys: what goes wrong is told by the note.
func (p *page) do(c engine.Command) { p.send(c, func(error) {}) }
