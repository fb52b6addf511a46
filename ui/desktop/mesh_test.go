package main

import (
	"math"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/ui/scene"
)

// ink is how much of the screen a mesh colours, in pixels: the integral of
// what covers it, if nothing lies twice.
func (m *mesh) ink() float64 {
	sum := 0.0
	for i := 0; i < len(m.indices); i += 3 {
		a, b, c := m.vertices[m.indices[i]], m.vertices[m.indices[i+1]], m.vertices[m.indices[i+2]]
		size := math.Abs(float64((b.DstX-a.DstX)*(c.DstY-a.DstY)-(c.DstX-a.DstX)*(b.DstY-a.DstY))) / 2
		sum += size * float64(a.ColorA+b.ColorA+c.ColorA) / 3
	}
	return sum
}

var black = tintOf(scene.Color{A: 255})

func turned(points []point, angle float64) []point {
	s, c := math.Sincos(angle)
	var all []point
	for _, p := range points {
		all = append(all, point{50 + c*p.x - s*p.y, 50 + s*p.x + c*p.y})
	}
	return all
}

// A shape colours as many pixels as it has area, however thin it is, whichever
// way it turns, and whatever its outline does.
func TestFillCoversItsArea(t *testing.T) {
	shapes := map[string][]point{
		"a square":            {{0, 0}, {20, 0}, {20, 20}, {0, 20}},
		"one pixel":           {{0, 0}, {1, 0}, {1, 40}, {0, 40}},
		"half of one":         {{0, 0}, {0.5, 0}, {0.5, 40}, {0, 40}},
		"a hair":              {{0, 0}, {0.1, 0}, {0.1, 40}, {0, 40}},
		"a voxel":             {{0, 0}, {9, 3}, {9, 14}, {0, 11}},
		"a triangle":          {{0, 0}, {30, 2}, {12, 20}},
		"a corner":            {{0, 0}, {30, 0}, {30, 10}, {10, 10}, {10, 30}, {0, 30}},
		"an arrow":            {{0, 0}, {20, 10}, {0, 20}, {6, 10}},
		"a comb":              {{0, 0}, {40, 0}, {40, 20}, {30, 20}, {30, 8}, {20, 8}, {20, 20}, {10, 20}, {10, 8}, {0, 8}},
		"corners that repeat": {{0, 0}, {20, 0}, {20, 0}, {20, 20}, {0, 20}, {0, 0}},
	}
	for name, shape := range shapes {
		for _, angle := range []float64{0, 0.3, 1.2, 2.9} {
			points := turned(shape, angle)
			for _, reversed := range []bool{false, true} {
				if reversed {
					for i, j := 0, len(points)-1; i < j; i, j = i+1, j-1 {
						points[i], points[j] = points[j], points[i]
					}
				}
				var m mesh
				m.fill(points, black)
				want := math.Abs(twiceArea(points)) / 2
				if got := m.ink(); math.Abs(got-want) > 0.02*want+1 {
					t.Errorf("%s at %.1f: %.2f pixels are coloured, want %.2f", name, angle, got, want)
				}
			}
		}
	}
	var m mesh
	m.fill([]point{{0, 0}, {10, 10}}, black)
	m.fill([]point{{0, 0}, {10, 10}, {20, 20}}, black)
	m.fill(nil, black)
	if len(m.indices) > 0 {
		t.Errorf("nothing was filled, and %d triangles came of it", len(m.indices)/3)
	}
}

// A line colours its width times its length, with round corners where it is
// thick.
func TestStrokeCoversItsLength(t *testing.T) {
	var curve []point
	for i := range 41 {
		curve = append(curve, point{float64(i), 6 * math.Sin(float64(i)/8)})
	}
	length := func(points []point, closed bool) float64 {
		sum := 0.0
		for i := range points {
			if i > 0 || closed {
				a, b := points[(i+len(points)-1)%len(points)], points[i]
				sum += math.Hypot(b.x-a.x, b.y-a.y)
			}
		}
		return sum
	}
	for _, c := range []struct {
		name   string
		points []point
		closed bool
		slack  float64 // parts of the whole, for corners
	}{
		{"a straight line", []point{{0, 0}, {40, 0}}, false, 0.01},
		{"a curve", curve, false, 0.02},
		{"a rectangle", []point{{0, 0}, {40, 0}, {40, 20}, {0, 20}}, true, 0.02},
		{"a voxel", []point{{0, 0}, {30, 20}, {30, 40}, {0, 20}}, true, 0.08},
		{"a triangle that ends where it began", []point{{0, 0}, {40, 0}, {20, 30}, {0, 0}}, false, 0.08},
		{"a zigzag", []point{{0, 0}, {40, 4}, {0, 8}, {40, 12}}, false, 0.06},
	} {
		for _, width := range []float64{0.5, 1, 1.6, 3} {
			var m mesh
			points := turned(c.points, 0.4)
			m.stroke(points, width, c.closed, black)
			want := width * length(points, c.closed)
			if got := m.ink(); math.Abs(got-want) > c.slack*want+1 {
				t.Errorf("%s, %.1f wide: %.2f pixels are coloured, want %.2f", c.name, width, got, want)
			}
		}
	}
	var m mesh
	m.stroke([]point{{3, 3}, {3, 3}}, 1, true, black)
	if len(m.indices) > 0 {
		t.Error("a line without length is drawn")
	}
}

// Letters are drawn once for each place in a pixel; when no more fit, there is
// room again.
func TestLettersAreKept(t *testing.T) {
	onStage(t, func(*ebiten.Image) {
		l := newLetters()
		k := letter{font: scene.Font{Size: 13}, ratio: 2, r: 'g', px: 1, py: 3}
		first, ok := l.find(k)
		if !ok || first.w < 8 || first.h < 12 || first.top >= 0 {
			t.Errorf("the letter g lies at %+v", first)
		}
		if again, _ := l.find(k); again != first {
			t.Errorf("it has moved to %+v", again)
		}
		if c, ok := l.find(letter{font: k.font, ratio: 2, r: ' '}); !ok || c.w != 0 {
			t.Errorf("a space lies at %+v", c)
		}
		full := false
		for size := 20.0; size < 200 && !full; size++ {
			for r := 'A'; r <= 'Z' && !full; r++ {
				_, ok := l.find(letter{font: scene.Font{Size: size}, ratio: 2, r: r})
				full = !ok
			}
		}
		if !full {
			t.Error("the sheet is never full")
		}
		l.clear()
		if _, ok := l.find(k); !ok {
			t.Error("there is no room after clearing")
		}
		l.sheet.Deallocate()
	})
}
