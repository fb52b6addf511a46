//go:build js

package page

import (
	"html"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/optim"
	"filtermaplab/filtermap"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// setup is the form with everything that decides a run. It is open to changes
// while the run stands at step 0: a change starts a new run, and nobody should
// lose one by touching a control.
type setup struct {
	p                            *page
	form, fold, summary, change  *browser.Element
	network, hint, rest          *browser.Element
	lockHint, unlock             *browser.Element
	rate, rateValue              *browser.Element
	rateNow                      float64 // that the slider shows
	fieldsets, controls, perRule []*browser.Element
}

func newSetup(p *page) *setup {
	s := &setup{
		p: p, form: browser.ByID("setup"), fold: browser.ByID("fold"), summary: browser.ByID("fold-summary"),
		network: browser.ByID("network-title"), hint: browser.ByID("variant-hint"), rest: browser.ByID("more-summary"),
		lockHint: browser.ByID("lock-hint"), unlock: browser.ByID("unlock"),
		rate: browser.ByID("rate"), rateValue: browser.ByID("rate-value"),
	}
	s.change = s.fold.Find(".change")
	s.choices()
	s.fieldsets = s.form.All("fieldset")
	s.controls = s.form.All("[name]")
	s.perRule = s.form.All(`[name="rule"], [name="padding"]`)
	s.rate.Attr("max", strconv.Itoa(len(lab.Rates())-1))

	s.form.On("submit", func(e js.Value) { e.Call("preventDefault") })
	s.form.On("change", func(e js.Value) { s.changed(e.Get("target")) })
	s.rate.On("input", func(js.Value) { s.showRate(lab.Rates()[s.sliderIndex()]) })
	s.unlock.On("click", func(js.Value) {
		p.do(engine.Reset{})
		browser.ByID("go").Call("focus")
	})
	s.fold.On("click", func(js.Value) {
		open := s.fold.Call("getAttribute", "aria-expanded").String() != "true"
		s.fold.Attr("aria-expanded", strconv.FormatBool(open))
		s.nameFold()
	})
	p.speakers = append(p.speakers, func() {
		s.choices()
		s.fill()
		s.nameFold()
	})
	s.fill()
	return s
}

// nameFold says what the button of the folded setup does.
func (s *setup) nameFold() {
	if s.fold.Call("getAttribute", "aria-expanded").String() == "true" {
		s.change.Text(s.p.words.T("Close"))
	} else {
		s.change.Text(s.p.words.T("Change"))
	}
}

// choices writes the options of the lists.
func (s *setup) choices() {
	t := s.p.words
	var sizes strings.Builder
	group := ""
	for _, size := range lab.Sizes(t) {
		if size.Group != group {
			group = size.Group
			sizes.WriteString(`<optgroup label="` + group + `">`) // ends the one before it
		}
		sizes.WriteString(option(size.Model, lab.NetworkName(size.Model)))
	}
	s.list("model").HTML(sizes.String())

	var schedules strings.Builder
	for _, name := range optim.Schedules() {
		schedules.WriteString(option(name, lab.ScheduleName(t, name)))
	}
	s.list("schedule").HTML(schedules.String())
	var devices strings.Builder
	for _, name := range lab.Devices() {
		devices.WriteString(option(name, lab.DeviceName(t, name)))
	}
	s.list("device").HTML(devices.String())
	s.list("padding").HTML(option(filtermap.Wrap.String(), t.T("wraps around")) + option(filtermap.Authors.String(), t.T("as in the authors' code")))
}

func (s *setup) list(name string) *browser.Element { return s.form.Find(`select[name="` + name + `"]`) }

func option(value, text string) string {
	return `<option value="` + html.EscapeString(value) + `">` + html.EscapeString(text) + `</option>`
}

func (s *setup) sliderIndex() int {
	i, _ := strconv.Atoi(s.rate.Get("value").String())
	return min(max(i, 0), len(lab.Rates())-1)
}

// changed carries out what a person did to a control.
func (s *setup) changed(control js.Value) {
	key, value := control.Get("name").String(), control.Get("value")
	switch {
	case control.Equal(s.rate.Value) && s.p.state.Started():
		s.p.send(engine.Rate{LR: lab.Rates()[s.sliderIndex()]}, func(error) {}) // acts at once
		return
	case control.Equal(s.rate.Value):
		key, value = "lr", js.ValueOf(lab.Rates()[s.sliderIndex()])
	case key == "":
		return // the file's input is not a setting
	case control.Get("type").String() == "number":
		value = control.Get("valueAsNumber")
	case control.Get("type").String() == "checkbox":
		value = control.Get("checked")
	}
	settings := js.Global().Get("Object").New()
	settings.Set(key, value)
	s.p.choose(settings, func(err error) {
		if err != nil {
			s.p.state.Failure = err.Error()
			s.fill() // what is shown must be what is trained
			s.p.frame.Ask()
		}
	})
}

// fill shows the settings of the run in the controls. It is called when there
// is another run or a setting was refused, not with every picture on the
// screen: that would take a number away from whoever is writing it.
func (s *setup) fill() {
	c := s.p.wanted
	if s.p.state.Run.Steps > 0 {
		c.config = s.p.state.Run.Config
	}
	s.offer("model", c.config.Model, lab.NetworkName(c.config.Model))
	s.offer("device", s.p.state.Run.Device, s.p.state.Run.Device)
	for _, control := range s.controls {
		name := control.Get("name").String()
		value, ok := lab.Get(c.config, name)
		if !ok {
			switch name {
			case "perClass":
				value = float64(c.perClass)
			case "device":
				value = s.p.state.Run.Device
			}
		}
		switch v := value.(type) {
		case bool:
			control.Flag("checked", v)
		case float64:
			control.Prop("value", strconv.FormatFloat(v, 'g', -1, 64))
		case string:
			if control.Get("type").String() == "radio" {
				control.Flag("checked", control.Get("value").String() == v)
			} else {
				control.Prop("value", v)
			}
		}
	}
	rate := c.config.LRAt(s.p.state.Last.Step)
	s.rate.Prop("value", strconv.Itoa(lab.NearestRate(rate)))
	s.showRate(rate)
}

// offer adds a choice that a script made and the list does not have.
func (s *setup) offer(list, value, text string) {
	l := s.list(list)
	for _, o := range l.All("option") {
		if o.Get("value").String() == value {
			return
		}
	}
	if value != "" {
		l.Call("insertAdjacentHTML", "beforeend", option(value, text))
	}
}

func (s *setup) showRate(rate float64) {
	at := float64(lab.NearestRate(rate)) / float64(len(lab.Rates())-1)
	s.rate.Style("--at", strconv.FormatFloat(100*at, 'f', 1, 64)+"%")
	s.rate.Attr("aria-valuetext", s.p.words.Number(rate))
	s.rateValue.Text(s.p.words.Number(rate))
}

func (s *setup) show(state *lab.State, _ time.Time) {
	locked := s.p.locked()
	for _, f := range s.fieldsets {
		f.Flag("disabled", locked)
	}
	s.rate.Flag("disabled", !state.RateOpen())
	if rate := state.RateNow(); state.Run.Steps > 0 && rate != s.rateNow { // by hand, or by a link that repeats it
		s.rateNow = rate
		s.rate.Prop("value", strconv.Itoa(lab.NearestRate(rate)))
		s.showRate(rate)
	}
	s.lockHint.Text(state.LockHint(s.p.words))
	s.unlock.Flag("hidden", !locked || !state.Started())

	c := state.Run.Config
	for _, control := range s.perRule {
		control.Flag("disabled", c.Variant != "fm") // only maps have a rule and an edge
	}
	t := s.p.words
	if state.Run.Steps == 0 { // what is coming, so that there is something to read
		s.hint.Text(lab.VariantHint(t, string(s.p.wanted.config.Variant)))
		s.rest.Text(lab.Rest(t, s.p.wanted.config))
		return
	}
	s.network.Text(t.N(state.Run.Params, "%s, %d parameter", "%s, %d parameters", state.Run.Network, state.Run.Params))
	s.hint.Text(lab.VariantHint(t, string(c.Variant)))
	s.rest.Text(lab.Rest(t, c))
	s.summary.Text(dataName(s.p) + ", " + state.Run.Network + ", " + lab.Epochs(t, c.Epochs))
	s.p.body.Attr("data-variant", string(c.Variant))
}
