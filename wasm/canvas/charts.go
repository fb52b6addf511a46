//go:build js

package canvas

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
)

// charts are the learning rate and the lengths of every layer's weights and
// gradients, drawn while they are unfolded. Loss and accuracy have a card of
// their own on the page.
type charts struct {
	words                  *words.Table
	details, canvas, table *browser.Element
	painter                *painter
	frame                  *browser.Frame
	history                scene.History
	cursor                 float64 // epoch; negative for the last
	picked                 string  // the layer that a person reads; "" is the one under the microscope

	drawn []scene.Chart // what areas belong to
	areas []scene.Rect
}

func newCharts(details *browser.Element, turns *browser.Turns, t *words.Table) *charts {
	c := &charts{words: t, details: details, canvas: details.Find("canvas"), table: details.Find("table"), cursor: -1}
	c.painter = newPainter(c.canvas)
	c.frame = turns.Frame(c.draw)
	details.On("toggle", func(js.Value) { c.frame.Ask() })
	point := func(e js.Value) {
		r := c.canvas.Call("getBoundingClientRect")
		c.read(scene.Point{X: e.Get("clientX").Float() - r.Get("left").Float(), Y: e.Get("clientY").Float() - r.Get("top").Float()})
	}
	c.canvas.On("pointermove", point)
	c.canvas.On("pointerdown", point)
	c.canvas.On("pointerleave", func(js.Value) { c.leave() })
	c.canvas.On("blur", func(js.Value) { c.leave() })
	c.canvas.On("keydown", func(e js.Value) {
		if c.key(e.Get("key").String()) {
			e.Call("preventDefault")
			e.Call("stopPropagation")
		}
	})
	details.Find("button").On("click", func(js.Value) {
		browser.Download("filtermap-lengths.csv", "text/csv", c.history.LengthsCSV())
	})
	watchSurroundings(details, c.frame.Ask)
	return c
}

func (c *charts) hear(e engine.Event) {
	c.history.Apply(e)
	if _, still := e.(engine.Progress); !still {
		c.frame.Ask()
	}
}

// forget drops the runs before the present one.
func (c *charts) forget() {
	c.history.Runs = c.history.Runs[max(0, len(c.history.Runs)-1):]
	c.frame.Ask()
}

// now is the run under way; nil before the first.
func (c *charts) now() *scene.Run {
	if n := len(c.history.Runs); n > 0 {
		return &c.history.Runs[n-1]
	}
	return nil
}

// layer is the one that is read.
func (c *charts) layer() string {
	if c.picked != "" {
		return c.picked
	}
	return c.history.Layer
}

// read moves the cursor of all charts to a pointer, and reads the line that is
// nearest to it.
func (c *charts) read(at scene.Point) {
	cursor, picked := c.cursor, c.picked
	v := surroundings(c.details, c.words)
	var ok bool
	if c.cursor, ok = scene.EpochAt(c.areas, c.drawn, v, at); ok {
		if name := scene.SeriesAt(c.areas, c.drawn, v, at); slices.Contains(c.now().Layers, name) {
			c.picked = name
		}
	}
	if c.cursor != cursor || c.picked != picked {
		c.frame.Ask()
	}
}

func (c *charts) leave() {
	c.cursor, c.picked = -1, ""
	c.frame.Ask()
}

// key moves the cursor along the epochs and from layer to layer. It reports
// whether the key is one for that.
func (c *charts) key(name string) bool {
	r := c.now()
	if r == nil || len(r.Rate.X) == 0 {
		return false
	}
	end := r.Rate.X[len(r.Rate.X)-1]
	at := c.cursor
	if at < 0 {
		at = end
	}
	small := r.Epochs / 50
	switch name {
	case "ArrowLeft":
		at -= small
	case "ArrowRight":
		at += small
	case "Home":
		at = 0
	case "End":
		at = math.Inf(1)
	case "ArrowUp", "ArrowDown":
		step := map[string]int{"ArrowUp": -1, "ArrowDown": 1}[name]
		if n := len(r.Layers); n > 0 {
			c.picked = r.Layers[(slices.Index(r.Layers, c.layer())+step+n)%n]
		}
	case "Escape":
		if c.cursor < 0 && c.picked == "" {
			return false // it means something else, then
		}
		c.leave()
		return true
	default:
		return false
	}
	c.cursor = min(max(0, at), end)
	c.frame.Ask()
	return true
}

func (c *charts) draw() {
	if !c.details.Get("open").Bool() {
		return
	}
	v := surroundings(c.details, c.words)
	h := c.history
	h.Layer = c.layer()
	c.drawn = h.Charts(v.Theme, v.Words, c.cursor)
	c.drawn = c.drawn[min(2, len(c.drawn)):] // without loss and accuracy
	var p *scene.Picture
	p, c.areas = scene.DrawCharts(c.drawn, v)
	c.canvas.Style("width", px(p.W))
	c.canvas.Style("height", px(p.H))
	c.painter.paint(p, js.Global().Get("devicePixelRatio").Float())
	c.table.HTML(rows(c.history.LengthTable(v.Words, c.cursor)))
	c.say(h)
}

// say gives those who do not see the charts the values that stand in them.
func (c *charts) say(h scene.History) {
	r := c.now()
	if r == nil {
		return
	}
	at := 0.0
	if n := len(r.Rate.X); n > 0 {
		at = r.Rate.X[n-1]
	}
	c.canvas.Attr("aria-valuemax", strconv.FormatFloat(at, 'f', 2, 64))
	if c.cursor >= 0 {
		at = c.cursor
	}
	c.canvas.Attr("aria-valuenow", strconv.FormatFloat(at, 'f', 2, 64))
	text := h.Reading(c.words, c.cursor)
	if text == "" {
		text = c.words.T("No value yet")
	} else {
		text = strings.Join([]string{c.words.T("epoch %.1f", at), text}, ": ")
	}
	c.canvas.Attr("aria-valuetext", text)
}
