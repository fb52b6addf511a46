//go:build js

package page

import (
	"errors"
	"strconv"
	"strings"
	"syscall/js"

	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// starters are the trained networks that come with the page.
type starters struct {
	p          *page
	row        *browser.Element
	list, open *browser.Element
	say        *browser.Element
	models     []lab.Model
}

func newStarters(p *page) *starters {
	s := &starters{p: p, row: browser.ByID("starters"), list: browser.ByID("starter"), open: browser.ByID("starter-open"), say: browser.ByID("starter-say")}
	s.open.On("click", func(js.Value) {
		i, err := strconv.Atoi(s.list.Get("value").String())
		if err != nil || i >= len(s.models) {
			return
		}
		s.open.Flag("disabled", true)
		go func() {
			defer s.open.Flag("disabled", false)
			blob, err := s.fetch(s.models[i].File)
			if err != nil {
				s.say.Text(p.words.T("The file could not be fetched: %s. Try again, or drop %s on the page.", err.Error(), s.models[i].File))
				return
			}
			s.say.Text("")
			p.openCheckpoint(s.models[i].File, blob, false, func(error) {})
		}()
	})
	p.speakers = append(p.speakers, s.write)
	return s
}

// read fetches the list. It is asked for when the first run is there: nothing
// waits for it.
func (s *starters) read() {
	go func() {
		blob, err := s.fetch("index.json")
		if err != nil {
			return // a copy of the page without models
		}
		text, err := browser.Await(blob.Call("text"))
		if err != nil {
			return
		}
		if s.models, err = lab.ParseModels([]byte(text.String())); err == nil {
			s.write()
		}
	}()
}

func (s *starters) write() {
	var b strings.Builder
	for i, m := range s.models {
		b.WriteString(option(strconv.Itoa(i), m.Words(s.p.words)))
	}
	s.list.HTML(b.String())
	s.row.Flag("hidden", len(s.models) == 0)
}

// fetch reads a file of assets/models: over http, or out of the script that
// has them all where nothing can be fetched.
func (s *starters) fetch(name string) (js.Value, error) {
	if js.Global().Get("location").Get("protocol").String() == "file:" || js.Global().Get("fmlabModels").Truthy() {
		return s.unpack(name)
	}
	answer, err := browser.Await(js.Global().Call("fetch", "assets/models/"+name))
	if err != nil {
		return js.Undefined(), err
	}
	if !answer.Get("ok").Bool() {
		return js.Undefined(), errors.New("the server answered " + strconv.Itoa(answer.Get("status").Int()))
	}
	return browser.Await(answer.Call("blob"))
}

// unpack takes a file out of dist/fmlab.models.js.
func (s *starters) unpack(name string) (js.Value, error) {
	if !js.Global().Get("fmlabModels").Truthy() {
		document := js.Global().Get("document")
		script := document.Call("createElement", "script")
		script.Set("src", "dist/fmlab.models.js")
		loaded := make(chan bool, 1)
		told := func(ok bool) js.Func {
			return js.FuncOf(func(js.Value, []js.Value) any {
				loaded <- ok
				return nil
			})
		}
		good, bad := told(true), told(false)
		defer good.Release()
		defer bad.Release()
		script.Set("onload", good)
		script.Set("onerror", bad)
		document.Get("head").Call("append", script)
		if !<-loaded {
			return js.Undefined(), errors.New("dist/fmlab.models.js cannot be read")
		}
	}
	packed := js.Global().Get("fmlabModels").Get(name)
	if !packed.Truthy() {
		return js.Undefined(), errors.New("it is not in this copy of the page")
	}
	answer, err := browser.Await(js.Global().Call("fetch", "data:;base64,"+packed.String())) // works from file://
	if err != nil {
		return js.Undefined(), err
	}
	return browser.Await(answer.Call("blob"))
}
