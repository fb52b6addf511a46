//go:build js

package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/chart"
	"filtermaplab/wasm/lab"
)

// curves is the card of the two charts, which share one crosshair, and their
// table.
type curves struct {
	p              *page
	legend, rows   *browser.Element
	loss, accuracy *plot
	cursor         *float64 // epochs; nil where nobody points
	epochs         int      // of the axis
	written, run   int      // rows of the table, and the run that they are of
}

// plot is one chart on the page.
type plot struct {
	canvas, svg, empty, values *browser.Element
	layout                     chart.Chart
	write                      func(float64) string
}

func newCurves(p *page) *curves {
	c := &curves{p: p, legend: browser.ByID("legend"), rows: browser.ByID("epochs")}
	c.loss = c.plot("plot-loss", lab.Loss)
	c.accuracy = c.plot("plot-accuracy", func(percent float64) string { return lab.Percent(percent / 100) })
	resized := js.FuncOf(func(js.Value, []js.Value) any {
		p.frame.Ask()
		return nil
	})
	observer := js.Global().Get("ResizeObserver").New(resized)
	observer.Call("observe", browser.ByID("plots").Value)
	if js.Global().Call("matchMedia", "(min-width: 80rem)").Get("matches").Bool() {
		browser.ByID("curves").Find("details").Flag("open", true) // there is room for the table below the charts
	}
	return c
}

func (c *curves) plot(id string, write func(float64) string) *plot {
	figure := browser.ByID(id)
	pl := &plot{canvas: figure.Find(".canvas"), svg: figure.Find(".canvas svg"), empty: figure.Find(".empty"), values: figure.Find(".values"), write: write}
	point := func(e js.Value) {
		x := e.Get("clientX").Float() - pl.canvas.Call("getBoundingClientRect").Get("left").Float()
		c.point(pl.layout.Epoch(x))
	}
	pl.canvas.On("pointermove", point)
	pl.canvas.On("pointerdown", point)
	pl.canvas.On("pointerleave", func(js.Value) { c.leave() })
	pl.canvas.On("blur", func(js.Value) { c.leave() })
	pl.canvas.On("keydown", func(e js.Value) {
		if c.key(e.Get("key").String()) {
			e.Call("preventDefault")
			e.Call("stopPropagation")
		}
	})
	return pl
}

// key moves the crosshair and reports whether the key is one for that.
func (c *curves) key(key string) bool {
	at := c.p.state.Last.Epoch
	if c.cursor != nil {
		at = *c.cursor
	}
	small := float64(c.epochs) / 50
	switch key {
	case "ArrowLeft", "ArrowDown":
		c.point(at - small)
	case "ArrowRight", "ArrowUp":
		c.point(at + small)
	case "PageDown":
		c.point(at - 1)
	case "PageUp":
		c.point(at + 1)
	case "Home":
		c.point(0)
	case "End":
		c.point(math.Inf(1))
	case "Escape":
		if c.cursor == nil {
			return false // it means something else, then
		}
		c.leave()
	default:
		return false
	}
	return true
}

// point puts the crosshair where there is something to read.
func (c *curves) point(epoch float64) {
	epoch = min(max(0, epoch), c.p.state.Last.Epoch)
	c.cursor = &epoch
	c.p.frame.Ask()
}

func (c *curves) leave() {
	c.cursor = nil
	c.p.frame.Ask()
}

// least is the top of the loss axis for so many classes: guessing loses the
// logarithm of their number. Where there is no run yet, it will be of ten.
func least(classes int) float64 {
	if classes == 0 {
		classes = 10
	}
	return math.Log(float64(max(2, classes)))
}

func (c *curves) show(s *lab.State, _ time.Time) {
	c.epochs = c.p.wanted.config.Epochs
	if s.Run.Steps > 0 {
		c.epochs = s.Run.Config.Epochs
	}
	if c.cursor != nil && *c.cursor > s.Last.Epoch {
		c.cursor = nil // another run has begun
	}
	marker := map[string]chart.Marker{"plain": chart.Square, "thin": chart.Triangle}[string(s.Run.Config.Variant)]
	lines := func(train, test []lab.Point) []chart.Line {
		return []chart.Line{
			{Class: "train", Label: "training", Points: train},
			{Class: "test", Label: "test", Points: test, Marked: true, Marker: marker},
		}
	}
	classes := len(s.Run.Data.Classes)
	loss := lines(s.Loss.Points(), s.Points(func(e engine.Evaluated) float64 { return e.TestLoss }))
	top := least(classes)
	for _, l := range loss {
		for _, p := range l.Points {
			if !math.IsInf(p.Y, 0) && !math.IsNaN(p.Y) {
				top = max(top, p.Y)
			}
		}
	}
	c.draw(c.loss, s, chart.Chart{Lines: loss, Ticks: chart.Nice(top)})

	percent := func(points []lab.Point) []lab.Point {
		scaled := make([]lab.Point, len(points))
		for i, p := range points {
			scaled[i] = lab.Point{X: p.X, Y: 100 * p.Y}
		}
		return scaled
	}
	accuracy := lines(percent(s.Accuracy.Points()), percent(s.Points(func(e engine.Evaluated) float64 { return e.TestAccuracy })))
	guess := 0.0
	if classes > 0 {
		guess = 100 / float64(classes)
	}
	c.draw(c.accuracy, s, chart.Chart{Lines: accuracy, Ticks: []float64{0, 25, 50, 75, 100}, Unit: " %", Guess: guess})

	c.legend.HTML(legend(marker))
	c.table(s)
}

func (c *curves) draw(p *plot, s *lab.State, layout chart.Chart) {
	layout.Width, layout.Height = p.canvas.Size()
	layout.Epochs, layout.Cursor = c.epochs, c.cursor
	p.layout = layout
	if layout.Width > 0 {
		p.svg.HTML(layout.SVG())
	}
	p.empty.Flag("hidden", s.Last.Step > 0 || s.Run.Steps == 0)
	at := s.Last.Epoch
	if c.cursor != nil {
		at = *c.cursor
	}
	words := p.words(at)
	prefix := ""
	if c.cursor != nil && len(words) > 0 {
		prefix = fmt.Sprintf("epoch %.1f   ", at)
	}
	p.values.HTML(prefix + strings.Join(words, "   "))
	p.canvas.Attr("aria-valuemax", strconv.FormatFloat(s.Last.Epoch, 'f', 2, 64))
	p.canvas.Attr("aria-valuenow", strconv.FormatFloat(at, 'f', 2, 64))
	text := "No value yet"
	if len(words) > 0 {
		text = fmt.Sprintf("epoch %.1f: %s", at, strings.NewReplacer("<b>", "", "</b>", "").Replace(strings.Join(words, ", ")))
	}
	p.canvas.Attr("aria-valuetext", text)
}

// words are the values of the lines at an epoch.
func (p *plot) words(epoch float64) []string {
	var words []string
	for _, l := range p.layout.Lines {
		if point, ok := lab.At(l.Points, epoch); ok {
			words = append(words, l.Label+" <b>"+p.write(point.Y)+"</b>")
		}
	}
	return words
}

// legend names the lines of both charts.
func legend(marker chart.Marker) string {
	key := func(class, mark, text string) string {
		return `<span><svg viewBox="0 0 28 12" aria-hidden="true"><path class="line ` + class + `" d="M0 6h28"/>` + mark + `</svg>` + text + `</span>`
	}
	return key("train", "", "training") + key("test", `<path class="mark test" d="`+marker.Path(14, 6)+`"/>`, "test")
}

// table adds the epochs that have been tested since it was last asked.
func (c *curves) table(s *lab.State) {
	if c.run != c.p.runs {
		c.run, c.written = c.p.runs, 0
		c.rows.HTML(noRows)
	}
	if len(s.Epochs) == c.written {
		return
	}
	var b strings.Builder
	for _, e := range s.Epochs[c.written:] {
		fmt.Fprintf(&b, `<tr><th scope="row">%d</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>`,
			e.Epoch, lab.Loss(e.Loss), lab.Loss(e.TestLoss), lab.Percent(e.TrainAccuracy), lab.Percent(e.TestAccuracy))
	}
	if c.written == 0 {
		c.rows.HTML("")
	}
	c.rows.Call("insertAdjacentHTML", "beforeend", b.String())
	c.written = len(s.Epochs)
}

const noRows = `<tr><td colspan="5">The first row comes after the first epoch.</td></tr>`
