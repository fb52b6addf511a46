//go:build js

package trainer

import (
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/protocol"
)

// stepsEvery is how often the page is told of steps. A fast device does
// hundreds a second; drawing the curves more often than a few times would take
// from the training and tell nobody more.
const stepsEvery = 100 * time.Millisecond

// outbox posts events to the page. Steps are gathered into one message; all
// other events go at once, behind the steps that came before them.
type outbox struct {
	scope   js.Value
	waiting []engine.Event
	sent    time.Time
}

func (o *outbox) emit(e engine.Event) {
	o.waiting = append(o.waiting, e)
	if _, step := e.(engine.Stepped); step && time.Since(o.sent) < stepsEvery {
		return
	}
	packet := browser.Uint8Array(protocol.EncodeEvents(o.waiting))
	o.scope.Call("postMessage", packet, []any{packet.Get("buffer")})
	o.waiting = o.waiting[:0]
	o.sent = time.Now()
}
