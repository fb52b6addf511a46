package chart

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"filtermaplab/wasm/lab"
)

func TestNice(t *testing.T) {
	for _, c := range []struct {
		top  float64
		want []float64
	}{
		{math.Log(10), []float64{0, 0.6, 1.2, 1.8, 2.4}},
		{2.41, []float64{0, 1, 2, 3}},
		{math.Log(100), []float64{0, 2.5, 5}},
		{1, []float64{0, 0.25, 0.5, 0.75, 1}},
		{100, []float64{0, 25, 50, 75, 100}},
		{2e-4, []float64{0, 5e-5, 1e-4, 1.5e-4, 2e-4}},
		{0, []float64{0, 0.25, 0.5, 0.75, 1}},
		{math.Inf(1), []float64{0, 0.25, 0.5, 0.75, 1}},
	} {
		if got := Nice(c.top); !slices.Equal(got, c.want) {
			t.Errorf("Nice(%.3g): got %v, want %v", c.top, got, c.want)
		}
	}
}

// Whatever the loss is, the axis holds it, wastes less than a half and has
// labels that fit beside it.
func TestNiceHoldsEverything(t *testing.T) {
	const labelLength = 5
	for top := 1e-3; top < 1e4; top *= 1.037 {
		ticks := Nice(top)
		end := ticks[len(ticks)-1]
		if end < top*(1-1e-6) || end > 1.5*top || len(ticks) > most+1 || len(ticks) < 3 {
			t.Errorf("Nice(%v) = %v", top, ticks)
		}
		if top < 1 {
			continue
		}
		for _, v := range ticks {
			if label := number(v); len(label) > labelLength {
				t.Errorf("Nice(%v): the label %q is too long", top, label)
			}
		}
	}
}

func TestWhole(t *testing.T) {
	for _, c := range []struct {
		n    int
		want []float64
	}{
		{1, []float64{0, 1}},
		{5, []float64{0, 1, 2, 3, 4, 5}},
		{10, []float64{0, 2, 4, 6, 8, 10}},
		{7, []float64{0, 2, 4, 7}},
		{30, []float64{0, 10, 20, 30}},
		{10000, []float64{0, 2000, 4000, 6000, 8000, 10000}},
	} {
		if got := Whole(c.n, 6); !slices.Equal(got, c.want) {
			t.Errorf("Whole(%d): got %v, want %v", c.n, got, c.want)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct{ ys, want []float64 }{
		{nil, nil},
		{[]float64{10, 50}, []float64{10, 50}},
		{[]float64{50, 45}, []float64{59, 45}},
		{[]float64{99, 98, 97}, []float64{100, 86, 72}}, // pushed up from the lower edge
		{[]float64{-5, 0}, []float64{0, 14}},
	} {
		got := Spread(c.ys, 14, 0, 100)
		if len(got) != len(c.want) || len(got) > 0 && !slices.Equal(got, c.want) {
			t.Errorf("Spread(%v): got %v, want %v", c.ys, got, c.want)
		}
	}
}

func example() Chart {
	at := 1.5
	return Chart{
		Width: 392, Height: 234, Epochs: 3, Ticks: []float64{0, 0.8, 1.6, 2.4}, Guess: 2.3, Cursor: &at,
		Lines: []Line{
			{Class: "train", Label: "training", Points: []lab.Point{{X: 0.1, Y: 2.3}, {X: 1.5, Y: 9}}},
			{Class: "test", Label: "test <b>", Marked: true, Marker: Square, Points: []lab.Point{{X: 1, Y: 1.2}}},
			{Class: "none", Label: "not yet"},
		},
	}
}

// The drawing is well-formed, shows what there is, and stays in its frame even
// when a loss runs away.
func TestSVG(t *testing.T) {
	svg := example().SVG()
	d := xml.NewDecoder(strings.NewReader("<svg>" + svg + "</svg>"))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			var v float64
			if a.Name.Local == "y" || a.Name.Local == "x" {
				if _, err := fmt.Sscan(a.Value, &v); err != nil || v < 0 || v > 392 {
					t.Errorf("%s = %q is outside", a.Name.Local, a.Value)
				}
			}
		}
	}
	for _, want := range []string{
		`class="line train" d="M51.7 20.3L188 12"`, // 9 is held at the top
		`class="mark test" d="M135.8 108.5h7v7h-7z"`,
		`>training</text>`, `>test &lt;b&gt;</text>`, `>epoch 3</text>`, `>guessing</text>`, `class="cursor"`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
	if strings.Contains(svg, "not yet") {
		t.Error("an empty line has a label")
	}
}

// A label stands beside the end of its line, or above it where another line
// goes on past it.
func TestLabels(t *testing.T) {
	c := example()
	c.Lines[1].Label = "test"
	for _, e := range []struct {
		epoch, x float64
		anchor   string
	}{{1.4, 197, "start"}, {0.5, 90.7, "middle"}} {
		c.Lines[1].Points[0].X = e.epoch
		want := fmt.Sprintf(`text-anchor="%s" x="%v"`, e.anchor, e.x)
		if svg := c.SVG(); !strings.Contains(svg, want) {
			t.Errorf("a line that ends at epoch %v: no label with %s in\n%s", e.epoch, want, svg)
		}
	}
}

// A line of many points has few markers, and one at its end.
func TestMarks(t *testing.T) {
	c := example()
	for _, n := range []int{1, 5, mostMarks, mostMarks + 1, 300} {
		l := &c.Lines[1]
		l.Points = nil
		for i := range n {
			l.Points = append(l.Points, lab.Point{X: 3 * float64(i+1) / float64(n), Y: 1})
		}
		svg := c.SVG()
		marks := strings.Count(svg, `class="mark`)
		if marks > mostMarks || marks < min(n, mostMarks/2) {
			t.Errorf("%d points have %d markers", n, marks)
		}
		if last := `class="mark test" d="` + l.Marker.Path(c.X(3), c.Y(1)); !strings.Contains(svg, last) {
			t.Errorf("of %d points the last has no marker", n)
		}
	}
}

func TestEpochIsTheInverseOfX(t *testing.T) {
	const rounding = 1e-9
	c := example()
	for _, epoch := range []float64{0, 0.3, 1, 2.999, 3} {
		if got := c.Epoch(c.X(epoch)); math.Abs(got-epoch) > rounding {
			t.Errorf("got %v, want %v", got, epoch)
		}
	}
	if got := c.Epoch(-100); got != 0 {
		t.Errorf("left of the axis: %v", got)
	}
	if got := c.Epoch(1e6); got != 3 {
		t.Errorf("right of the axis: %v", got)
	}
}

// An earlier run is drawn pale and without a name, no further than the axis.
func TestEarlierRun(t *testing.T) {
	c := Chart{Width: 400, Height: 200, Epochs: 2, Ticks: []float64{0, 1}, Lines: []Line{
		{Class: "test old plain", Label: "earlier", Old: true, Points: []lab.Point{{X: 1, Y: 0.5}, {X: 2, Y: 0.6}, {X: 3, Y: 0.7}}},
	}}
	svg := c.SVG()
	if !strings.Contains(svg, `class="line test old plain"`) || strings.Contains(svg, "earlier") || strings.Contains(svg, `class="end`) {
		t.Errorf("drawn as %s", svg)
	}
	if beyond := number(round(c.X(3))); strings.Contains(svg, "L"+beyond) {
		t.Errorf("it runs on to epoch 3 at %s: %s", beyond, svg)
	}
}
