package scene

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// Every number of a grid has as many decimals as all of them have room for.
func TestDecimalsFor(t *testing.T) {
	font := Font{Regular, 12}
	for _, c := range []struct {
		values []float64
		width  float64
		want   int
	}{
		{[]float64{0.1, -0.25}, 40, 2},
		{[]float64{12.66, -0.4}, 40, 2},
		{[]float64{12.66, -0.4}, 34, 1},
		{[]float64{12.66, -33.9}, 27, 0},
		{[]float64{1e6}, 5, 0},
		{nil, 10, 2},
	} {
		if got := decimalsFor(nil, font, c.values, c.width, mostDecimals); got != c.want {
			t.Errorf("%v in %v px: %d decimals, want %d", c.values, c.width, got, c.want)
		}
	}
}

func TestExact(t *testing.T) {
	for v, want := range map[float64]string{0.5: "+.5", -0.15: "−.15", 15: "+15", 0.05: "+.05", 1.5: "+1.5", 300: "+300"} {
		if got := exact(nil, v); got != want {
			t.Errorf("exact(%v) = %q, want %q", v, got, want)
		}
	}
}

// A sum that is broken into lines says the same, and every line fits.
func TestBroken(t *testing.T) {
	s := sumOf([]string{"0.1", "−0.25", "+.03", "4", "−5", "6"}) + " = ^−0.12^"
	if want := "0.1 − 0.25 + .03 + 4 − 5 + 6 = ^−0.12^"; s != want {
		t.Fatalf("%q, want %q", s, want)
	}
	width := func(s string) float64 { return float64(len([]rune(s))) }
	for room := 12.0; room < 60; room++ {
		lines := broken(s, room, width)
		if got := strings.Join(lines, " "); got != s {
			t.Errorf("in %v: %q", room, got)
		}
		for i, l := range lines {
			if width(l) > room {
				t.Errorf("in %v: %q is too wide", room, l)
			}
			if i > 0 && !strings.ContainsAny(l[:3], "+−=") {
				t.Errorf("in %v: %q begins without a sign", room, l)
			}
		}
	}
	if many := sumOf(slices.Repeat([]string{"1"}, mostTerms+1)); strings.Count(many, "1") != mostTerms || !strings.HasSuffix(many, "…") {
		t.Errorf("%d terms: %q", mostTerms+1, many)
	}
}

// No number is left out of a grid of the slice, at any width.
func TestCellsHaveTheirNumbers(t *testing.T) {
	for _, w := range []float64{343, 720, 1000} {
		for _, scale := range []float32{1, 40, 1e-4} {
			snap := snapshotOf(geometry16())
			for i := range snap.Grad {
				snap.Grad[i] *= scale
			}
			s := New(View{W: w, Theme: Light()})
			s.Show(snap)
			s.Do(Set{"mode", "backward"})
			inSlice := 0
			for _, o := range s.Picture().Ops {
				if o, ok := o.(Text); ok && s.Layout().Slice.Contains(o.At) && o.Align == Center {
					inSlice++
				}
			}
			if want := 2 * 4 * 8; inSlice < want {
				t.Errorf("%v px, gradients times %v: %d numbers in sum and mean, want %d", w, scale, inSlice, want)
			}
		}
	}
}

// The colours follow the numbers when they are asked to, and only then.
func TestFitColours(t *testing.T) {
	s := bench(t, geometry16())
	before := s.Subject().Limit(Weight)
	snap := snapshotOf(geometry16())
	snap.Step++
	for i := range snap.Weights {
		snap.Weights[i] *= 10
		snap.Grad[i] /= 100
	}
	s.Show(snap)
	if got := s.Subject().Limit(Weight); got != before {
		t.Fatalf("the scale moved by itself from %v to %v", before, got)
	}
	s.Painted()
	s.Do(Set{"fit", ""})
	if got := s.Subject().Limit(Weight); math.Abs(got-10*before) > 1e-9 {
		t.Errorf("weights ten times as large: scale %v, then %v", before, got)
	}
	if !s.Dirty() {
		t.Error("nothing asks for a new picture")
	}
	snap.Step++
	s.Show(snap)
	if got := s.Subject().Limit(Weight); math.Abs(got-10*before) > 1e-9 {
		t.Errorf("the next snapshot moved the scale to %v", got)
	}
}

// One pixel opens where its filter answers most, unless a person has chosen.
func TestPixelOpensWhereSomethingIs(t *testing.T) {
	s := bench(t, geometry16())
	s.Do(Set{"mode", "pixel"})
	sub, st := s.Subject(), s.State()
	k, p := st.filter(), st.Pixel
	most := math.Abs(NewDot(sub, k, p.I, p.J).Sum)
	for i := range 6 {
		for j := range 6 {
			if a := math.Abs(NewDot(sub, k, i, j).Sum); a > most+1e-6 {
				t.Fatalf("pixel %v answers %v, but %d,%d %v", p, most, i, j, a)
			}
		}
	}
}

// The neighbours that are marked are those that share the followed product.
func TestNeighboursAreMarked(t *testing.T) {
	s := bench(t, geometry16())
	s.Do(Set{"mode", "pixel"})
	s.Do(Set{"slice", "0"})
	st, sub := s.State(), s.Subject()
	pixel := OfPixel(st.filter(), st.Pixel.I, st.Pixel.J)
	f := &frame{state: st, sub: sub, v: View{W: 1000, Theme: Light()}, th: Light(), lay: s.Layout(), pic: &Picture{}}
	f.grid, f.faces = f.tilePlaces()
	f.neighbours()
	s1, s2 := f.followed(pixel)
	others := SharedProducts(sub, pixel, s1, s2)
	if len(others) == 0 {
		t.Fatal("no product is shared")
	}
	if got, want := len(f.pic.Ops), 3*len(others)+2; got != want {
		t.Errorf("%d operations for %d neighbours, want %d", got, len(others), want)
	}
}
