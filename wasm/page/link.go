//go:build js

package page

import (
	"fmt"
	"net/url"
	"strings"
	"syscall/js"

	"filtermaplab/ui/scene"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// A link holds, behind its #, the settings of the run that are not the usual
// ones, the fingerprint that it has led to, and the whole state of the
// microscope: opened again it trains the same network from the same seed, says
// whether it is the same, and shows the same thing.

// link is the page's address with the present state.
func (p *page) link() string {
	l := p.described()
	if test, ok := p.state.Tested(); ok {
		l.Proof = lab.Proof{Epoch: test.Epoch, Fingerprint: test.Fingerprint}
	}
	values := l.Values()
	if view := p.scope.Link(); view.Layer != "" { // before the first layer there is nothing to look at
		for key, v := range view.Values() {
			values[key] = v
		}
	}
	if p.chosenLanguage != "" {
		values.Set("lang", string(p.chosenLanguage))
	}
	p.race.share(values)
	address, _, _ := strings.Cut(js.Global().Get("location").Get("href").String(), "#")
	return address + "#" + values.Encode()
}

// described is the run in the words of a link, without its outcome.
func (p *page) described() lab.Link {
	l := lab.Link{Config: p.wanted.config, Device: p.wanted.device, PerClass: p.wanted.perClass}
	run := p.state.Run.Config
	l.Config.Rates = run.Rates
	if l.Config != run { // another run is on its way
		l.Config = p.wanted.config
	}
	if !p.wanted.file.IsNull() {
		l.Pictures = p.state.Run.Data.Name
	}
	return l
}

// follow opens the link that the page was called with. Fragments that are names
// of places on the page are none of its business.
func (p *page) follow() {
	fragment := strings.TrimPrefix(js.Global().Get("location").Get("hash").String(), "#")
	if !strings.Contains(fragment, "=") {
		return
	}
	if !asksForRun(fragment) {
		return
	}
	if err := p.openLink(fragment); err != nil {
		p.state.Failure = fmt.Sprintf("This link cannot be followed: %s", lab.Sentence(err.Error()))
		p.frame.Ask()
	}
}

// asksForRun reports whether a link says something of a run or of the
// microscope. One that only names a language or a lesson changes neither.
func asksForRun(fragment string) bool {
	values, err := url.ParseQuery(fragment)
	values.Del("lang")
	values.Del("lesson")
	return err != nil || len(values) > 0
}

// linkedTo reports whether the page was called with a link to a run.
func (p *page) linkedTo() bool {
	return strings.Contains(js.Global().Get("location").Get("hash").String(), "=")
}

// followChanges does the same for a link that is put into the address bar
// later. It does not throw a run away unasked.
func (p *page) followChanges() {
	browser.Window().On("hashchange", func(js.Value) {
		fragment := strings.TrimPrefix(js.Global().Get("location").Get("hash").String(), "#")
		if p.state.Started() && strings.Contains(fragment, "=") && asksForRun(fragment) {
			p.note.ask(p.words.T("A run is under way. The link starts another one."), p.words.T("Reset and follow it"), p.follow)
			return
		}
		p.follow()
	})
}

func (p *page) openLink(fragment string) error {
	values, err := url.ParseQuery(fragment)
	if err != nil {
		return err
	}
	linked, err := lab.ParseLink(values)
	if err != nil {
		return err
	}
	view, err := scene.ParseValues(values)
	if err != nil {
		return err
	}
	if err := p.race.follow(values, linked.Config); err != nil {
		return err
	}
	if looks(values) {
		p.scope.Open(view)
	}
	p.linked = linked
	next := p.wanted
	next.config, next.device, next.perClass = linked.Config, linked.Device, linked.PerClass
	told := func(err error) { // what goes wrong otherwise is told by the note
		if err == nil && linked.Pictures != "" && next.file.IsNull() {
			p.note.ask(p.words.T("This link is about %s, which a link cannot carry. Open that file here and it trains the same.", linked.Pictures), p.words.T("Open…"),
				func() { browser.ByID("file").Call("click") })
		}
	}
	if next.config == p.wanted.config && next.device == p.wanted.device && next.perClass == p.wanted.perClass {
		told(nil)
		return nil
	}
	p.apply(next, next.perClass != p.wanted.perClass, told)
	return nil
}

// looks reports whether a link says what to look at; one that is only about a
// run leaves the microscope as it is.
func looks(values url.Values) bool {
	for key := range (scene.Linked{}).Values() {
		if values.Has(key) {
			return true
		}
	}
	return false
}

// expected is what the link that the page was opened from has seen; nothing
// once the run is another than the link's.
func (p *page) expected() lab.Proof {
	l := p.linked
	l.Proof = lab.Proof{}
	if l != p.described() {
		return lab.Proof{}
	}
	return p.linked.Proof
}

// newShare makes the button copy the link. The address bar shows it, too:
// copying may be forbidden.
func newShare(p *page) {
	button, announce := browser.ByID("share"), browser.ByID("announce")
	label := button.Find("span")
	button.On("click", func(js.Value) {
		link := p.link()
		js.Global().Get("history").Call("replaceState", js.Null(), "", link)
		said, short := p.words.T("The link is in the address bar."), p.words.T("See address")
		if clipboard := js.Global().Get("navigator").Get("clipboard"); clipboard.Truthy() {
			clipboard.Call("writeText", link).Call("catch", js.FuncOf(func(js.Value, []js.Value) any { return nil }))
			said, short = p.words.T("Link copied."), p.words.T("Copied")
		}
		announce.Text(said)
		label.Text(short)
		browser.After(copiedMilliseconds, func() { label.Text(p.words.T("Copy link")) })
	})
}

const copiedMilliseconds = 2000
