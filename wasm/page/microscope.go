//go:build js

package page

import (
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/canvas"
	"filtermaplab/wasm/protocol"
)

// newMicroscope mounts the map microscope, which asks the trainer for what it
// wants to see.
func newMicroscope(p *page) *canvas.Microscope {
	return canvas.Mount(browser.ByID("scope"), p.turns, p.words, func(w engine.Watch) { p.tell(w) })
}

// tell sends a command that has no answer. A trainer that is gone is told
// again when there is another.
func (p *page) tell(c engine.Command) {
	if p.worker.Truthy() {
		p.worker.Call("postMessage", map[string]any{
			"packet": browser.Uint8Array(protocol.EncodeCommand(c)),
			"file":   js.Undefined(),
		})
	}
}
