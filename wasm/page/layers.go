//go:build js

package page

import (
	"html"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// layers is the folded card with histograms of every layer's weights,
// gradients and outputs. Nobody measures while it is closed.
type layers struct {
	p        *page
	details  *browser.Element
	body     *browser.Element
	rows     []layerRow
	names    string // of the layers that the rows are of
	measured *engine.Measured
	shown    *engine.Measured
	run      int
}

// layerRow has a histogram for each of the three columns.
type layerRow [3]struct{ below, above, scale, spread *browser.Element }

// measuresPerSecond is how often histograms follow the training.
const measuresPerSecond = 2

func newLayers(p *page) *layers {
	l := &layers{p: p, details: browser.ByID("layers"), body: browser.ByID("layers-rows")}
	l.details.On("toggle", func(js.Value) { l.ask() })
	p.speakers = append(p.speakers, func() { l.shown, l.names = nil, "" })
	return l
}

// ask says to the trainer whether somebody looks.
func (l *layers) ask() {
	rate := 0.0
	if l.details.Get("open").Bool() {
		rate = measuresPerSecond
	}
	l.p.tell(engine.Measure{PerSecond: rate})
}

func (l *layers) hear(e engine.Measured) { l.measured = &e }

func (l *layers) show(s *lab.State, _ time.Time) {
	if l.run != l.p.runs {
		l.run = l.p.runs
		if l.details.Get("open").Bool() {
			l.ask() // this trainer may be another one
		}
	}
	if l.measured == l.shown {
		return
	}
	l.shown = l.measured
	l.build()
	for i, spread := range l.shown.Layers {
		for column, h := range []engine.Histogram{spread.Weight, spread.Grad, spread.Output} {
			below, above := lab.SpreadPaths(h)
			scale, width := lab.SpreadWords(l.p.words, h)
			cell := &l.rows[i][column]
			cell.below.Attr("d", below)
			cell.above.Attr("d", above)
			cell.scale.Text(scale)
			cell.spread.Text(width)
		}
	}
}

// build makes a row for every layer where they are not there yet.
func (l *layers) build() {
	var names []string
	for _, spread := range l.shown.Layers {
		names = append(names, spread.Name)
	}
	if joined := strings.Join(names, " "); joined != l.names {
		l.names = joined
	} else {
		return
	}
	size := strconv.Itoa(lab.SpreadWidth) + " " + strconv.Itoa(lab.SpreadHeight)
	cell := `<td><svg class="spread" viewBox="0 0 ` + size + `" preserveAspectRatio="none" aria-hidden="true"><path class="below"/><path class="above"/></svg>` +
		`<span class="spread-words"><span></span> <span></span></span></td>`
	var b strings.Builder
	for _, spread := range l.shown.Layers {
		kind := ""
		if spread.IsMap {
			kind = ` <span class="quiet">` + html.EscapeString(l.p.words.T("map")) + `</span>`
		}
		b.WriteString(`<tr><th scope="row">` + html.EscapeString(spread.Name) + kind + `</th>` + strings.Repeat(cell, 3) + `</tr>`)
	}
	l.body.HTML(b.String())
	l.rows = make([]layerRow, len(names))
	for i, td := range l.body.All("td") {
		c := &l.rows[i/3][i%3]
		c.below, c.above = td.Find(".below"), td.Find(".above")
		spans := td.All(".spread-words span")
		c.scale, c.spread = spans[0], spans[1]
	}
}
