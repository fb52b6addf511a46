//go:build js

package canvas

import (
	"html"
	"strconv"
	"strings"
	"syscall/js"

	"filtermaplab/ui/scene"
	"filtermaplab/wasm/browser"
)

// panel makes HTML of the scene's controls. Each place of index.html gets its
// own; it is written anew only when other controls belong there, and otherwise
// only values change, so that nothing is taken out of a person's hands.
type panel struct {
	m      *Microscope
	places map[scene.Place]*place
	sum    *browser.Element // the line beside the folded geometry
	bad    *browser.Element // what is wrong with it
}

// place is one group of controls.
type place struct {
	e        *browser.Element
	controls map[string]*browser.Element // by name
	outputs  map[string]*browser.Element
}

func newPanel(m *Microscope) *panel {
	p := &panel{m: m, places: make(map[scene.Place]*place), sum: m.section.Find(".geometry-sum"), bad: m.section.Find(".geometry-problem")}
	for at, name := range []string{"head", "camera", "film", "slice", "geometry"} {
		e := m.section.Find(`[data-place="` + name + `"]`)
		p.places[scene.Place(at)] = &place{e: e}
		e.On("input", func(event js.Value) { p.changed(event.Get("target")) })
		e.On("change", func(event js.Value) { p.changed(event.Get("target")) })
		e.On("click", func(event js.Value) {
			if b := event.Get("target").Call("closest", "button[data-name]"); !b.IsNull() {
				p.clicked(b)
			}
		})
	}
	return p
}

// changed hands the value of a list, slider or number to the scene.
func (p *panel) changed(control js.Value) {
	name := control.Get("dataset").Get("name")
	if name.IsUndefined() || control.Get("tagName").String() == "BUTTON" {
		return
	}
	p.m.do(scene.Set{Name: name.String(), Value: control.Get("value").String()})
}

func (p *panel) clicked(b js.Value) {
	value := ""
	if pressed := b.Call("getAttribute", "aria-pressed"); !pressed.IsNull() && pressed.String() != "true" {
		value = "on"
	}
	p.m.do(scene.Set{Name: b.Get("dataset").Get("name").String(), Value: value})
}

// shortcut presses the control that a key belongs to.
func (p *panel) shortcut(key string) bool {
	for _, c := range p.m.scene.Controls() {
		if !strings.EqualFold(c.Shortcut, key) || len(key) != 1 {
			continue
		}
		p.m.do(c.Next())
		return true
	}
	return false
}

// place lays the groups that stand on the picture over their slots.
func (p *panel) place(l scene.Layout) {
	lay(p.places[scene.AtCamera].e, l.Camera)
	lay(p.places[scene.AtFilm].e, l.Film)
	lay(p.places[scene.AtSlice].e, l.Slicer)
}

func (p *panel) show() {
	by := make(map[scene.Place][]scene.Control)
	for _, c := range p.m.scene.Controls() {
		by[c.Place] = append(by[c.Place], c)
	}
	problem := ""
	for at, place := range p.places {
		place.show(by[at])
		for _, c := range by[at] {
			problem = or(problem, c.Problem)
		}
	}
	p.places[scene.AtFilm].e.Flag("hidden", len(by[scene.AtFilm]) == 0)
	p.bad.Text(problem)
	if sub := p.m.scene.Subject(); sub != nil {
		p.sum.Text(scene.GeometrySummary(sub, p.m.words))
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (p *place) show(controls []scene.Control) {
	var b strings.Builder
	for _, c := range controls {
		b.WriteString(markup(c))
	}
	if p.e.HTML(b.String()); p.written() {
		p.controls, p.outputs = make(map[string]*browser.Element), make(map[string]*browser.Element)
		for _, e := range p.e.All("[data-name]") {
			name := e.Get("dataset").Get("name").String()
			if e.Get("type").String() == "radio" {
				name += "=" + e.Get("value").String()
			}
			p.controls[name] = e
		}
		for _, e := range p.e.All("output") {
			p.outputs[e.Call("getAttribute", "for").String()] = e
		}
	}
	for _, c := range controls {
		p.value(c)
	}
}

// written reports whether the elements that are known are no longer in the page.
func (p *place) written() bool {
	for _, e := range p.controls {
		return !e.Get("isConnected").Bool()
	}
	return true
}

// value brings an element up to date with its control.
func (p *place) value(c scene.Control) {
	if c.Kind == scene.Choice {
		for _, o := range c.Options {
			p.controls[c.Name+"="+o.Value].Flag("checked", o.Value == c.Value)
		}
		return
	}
	e := p.controls[c.Name]
	focused := e.Equal(js.Global().Get("document").Get("activeElement"))
	switch c.Kind {
	case scene.Toggle:
		e.Attr("aria-pressed", strconv.FormatBool(c.Value == "on"))
		if c.Name == "play" {
			e.Find("use").Attr("href", map[bool]string{true: "#i-pause", false: "#i-play"}[c.Value == "on"])
		}
	case scene.Number:
		if !focused || c.Problem == "" && c.Value != "0" {
			e.Prop("value", c.Value)
		}
		e.Attr("aria-invalid", strconv.FormatBool(c.Problem != ""))
	case scene.Range:
		e.Prop("max", strconv.FormatFloat(c.Max, 'f', -1, 64))
		e.Prop("value", c.Value)
		v, _ := strconv.ParseFloat(c.Value, 64)
		e.Style("--at", strconv.FormatFloat(100*v/max(c.Max, 1e-9), 'f', 1, 64)+"%")
		e.Attr("aria-valuetext", or(c.Text, c.Value))
		if o := p.outputs["scope-"+c.Name]; o != nil {
			o.Text(c.Text)
		}
	case scene.List:
		e.Prop("value", c.Value)
	case scene.Button:
		e.Flag("disabled", c.Disabled)
	}
}

// markup is the HTML of a control, without what changes while it stays.
func markup(c scene.Control) string {
	esc := html.EscapeString
	name := `data-name="` + esc(c.Name) + `"`
	title := ` title="` + esc(strings.TrimSpace(c.Help+" "+key(c.Shortcut))) + `"`
	switch c.Kind {
	case scene.Choice:
		s := `<div class="segments" role="radiogroup" aria-label="` + esc(c.Label) + `"` + title + `>`
		for _, o := range c.Options {
			s += `<label><input type="radio" name="scope-` + esc(c.Name) + `" ` + name + ` value="` + esc(o.Value) + `"><span>` + esc(o.Label) + `</span></label>`
		}
		return s + `</div>`
	case scene.List:
		s := `<select class="select" ` + name + ` aria-label="` + esc(c.Label) + `"` + title + `>`
		for _, o := range c.Options {
			s += `<option value="` + esc(o.Value) + `">` + esc(o.Label) + `</option>`
		}
		return s + `</select>`
	case scene.Range:
		id := "scope-" + esc(c.Name)
		return `<label class="inline" for="` + id + `"` + title + `>` + esc(c.Label) + `</label><output for="` + id + `"></output>` +
			`<input type="range" id="` + id + `" ` + name + title + ` min="` + number(c.Min) + `" step="` + number(c.Step) + `">`
	case scene.Number:
		return `<label class="field"` + title + `><var>` + esc(c.Label) + `</var><input class="number" type="number" inputmode="numeric" min="` +
			number(c.Min) + `" max="` + number(c.Max) + `" step="1" ` + name + `></label>`
	case scene.Toggle:
		icon := `<svg class="icon solid" aria-hidden="true"><use href="#i-play"/></svg>`
		if c.Name == "fan" {
			icon = `<svg class="icon" aria-hidden="true"><use href="#i-fan"/></svg>`
		}
		return `<button class="button square" type="button" aria-pressed="false" ` + name + ` aria-label="` + esc(c.Label) + `"` + title + `>` + icon + `</button>`
	}
	if icon, ok := icons()[c.Name]; ok {
		return `<button class="button square" type="button" ` + name + ` aria-label="` + esc(c.Label) + `" title="` + esc(strings.TrimSpace(c.Label+" "+key(c.Shortcut))) +
			`"><svg class="icon" aria-hidden="true"><use href="#` + icon + `"/></svg></button>`
	}
	return `<button class="button outlined" type="button" ` + name + title + `>` + esc(c.Label) + `</button>`
}

// icons names the symbols of index.html for buttons that show one.
func icons() map[string]string {
	return map[string]string{"in": "i-plus", "out": "i-minus", "home": "i-home", "step": "i-step", "back": "i-back", "fit": "i-fit"}
}

func key(shortcut string) string {
	if shortcut == "" {
		return ""
	}
	return "( " + shortcut + " )"
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// lay puts an element over an area of the picture.
func lay(e *browser.Element, r scene.Rect) {
	e.Style("left", px(r.X))
	e.Style("top", px(r.Y))
	e.Style("width", px(r.W))
	e.Style("height", px(r.H))
}

func px(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) + "px" }
