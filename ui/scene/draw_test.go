package scene

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"filtermaplab/filtermap"
)

func stateOf(g filtermap.Geometry, f func(*State)) State {
	s := NewState(g)
	if f != nil {
		f(&s)
	}
	return s
}

// Draw lists of a map of 8 filters that is small enough to be read.
func TestGolden(t *testing.T) {
	sub := subjectOf(tiny())
	light := View{W: 720, Theme: Light()}
	for _, c := range []struct {
		name string
		v    View
		s    State
	}{
		{"solid", light, stateOf(tiny(), func(s *State) { s.Pins = nil })},
		{"filter", light, stateOf(tiny(), nil)},
		{"filter-narrow-dark", View{W: 343, Theme: Dark(), Coarse: true}, stateOf(tiny(), nil)},
		{"cell", light, stateOf(tiny(), func(s *State) { s.Pins = []Target{OfCell(filtermap.Cell{M1: 0, M2: 0, C: 1})} })},
		{"backward", light, stateOf(tiny(), func(s *State) {
			s.Mode, s.By, s.Play.At = Backward, Gradient, 0.4
			s.Pins = []Target{OfCell(filtermap.Cell{C: 1})}
		})},
		{"pixel", light, stateOf(tiny(), func(s *State) { s.Mode, s.Pixel = OnePixel, Point2{0, 5} })},
		{"extract", light, stateOf(tiny(), func(s *State) { s.Mode, s.Play.Running, s.Play.At = Extract, true, 1.9 })},
		{"waiting", light, State{}},
	} {
		if c.name == "waiting" {
			golden(t, c.name, waiting(c.v).String())
			continue
		}
		golden(t, c.name, Draw(c.s, sub, c.v).String())
	}
}

// The same state gives the same picture: drawing keeps nothing.
func TestDrawIsAFunction(t *testing.T) {
	for name, g := range geometries() {
		sub, s := subjectOf(g), NewState(g)
		v := View{W: 900, Theme: Light()}
		a := Draw(s, sub, v).String()
		if b := Draw(s, sub, v).String(); a != b {
			t.Errorf("%s: two drawings differ: %s", name, firstDifference(a, b))
		}
		if strings.Contains(a, "NaN") || strings.Contains(a, "Inf") {
			t.Errorf("%s: a place is no number", name)
		}
	}
}

// At every width, the parts lie inside the picture, side by side, and texts
// end inside their card.
func TestLayout(t *testing.T) {
	for name, g := range geometries() {
		for _, w := range []float64{320, 343, 375, 720, 768, 1024, 1440, 1920} {
			for _, mode := range Modes() {
				v := View{W: w, Theme: Light()}
				l := NewLayout(v, g, mode)
				parts := map[string]Rect{"map": l.Map, "tiles": l.Tiles, "slice": l.Slice, "readout": l.Readout}
				for a, r := range parts {
					if r.X < 0 || r.Y < 0 || r.X+r.W > l.W+0.01 || r.Y+r.H > l.H+0.01 || r.W < 100 || r.H < 50 {
						t.Errorf("%s at %v, %v: %s at %v leaves %v x %v", name, w, mode, a, r, l.W, l.H)
					}
					for b, q := range parts {
						if a < b && r.X < q.X+q.W && q.X < r.X+r.W && r.Y < q.Y+q.H && q.Y < r.Y+r.H {
							t.Errorf("%s at %v, %v: %s %v and %s %v overlap", name, w, mode, a, r, b, q)
						}
					}
				}
				pic := Draw(stateOf(g, func(s *State) { s.Mode = mode }), subjectOf(g), v)
				for _, o := range pic.Ops {
					if text, ok := o.(Text); ok {
						left, right := span1(text)
						if left < -0.5 || right > w+0.5 {
							t.Errorf("%s at %v, %v: %q runs from %.0f to %.0f", name, w, mode, text.S, left, right)
						}
						if text.Font.Size < 11 {
							t.Errorf("%s at %v: %q is set in %.1f px", name, w, text.S, text.Font.Size)
						}
					}
				}
			}
		}
	}
}

// span1 is where a text begins and ends.
func span1(o Text) (left, right float64) {
	w := o.Font.Width(o.S)
	left = o.At.X - w*float64(o.Align)/2
	return left, left + w
}

// Digits on cells are black or white and read well: AA.
func TestCellInk(t *testing.T) {
	for name, th := range map[string]Theme{"light": Light(), "dark": Dark()} {
		for i := range 201 {
			for _, r := range []ramp{th.Div, th.Seq} {
				c := r.at(float64(i) / 200)
				a, b := c.luminance(), c.ink().luminance()
				if contrast := (max(a, b) + 0.05) / (min(a, b) + 0.05); contrast < 4.5 {
					t.Errorf("%s at %d: ink on %v has contrast %.2f", name, i, c, contrast)
				}
			}
		}
	}
}

func TestScaleEnd(t *testing.T) {
	for _, c := range []struct {
		largest, want float64
	}{{0.29, 0.3}, {0.3, 0.3}, {0.31, 0.35}, {0.95, 1}, {4.1e-5, 5e-5}, {0, 0}, {math.NaN(), 0}} {
		v := make([]float32, 100)
		for i := range v {
			v[i] = float32(c.largest)
		}
		if got := scaleEnd(v); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("values of %v: scale ends at %v, want %v", c.largest, got, c.want)
		}
	}
}

// While a layer trains its scale stays, so that people see numbers move.
func TestScaleStays(t *testing.T) {
	g := tiny()
	first := subjectOf(g)
	snap := snapshotOf(g)
	snap.Step++
	for i := range snap.Weights {
		snap.Weights[i] *= 10
	}
	if next := NewSubject(snap, filtermap.Geometry{}, first); next.Limit(Weight) != first.Limit(Weight) {
		t.Errorf("scale moved from %v to %v", first.Limit(Weight), next.Limit(Weight))
	}
	// A network that has been opened is another run, of other sizes.
	snap.Start = snap.Weights
	next := NewSubject(snap, filtermap.Geometry{}, first)
	if want := scaleEnd(snap.Weights); next.Limit(Weight) != want || want == first.Limit(Weight) {
		t.Errorf("another run: scale ends at %v, want %v", next.Limit(Weight), want)
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{{-0.123, "−.12"}, {0.3, "+.30"}, {0.001, ".00"}, {-0.001, ".00"}, {1.5, "+1.50"}, {math.NaN(), "none"}} {
		if got := number(nil, c.v, 2); got != c.want {
			t.Errorf("number(%v) = %q, want %q", c.v, got, c.want)
		}
	}
	for v, want := range map[float64]string{-0.11512: "−0.115", 0: "0", 0.00123456: "0.00123", 12.3456: "12.3"} {
		if got := precise(nil, v); got != want {
			t.Errorf("precise(%v) = %q, want %q", v, got, want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for name, g := range geometries() {
		for _, pins := range []bool{false, true} {
			b.Run(fmt.Sprint(name, "/", map[bool]string{true: "filter", false: "solid"}[pins]), func(b *testing.B) {
				sub, s := subjectOf(g), NewState(g)
				if !pins {
					s.Pins = nil
				}
				v := View{W: 1000, Theme: Light()}
				for b.Loop() {
					Draw(s, sub, v)
				}
			})
		}
	}
}
