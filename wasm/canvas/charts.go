//go:build js

package canvas

import (
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

	drawn []scene.Chart // what areas belong to
	areas []scene.Rect
}

func newCharts(details *browser.Element, t *words.Table) *charts {
	c := &charts{words: t, details: details, canvas: details.Find("canvas"), table: details.Find("table"), cursor: -1}
	c.painter = newPainter(c.canvas)
	c.frame = browser.NewFrame(c.draw)
	details.On("toggle", func(js.Value) { c.frame.Ask() })
	c.canvas.On("pointermove", func(e js.Value) {
		r := c.canvas.Call("getBoundingClientRect")
		c.read(scene.Point{X: e.Get("clientX").Float() - r.Get("left").Float(), Y: e.Get("clientY").Float() - r.Get("top").Float()})
	})
	c.canvas.On("pointerleave", func(js.Value) { c.read(scene.Point{X: -1, Y: -1}) })
	watchSurroundings(details, c.frame.Ask)
	return c
}

func (c *charts) hear(e engine.Event) {
	c.history.Apply(e)
	if _, still := e.(engine.Progress); !still {
		c.frame.Ask()
	}
}

// read moves the cursor of all charts to a pointer.
func (c *charts) read(at scene.Point) {
	before := c.cursor
	c.cursor, _ = scene.EpochAt(c.areas, c.drawn, surroundings(c.details, c.words), at)
	if c.cursor != before {
		c.frame.Ask()
	}
}

func (c *charts) draw() {
	if !c.details.Get("open").Bool() {
		return
	}
	v := surroundings(c.details, c.words)
	c.drawn = c.history.Charts(v.Theme, v.Words, c.cursor)
	c.drawn = c.drawn[min(2, len(c.drawn)):] // without loss and accuracy
	var p *scene.Picture
	p, c.areas = scene.DrawCharts(c.drawn, v)
	c.canvas.Style("width", px(p.W))
	c.canvas.Style("height", px(p.H))
	c.painter.paint(p, js.Global().Get("devicePixelRatio").Float())
	c.table.HTML(rows(c.history.LengthTable(v.Words)))
}
