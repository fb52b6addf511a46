//go:build js

package page

import (
	"fmt"
	"html"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/chart"
	"filtermaplab/wasm/lab"
)

// curves is the card of the two charts and their table.
type curves struct {
	p              *page
	legend, rows   *browser.Element
	plots          *plots
	loss, accuracy *plot
	forget         *browser.Element
	written, run   int // rows of the table, and the run that they are of
}

func newCurves(p *page) *curves {
	c := &curves{p: p, legend: browser.ByID("legend"), rows: browser.ByID("epochs")}
	c.plots = newPlots(browser.ByID("plots"), p.frame.Ask, func() *words.Table { return p.words })
	c.loss = c.plots.add("plot-loss", lab.Loss)
	c.accuracy = c.plots.add("plot-accuracy", writePercent)
	p.speakers = append(p.speakers, func() { c.run = -1 }) // the table is written again
	c.forget = takeAway(p)
	if js.Global().Call("matchMedia", "(min-width: 110rem)").Get("matches").Bool() {
		browser.ByID("curves").Find("details").Flag("open", true) // there is room for the table below the charts
	}
	return c
}

func (c *curves) show(s *lab.State, _ time.Time) {
	t := c.p.words
	epochs := c.p.wanted.config.Epochs
	if s.Run.Steps > 0 {
		epochs = s.Run.Config.Epochs
	}
	c.plots.reach(epochs, s.Last.Epoch)
	marker := map[string]chart.Marker{"plain": chart.Square, "thin": chart.Triangle}[string(s.Run.Config.Variant)]
	lines := func(train, test []lab.Point) []chart.Line {
		return []chart.Line{
			{Class: "train", Label: t.T("training"), Points: train},
			{Class: "test", Label: t.T("test"), Points: test, Marked: true, Marker: marker},
		}
	}
	classes := len(s.Run.Data.Classes)
	loss := append(under(s.Earlier, func(e lab.Earlier) (train, test []lab.Point) { return e.Loss, e.TestLoss }),
		lines(s.Loss.Points(), s.Points(func(e engine.Evaluated) float64 { return e.TestLoss }))...)
	c.plots.draw(c.loss, chart.Chart{Lines: loss, Ticks: chart.Nice(lossTop(classes, loss))})
	accuracy := append(under(s.Earlier, func(e lab.Earlier) (train, test []lab.Point) { return percent(e.Accuracy), percent(e.TestAccuracy) }),
		lines(percent(s.Accuracy.Points()), percent(s.Points(func(e engine.Evaluated) float64 { return e.TestAccuracy })))...)
	c.plots.draw(c.accuracy, chart.Chart{Lines: accuracy, Ticks: []float64{0, 25, 50, 75, 100}, Unit: " %", Guess: guessing(classes)})
	for _, p := range c.plots.all {
		p.empty.Flag("hidden", s.Last.Step > 0 || s.Run.Steps == 0 || len(s.Earlier) > 0)
	}
	c.legend.HTML(legend(t, marker) + legendEarlier(t, s.Earlier))
	c.forget.Flag("hidden", len(s.Earlier) == 0)
	c.table(s)
}

// legend names the lines of both charts.
func legend(t *words.Table, marker chart.Marker) string {
	key := func(class, mark, text string) string {
		return `<span><svg viewBox="0 0 28 12" aria-hidden="true"><path class="line ` + class + `" d="M0 6h28"/>` + mark + `</svg>` + text + `</span>`
	}
	return key("train", "", t.T("training")) + key("test", `<path class="mark test" d="`+marker.Path(14, 6)+`"/>`, t.T("test"))
}

// table adds the epochs that have been tested since it was last asked.
func (c *curves) table(s *lab.State) {
	if c.run != c.p.runs {
		c.run, c.written = c.p.runs, 0
		c.rows.HTML(noRows(c.p.words))
	}
	if len(s.Epochs) == c.written {
		return
	}
	t := c.p.words
	var b strings.Builder
	for _, e := range s.Epochs[c.written:] {
		fmt.Fprintf(&b, `<tr><th scope="row">%d</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>`,
			e.Epoch, lab.Loss(t, e.Loss), lab.Loss(t, e.TestLoss), t.Percent(e.TrainAccuracy), t.Percent(e.TestAccuracy))
	}
	if c.written == 0 {
		c.rows.HTML("")
	}
	c.rows.Call("insertAdjacentHTML", "beforeend", b.String())
	c.written = len(s.Epochs)
}

func noRows(t *words.Table) string {
	return `<tr><td colspan="5">` + html.EscapeString(t.T("The first row comes after the first epoch.")) + `</td></tr>`
}
