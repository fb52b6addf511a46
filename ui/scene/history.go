package scene

import (
	"math"
	"slices"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
)

// History is what charts are drawn from: a run as it went, and the runs before.
type History struct {
	Runs []Run // the last one is under way
	// Layer is the one that stands out among the lengths and is read: the one
	// under the microscope, as the last snapshot says, or another that a
	// person follows.
	Layer string
}

// Run is one training run.
type Run struct {
	Name                 string
	Epochs               float64 // that it is to last
	Classes              int
	Loss, Accuracy, Rate Trail // of training steps
	TestLoss             Trail
	TestAccuracy         Trail
	Weights, Gradients   []Trail // of each layer, by snapshots
	Layers               []string
}

// Trail is values over epochs: all of them, or of a long run every second,
// fourth, ..., and always the last.
type Trail struct {
	X, Y []float64

	stride int // values that one entry stands for
	filled int // of them in the last entry
}

// mostKept bounds a trail.
const mostKept = 4096

func (t *Trail) add(x, y float64) {
	if t.stride == 0 || t.filled == t.stride {
		if len(t.X) == mostKept {
			for i := range mostKept / 2 {
				t.X[i], t.Y[i] = t.X[2*i+1], t.Y[2*i+1]
			}
			t.X, t.Y = t.X[:mostKept/2], t.Y[:mostKept/2]
			t.stride *= 2
		}
		t.stride = max(1, t.stride)
		t.X, t.Y, t.filled = append(t.X, x), append(t.Y, y), 1
		return
	}
	t.X[len(t.X)-1], t.Y[len(t.Y)-1] = x, y
	t.filled++
}

// at is the last value at or before x, the last of all where x is negative.
func (t Trail) at(x float64) (y float64, ok bool) {
	if x < 0 {
		x = math.Inf(1)
	}
	return Series{X: t.X, Y: t.Y}.at(x)
}

// mostRuns is how many runs are overlaid; older ones are forgotten.
const mostRuns = 4

// Apply takes the next event of a trainer. A run that ended before its first
// step leaves no trace.
func (h *History) Apply(e engine.Event) {
	if r, ok := e.(engine.Ready); ok {
		if n := len(h.Runs); n > 0 && len(h.Runs[n-1].Loss.X) == 0 {
			h.Runs = h.Runs[:n-1]
		}
		h.Runs = append(h.Runs, Run{Name: r.Network + ", " + r.Config.Rule, Epochs: float64(r.Config.Epochs), Classes: len(r.Data.Classes)})
		h.Runs = h.Runs[max(0, len(h.Runs)-mostRuns):]
		return
	}
	if len(h.Runs) == 0 {
		return
	}
	r := &h.Runs[len(h.Runs)-1]
	switch e := e.(type) {
	case engine.Stepped:
		r.Loss.add(e.Epoch, e.Loss)
		r.Accuracy.add(e.Epoch, 100*e.TrainAccuracy)
		r.Rate.add(e.Epoch, e.LR)
	case engine.Evaluated:
		r.TestLoss.add(float64(e.Epoch), e.TestLoss)
		r.TestAccuracy.add(float64(e.Epoch), 100*e.TestAccuracy)
	case engine.Snapshot:
		h.Layer = e.Layer
		r.norms(e)
	}
}

// norms books the lengths of all layers once a step.
func (r *Run) norms(s engine.Snapshot) {
	if len(r.Layers) != len(s.Layers) {
		r.Layers = nil
		for _, l := range s.Layers {
			r.Layers = append(r.Layers, l.Name)
		}
		r.Weights, r.Gradients = make([]Trail, len(s.Layers)), make([]Trail, len(s.Layers))
	}
	for i, l := range s.Layers {
		if n := len(r.Weights[i].X); n > 0 && r.Weights[i].X[n-1] >= s.Epoch {
			continue
		}
		r.Weights[i].add(s.Epoch, l.Weight)
		r.Gradients[i].add(s.Epoch, l.Grad)
	}
}

// Charts are the charts of a history: loss, accuracy, rate, and the lengths of
// every layer's weights and gradients. Cursor is the epoch that is read,
// negative for the last.
func (h *History) Charts(th Theme, t *words.Table, cursor float64) []Chart {
	if len(h.Runs) == 0 {
		return nil
	}
	now := h.Runs[len(h.Runs)-1]
	loss := Chart{Title: t.T("Loss"), Empty: t.T("Press Train: the curves start here")}
	accuracy := Chart{Title: t.T("Accuracy") + ", %", Empty: t.T("Accuracy on pictures it has not seen"), YMax: 100}
	rate := Chart{Title: t.T("Learning rate"), Empty: t.T("The rate of each step")}
	if now.Classes > 0 {
		accuracy.Guess = 100 / float64(now.Classes)
	}
	for i, r := range h.Runs {
		old := i < len(h.Runs)-1
		line := func(name string, of Trail, c Color, dash ...float64) Series {
			return Series{Name: name, Color: c, Dash: dash, Old: old, X: of.X, Y: of.Y}
		}
		c, dash := runStyle(th, r.Name)
		loss.Series = append(loss.Series, line(t.T("training"), r.Loss, c, dash...))
		accuracy.Series = append(accuracy.Series, line(t.T("training"), r.Accuracy, c.Mix(th.Surface, 0.45), dash...), line(t.T("test"), r.TestAccuracy, c, dash...))
		rate.Series = append(rate.Series, line(t.T("rate"), r.Rate, c, dash...))
	}
	each := t.T("Each layer's, while it trains")
	weights := Chart{Title: t.T("Length of weights"), Empty: each, Log: true}
	gradients := Chart{Title: t.T("Length of gradients"), Empty: each, Log: true}
	for _, r := range h.Runs[:len(h.Runs)-1] { // of earlier runs only the layer that stands out
		if i := slices.Index(r.Layers, h.Layer); i >= 0 {
			c, dash := runStyle(th, r.Name)
			old := Series{Name: h.Layer, Color: c, Dash: dash, Old: true}
			old.X, old.Y = r.Weights[i].X, r.Weights[i].Y
			weights.Series = append(weights.Series, old)
			old.X, old.Y = r.Gradients[i].X, r.Gradients[i].Y
			gradients.Series = append(gradients.Series, old)
		}
	}
	weights.Near, gradients.Near = h.Layer, h.Layer
	for i, name := range now.Layers {
		c := th.Seq.at(0.4 + 0.6*float64(i)/float64(max(1, len(now.Layers)-1)))
		weights.Series = append(weights.Series, Series{Name: name, Color: c, X: now.Weights[i].X, Y: now.Weights[i].Y})
		gradients.Series = append(gradients.Series, Series{Name: name, Color: c, X: now.Gradients[i].X, Y: now.Gradients[i].Y})
	}
	all := []Chart{loss, accuracy, rate, weights, gradients}
	for i := range all {
		all[i].XMax, all[i].Cursor = max(1e-9, now.Epochs), cursor
	}
	return all
}

// runStyle is the colour and the dash of a kind of network, the same everywhere.
func runStyle(th Theme, name string) (Color, []float64) {
	switch {
	case strings.Contains(name, "-FM"):
		return th.FM, nil
	case strings.Contains(name, "-thin"):
		return th.Thin, []float64{1.5, 4.5}
	}
	return th.Plain, []float64{8, 4}
}

// DrawCharts draws charts into columns of a picture of width v.W. It also
// returns the plots' areas, for reading the cursor from a pointer.
func DrawCharts(charts []Chart, v View) (*Picture, []Rect) {
	const height = 12 // of a chart, in rem
	f := &frame{v: v, th: v.Theme, pic: &Picture{W: v.W}}
	columns := min(3, max(1, int(v.W/v.rem(20))))
	gap := v.rem(1.25)
	w := (v.W - gap*float64(columns+1)) / float64(columns)
	var areas []Rect
	for i := range charts {
		areas = append(areas, Rect{gap + float64(i%columns)*(w+gap), v.rem(1) + float64(i/columns)*v.rem(height+1), w, v.rem(height)})
	}
	if n := len(areas); n > 0 {
		f.pic.H = areas[n-1].Y + v.rem(height+1)
	}
	f.pic.rect(Rect{0, 0, f.pic.W, f.pic.H}, v.Theme.Surface)
	for i, c := range charts {
		c.draw(f, areas[i])
	}
	return f.pic, areas
}

// EpochAt is the epoch under a pointer at p in one of the areas.
func EpochAt(areas []Rect, charts []Chart, v View, p Point) (epoch float64, ok bool) {
	for i, a := range areas {
		if a.Contains(p) {
			plot := charts[i].plot(a, v)
			return min(1, max(0, (p.X-plot.X)/plot.W)) * charts[i].XMax, true
		}
	}
	return -1, false
}

// SeriesAt is the name of the line that is nearest to a pointer in one of the
// areas; "" where there is none.
func SeriesAt(areas []Rect, charts []Chart, v View, p Point) string {
	for i, a := range areas {
		if !a.Contains(p) {
			continue
		}
		c := charts[i]
		epoch, _ := EpochAt(areas, charts, v, p)
		place := c.places(c.plot(a, v))
		name, least := "", math.Inf(1)
		for _, s := range c.Series {
			if y, ok := s.at(epoch); ok && !s.Old {
				if d := math.Abs(place(epoch, y).Y - p.Y); d < least {
					name, least = s.Name, d
				}
			}
		}
		return name
	}
	return ""
}

// LengthTable lists what the charts of lengths show at the cursor; negative is
// the end of the run.
func (h *History) LengthTable(t *words.Table, cursor float64) Table {
	table := Table{Caption: t.T("Length of each layer's weights and of their gradient"), Columns: []string{t.T("Layer"), t.T("Weights"), t.T("Gradient")}}
	if len(h.Runs) == 0 {
		return table
	}
	if cursor >= 0 {
		table.Caption += ", " + t.T("epoch %.1f", cursor)
	}
	r := h.Runs[len(h.Runs)-1]
	for i, name := range r.Layers {
		at := func(of []Trail) string {
			if y, ok := of[i].at(cursor); ok {
				return precise(t, y)
			}
			return "–"
		}
		table.Rows = append(table.Rows, []string{name, at(r.Weights), at(r.Gradients)})
	}
	return table
}

// Reading says in words what the charts of the rate and of the lengths show of
// h.Layer at the cursor; "" where there is no value yet.
func (h *History) Reading(t *words.Table, cursor float64) string {
	if len(h.Runs) == 0 {
		return ""
	}
	r := h.Runs[len(h.Runs)-1]
	var parts []string
	if y, ok := r.Rate.at(cursor); ok {
		parts = append(parts, t.T("learning rate %s", precise(t, y)))
	}
	if i := slices.Index(r.Layers, h.Layer); i >= 0 {
		w, ok := r.Weights[i].at(cursor)
		g, also := r.Gradients[i].at(cursor)
		if ok && also {
			parts = append(parts, t.T("%s: weights %s, gradient %s", h.Layer, precise(t, w), precise(t, g)))
		}
	}
	return strings.Join(parts, "; ")
}
