//go:build js

package page

import (
	"strings"
	"syscall/js"

	"filtermaplab/wasm/browser"
)

// settleMilliseconds is how long the page leaves the network and the processor
// to the person in front before it keeps itself for later.
const settleMilliseconds = 4000

// stayOffline has the browser keep this build of the page (package offline).
// A page from a file needs nothing; a browser that refuses goes without.
func stayOffline(p *page) {
	workers := js.Global().Get("navigator").Get("serviceWorker")
	web := strings.HasPrefix(js.Global().Get("location").Get("protocol").String(), "http")
	if !workers.Truthy() || !web || !js.Global().Get("isSecureContext").Bool() {
		return
	}
	browser.After(settleMilliseconds, func() {
		refused := js.FuncOf(func(js.Value, []js.Value) any { return nil })
		registered := js.FuncOf(func(_ js.Value, args []js.Value) any {
			p.watchBuilds(workers, args[0])
			return nil
		})
		options := map[string]any{"updateViaCache": "none"}
		workers.Call("register", "sw.js", options).Call("then", registered, refused)
	})
}

// watchBuilds tells of a build that has come since. It is loaded when a person
// wants it: a run goes on in the page as it is, and the next visit finds the
// new one once no page of the old one is open.
func (p *page) watchBuilds(workers, registration js.Value) {
	offer := func(next js.Value) {
		p.note.ask(p.words.T("A new version is ready. Loading it ends the run in this window."), p.words.T("Load the new version"), func() {
			browser.Of(workers).On("controllerchange", func(js.Value) { js.Global().Get("location").Call("reload") })
			next.Call("postMessage", "take over")
		})
	}
	if waiting := registration.Get("waiting"); waiting.Truthy() {
		offer(waiting)
	}
	browser.Of(registration).On("updatefound", func(js.Value) {
		next := registration.Get("installing")
		if !next.Truthy() {
			return
		}
		browser.Of(next).On("statechange", func(js.Value) {
			// Without an active one this is the first, and no news.
			if next.Get("state").String() == "installed" && registration.Get("active").Truthy() {
				offer(next)
			}
		})
	})
}
