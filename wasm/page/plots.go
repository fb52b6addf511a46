//go:build js

package page

import (
	"math"
	"strconv"
	"strings"
	"syscall/js"

	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/chart"
	"filtermaplab/wasm/lab"
)

// plots are charts over the same epochs that share one crosshair, moved by
// pointer and keys.
type plots struct {
	ask    func() // for a frame
	speak  func() *words.Table
	cursor *float64 // epochs; nil where nobody points
	epochs int      // of the axis
	last   float64  // the epoch that is reached
	all    []*plot
}

// plot is one chart on the page.
type plot struct {
	canvas, svg, empty, values *browser.Element
	layout                     chart.Chart
	write                      func(*words.Table, float64) string
}

// newPlots returns plots whose charts lie in a box, in the language that
// speak has at the time.
func newPlots(box *browser.Element, ask func(), speak func() *words.Table) *plots {
	ps := &plots{ask: ask, speak: speak}
	resized := js.FuncOf(func(js.Value, []js.Value) any {
		ask()
		return nil
	})
	js.Global().Get("ResizeObserver").New(resized).Call("observe", box.Value)
	return ps
}

// add takes in the figure with an id, whose values are written by write.
func (ps *plots) add(id string, write func(*words.Table, float64) string) *plot {
	figure := browser.ByID(id)
	pl := &plot{canvas: figure.Find(".canvas"), svg: figure.Find(".canvas svg"), empty: figure.Find(".empty"), values: figure.Find(".values"), write: write}
	point := func(e js.Value) {
		x := e.Get("clientX").Float() - pl.canvas.Call("getBoundingClientRect").Get("left").Float()
		ps.point(pl.layout.Epoch(x))
	}
	pl.canvas.On("pointermove", point)
	pl.canvas.On("pointerdown", point)
	pl.canvas.On("pointerleave", func(js.Value) { ps.leave() })
	pl.canvas.On("blur", func(js.Value) { ps.leave() })
	pl.canvas.On("keydown", func(e js.Value) {
		if ps.key(e.Get("key").String()) {
			e.Call("preventDefault")
			e.Call("stopPropagation")
		}
	})
	ps.all = append(ps.all, pl)
	return pl
}

// key moves the crosshair and reports whether the key is one for that.
func (ps *plots) key(key string) bool {
	at := ps.last
	if ps.cursor != nil {
		at = *ps.cursor
	}
	small := float64(ps.epochs) / 50
	switch key {
	case "ArrowLeft", "ArrowDown":
		ps.point(at - small)
	case "ArrowRight", "ArrowUp":
		ps.point(at + small)
	case "PageDown":
		ps.point(at - 1)
	case "PageUp":
		ps.point(at + 1)
	case "Home":
		ps.point(0)
	case "End":
		ps.point(math.Inf(1))
	case "Escape":
		if ps.cursor == nil {
			return false // it means something else, then
		}
		ps.leave()
	default:
		return false
	}
	return true
}

// point puts the crosshair where there is something to read.
func (ps *plots) point(epoch float64) {
	epoch = min(max(0, epoch), ps.last)
	ps.cursor = &epoch
	ps.ask()
}

func (ps *plots) leave() {
	ps.cursor = nil
	ps.ask()
}

// reach sets the axis and how far the run is on it.
func (ps *plots) reach(epochs int, last float64) {
	ps.epochs, ps.last = epochs, last
	if ps.cursor != nil && *ps.cursor > last {
		ps.cursor = nil // another run has begun
	}
}

// draw lays a chart out and writes its values at the crosshair, or at the end.
func (ps *plots) draw(p *plot, layout chart.Chart) {
	layout.Width, layout.Height = p.canvas.Size()
	layout.Epochs, layout.Cursor = ps.epochs, ps.cursor
	layout.Words = ps.speak()
	p.layout = layout
	if layout.Width > 0 {
		p.svg.HTML(layout.SVG())
	}
	at := ps.last
	if ps.cursor != nil {
		at = *ps.cursor
	}
	t := ps.speak()
	read := p.read(t, at)
	prefix := ""
	if ps.cursor != nil && len(read) > 0 {
		prefix = t.T("epoch %.1f", at) + "   "
	}
	unbroken := strings.ReplaceAll(strings.Join(read, "\n"), " ", "\u00a0") // lines break between values only
	p.values.HTML(prefix + strings.ReplaceAll(unbroken, "\n", "   "))
	p.canvas.Attr("aria-valuemax", strconv.FormatFloat(ps.last, 'f', 2, 64))
	p.canvas.Attr("aria-valuenow", strconv.FormatFloat(at, 'f', 2, 64))
	text := t.T("No value yet")
	if len(read) > 0 {
		text = t.T("epoch %.1f", at) + ": " + strings.NewReplacer("<b>", "", "</b>", "").Replace(strings.Join(read, ", "))
	}
	p.canvas.Attr("aria-valuetext", text)
}

// read is the values of the lines at an epoch.
func (p *plot) read(t *words.Table, epoch float64) []string {
	var values []string
	for _, l := range p.layout.Lines {
		if point, ok := lab.At(l.Points, epoch); ok && !l.Old {
			values = append(values, l.Label+" <b>"+p.write(t, point.Y)+"</b>")
		}
	}
	return values
}

// lossTop is the top of a loss axis: guessing among so many classes loses the
// logarithm of their number, and lines that go higher are held whole. Where
// there is no run yet, it will be of ten classes.
func lossTop(classes int, lines []chart.Line) float64 {
	if classes == 0 {
		classes = 10
	}
	top := math.Log(float64(max(2, classes)))
	for _, l := range lines {
		for _, p := range l.Points {
			if !math.IsInf(p.Y, 0) && !math.IsNaN(p.Y) {
				top = max(top, p.Y)
			}
		}
	}
	return top
}

// guessing is the accuracy, in percent, that guessing among so many classes
// has; 0 where their number is not known.
func guessing(classes int) float64 {
	if classes == 0 {
		return 0
	}
	return 100 / float64(classes)
}

// percent scales shares to percent.
func percent(points []lab.Point) []lab.Point {
	scaled := make([]lab.Point, len(points))
	for i, p := range points {
		scaled[i] = lab.Point{X: p.X, Y: 100 * p.Y}
	}
	return scaled
}

// writePercent writes a value of an axis of percent.
func writePercent(t *words.Table, v float64) string { return t.Percent(v / 100) }
