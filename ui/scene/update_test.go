package scene

import (
	"math"
	"testing"

	"filtermaplab/filtermap"
)

// bench is a scene with a person in front of it.
func bench(t *testing.T, g filtermap.Geometry) *Scene {
	t.Helper()
	s := New(View{W: 1000, Theme: Light()})
	s.Show(snapshotOf(g))
	return s
}

// center is the middle of the topmost area of a target that can be seen there.
func center(t *testing.T, p *Picture, want Target, in Rect) Point {
	t.Helper()
	for i := len(p.Hits) - 1; i >= 0; i-- {
		h := p.Hits[i]
		if h.Target != want {
			continue
		}
		var c Point
		for _, q := range h.Area {
			c = c.add(q.X/float64(len(h.Area)), q.Y/float64(len(h.Area)))
		}
		if in.Contains(c) && p.Pick(c) == want {
			return c
		}
	}
	t.Fatalf("nothing in the picture is %v", want)
	return Point{}
}

func pins(s *Scene) []Target { return s.State().Pins }

func TestPointPreviewsAndPressPins(t *testing.T) {
	s := bench(t, geometry16())
	tiles, slice := s.Layout().Tiles, s.Layout().Slice

	at := center(t, s.Picture(), OfElement(3, 1, 2), tiles)
	s.Do(PointerMove{At: at})
	if got := s.State().Active(); got != OfElement(3, 1, 2) {
		t.Errorf("over a tile's value: %v", got)
	}
	if len(pins(s)) != 1 || pins(s)[0] != OfFilter(7) {
		t.Errorf("hovering changed the pins to %v", pins(s))
	}
	s.Do(PointerMove{Gone: true})
	if got := s.State().Active(); got != OfFilter(7) {
		t.Errorf("after leaving: %v, want the pin", got)
	}
	s.Do(Press{At: at})
	if got := pins(s); len(got) != 1 || got[0] != OfFilter(3) {
		t.Errorf("pressed: pins %v", got)
	}
	cell := OfCell(filtermap.Cell{M1: 1, M2: 4, C: 5})
	s.Do(Press{At: center(t, s.Picture(), cell, slice), More: true})
	if got := pins(s); len(got) != 2 || got[1] != cell {
		t.Errorf("shift-pressed: pins %v", got)
	}
	s.Do(Press{At: center(t, s.Picture(), cell, slice), More: true})
	if got := pins(s); len(got) != 1 {
		t.Errorf("the same again: pins %v", got)
	}
	for _, k := range []int{4, 5, 6, 8} {
		s.Do(Press{At: center(t, s.Picture(), OfElement(k, 0, 0), tiles), More: true})
	}
	if got := pins(s); len(got) != maxPins || got[0] != OfFilter(4) {
		t.Errorf("five pins: %v", got)
	}
	s.Do(Press{At: Point{5, s.Layout().Stage.H - 5}})
	if got := pins(s); len(got) != 0 {
		t.Errorf("pressed the ground: pins %v", got)
	}
}

// Every cell on the front of the open slice can be picked where it is drawn.
func TestPickOpenSlice(t *testing.T) {
	for name, g := range geometries() {
		if g.Hm() > 8 { // smaller than a pointer
			continue
		}
		s := bench(t, g)
		s.Do(Key{Part: MapPart, Name: "Escape"})
		c := s.State().Slice
		for m1 := range g.Hm() {
			for m2 := range g.Wm() {
				want := OfCell(filtermap.Cell{M1: m1, M2: m2, C: c})
				center(t, s.Picture(), want, s.Layout().Slice)
				center(t, s.Picture(), want, s.Layout().Map)
			}
		}
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// A voxel of a solid block that another one hides cannot be picked through it.
func TestPickRespectsDepth(t *testing.T) {
	s := bench(t, geometry16())
	s.Do(Key{Name: "Escape"})
	pic := s.Picture()
	for c := 1; c < 4; c++ { // slices in front of the open one
		for _, h := range pic.Hits {
			if h.Target == OfCell(filtermap.Cell{M1: 3, M2: 0, C: c}) && s.Layout().Map.Contains(h.Area[0]) {
				t.Errorf("the lower left cell of slice %d is hidden, but has an area", c)
			}
		}
	}
}

func TestKeys(t *testing.T) {
	s := bench(t, geometry16())
	for _, c := range []struct {
		part Part
		name string
		want Target
	}{
		{TilesPart, "Focus", OfFilter(7)},
		{TilesPart, "ArrowRight", OfFilter(4)}, // k2 wraps
		{TilesPart, "ArrowDown", OfFilter(0)},  // k1 wraps
		{TilesPart, "PageDown", OfFilter(8)},
		{TilesPart, "ArrowLeft", OfFilter(11)},
		{SlicePart, "Focus", OfCell(filtermap.Cell{C: 5})},
		{SlicePart, "ArrowUp", OfCell(filtermap.Cell{M1: 3, C: 5})},
		{SlicePart, "ArrowLeft", OfCell(filtermap.Cell{M1: 3, M2: 7, C: 5})},
		{SlicePart, "PageUp", OfCell(filtermap.Cell{M1: 3, M2: 7, C: 4})},
	} {
		s.Do(Key{Part: c.part, Name: c.name})
		if got := s.State().Active(); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	s.Do(Key{Part: SlicePart, Name: "Enter"})
	if got := pins(s); len(got) != 1 || got[0].Kind != Cell {
		t.Errorf("Enter: pins %v", got)
	}
	yaw, zoom := s.State().Yaw, s.State().Zoom
	s.Do(Key{Part: MapPart, Name: "ArrowRight"})
	s.Do(Key{Part: MapPart, Name: "+"})
	if s.State().Yaw <= yaw || s.State().Zoom <= zoom {
		t.Errorf("arrows and plus: camera %v", s.State().Camera)
	}
	s.Do(Key{Part: MapPart, Name: "0"})
	if s.State().Camera != Home() {
		t.Errorf("0: camera %v, want home", s.State().Camera)
	}
}

func TestExtractPlaysAllFilters(t *testing.T) {
	s := bench(t, tiny())
	s.Do(Set{"mode", "extract"})
	s.Do(Set{"speed", "1"})
	s.Do(Set{"play", "on"})
	seen := make(map[int]bool)
	for range 60 {
		s.Do(Tick{0.1})
		seen[pins(s)[0].K] = true
		s.Picture()
	}
	if len(seen) != tiny().K() {
		t.Errorf("6 s at one filter a second showed %d of %d filters", len(seen), tiny().K())
	}
	s.Do(Set{"at", "2.5"})
	if s.State().Play.Running || pins(s)[0] != OfFilter(2) {
		t.Errorf("scrubbed to 2.5: running %v, pin %v", s.State().Play.Running, pins(s))
	}
	// Stepping goes through all elements of all filters, each once.
	s.Do(Set{"at", "0"})
	visited := make(map[filtermap.Element]int)
	for range tiny().K() * 9 {
		e := s.State().element(s.Subject(), OfFilter(pins(s)[0].K))
		e.C = 0
		visited[e]++
		s.Do(Set{"step", ""})
	}
	if len(visited) != tiny().K()*9 {
		t.Errorf("%d steps visited %d elements", tiny().K()*9, len(visited))
	}
	// A step back undoes a step, over the ends of a filter and of the film, too.
	at := func() filtermap.Element { return s.State().element(s.Subject(), pins(s)[0]) }
	for range 20 {
		before := at()
		s.Do(Set{"step", ""})
		if s.Do(Set{"back", ""}); at() != before {
			t.Fatalf("a step from %v and back leads to %v", before, at())
		}
		s.Do(Set{"back", ""})
	}
}

// A change is painted even if another input comes in between that changes
// nothing: browsers send two events for one click on a radio button.
func TestDirtyUntilPainted(t *testing.T) {
	s := bench(t, geometry16())
	s.Painted()
	s.Do(Set{"mode", "extract"})
	s.Do(Set{"mode", "extract"})
	s.Do(PointerMove{Gone: true})
	if !s.Dirty() {
		t.Error("the change was forgotten before anybody saw it")
	}
	if s.Picture(); !s.Dirty() {
		t.Error("a picture that was only drawn passes for one that was seen")
	}
	if s.Painted(); s.Dirty() {
		t.Error("painted, but still dirty")
	}
}

// Idle costs nothing: without input that changes something, nothing is drawn.
func TestDirtyOnlyWhenSomethingChanges(t *testing.T) {
	s := bench(t, geometry16())
	s.Painted()
	for _, in := range []Input{
		PointerMove{Gone: true}, PointerMove{At: Point{1, 1}}, Tick{1}, Key{Name: "Tab"}, Set{"by", "no such"}, Set{"no such", "1"}, Set{"slice", "x"},
	} {
		if s.Do(in); s.Dirty() {
			t.Errorf("%#v asks for a new picture", in)
			s.Painted()
		}
	}
	if s.Moving() {
		t.Error("nothing plays, but the scene wants ticks")
	}
	s.Do(Set{"slice", "9"})
	if !s.Dirty() || !s.Moving() {
		t.Error("another slice: the block must part")
	}
	for range 60 {
		s.Do(Tick{1.0 / 60})
	}
	if s.Moving() {
		t.Error("after a second the block still moves")
	}
}

func TestGeometryLive(t *testing.T) {
	s := bench(t, geometry16())
	s.Do(Set{"X", "1"})
	if g := s.Subject().G; !s.Subject().Tried || g.X != 1 || g.Hm() != 2 {
		t.Fatalf("x = 1: looking at %v", g)
	}
	if got, want := s.Subject().G.Ratio(), 9.0; got != want {
		t.Errorf("x = 1: ratio %v, want %v", got, want)
	}
	s.Do(Set{"own", ""})
	if s.Subject().Tried {
		t.Error("the layer's own: still another")
	}
	s.Do(Set{"K1", "3"})
	if s.Subject().Tried {
		t.Error("24 filters: must not be tried")
	}
	var problem string
	var offered bool
	for _, c := range s.Controls() {
		if c.Name == "K1" {
			problem = c.Problem
		}
		offered = offered || c.Name == "nearest"
	}
	if want := "3 × 4 × 2 = 24, but this layer has 16 filters. Nearest that works: 2 × 4 × 2."; problem != want || !offered {
		t.Errorf("problem %q, offered %v; want %q", problem, offered, want)
	}
	s.Do(Set{"nearest", ""})
	if got := s.Subject().G; got.K() != 16 {
		t.Errorf("nearest: %v", got)
	}
	s.Do(Set{"own", ""})
	s.Do(Set{"K3", "3"})
	for _, c := range s.Controls() {
		if c.Name == "K3" && c.Problem == "" {
			t.Error("K3 = 3 of 16 channels: no problem told")
		}
	}
}

// A layer with more channels than a map may have rows keeps them.
func TestNearestKeepsChannels(t *testing.T) {
	g := geometry16()
	g.C, g.K1 = 256, 3
	near, ok := Nearest(g, 16)
	if !ok || near.C != 256 {
		t.Errorf("nearest %v, %v; want 256 channels", near, ok)
	}
	g.K1, g.C = 2, 60000
	if field, why := Problem(nil, g, 16); field != "C" {
		t.Errorf("60000 channels: %s, %s", field, why)
	}
}

// The nearest geometry is valid and none is nearer.
func TestNearestIsNearest(t *testing.T) {
	base := geometry16()
	for k1 := range 6 {
		for k3 := range 5 {
			g := base
			g.K1, g.K3 = k1, k3
			near, ok := Nearest(g, 16)
			if !ok || near.ValidateFor(16) != nil {
				t.Fatalf("%d,%d,%d: nearest %v, %v", g.K1, g.K2, g.K3, near, ok)
			}
			d := func(c filtermap.Geometry) int { return abs(c.K1-g.K1) + abs(c.K2-g.K2) + abs(c.K3-g.K3) }
			for a := 1; a <= 16; a++ {
				for b := 1; b <= 16; b++ {
					for c := 1; c <= 16; c++ {
						o := g
						o.K1, o.K2, o.K3 = a, b, c
						if o.ValidateFor(16) == nil && d(o) < d(near) {
							t.Fatalf("%d,%d,%d: %d,%d,%d is nearer than %v", g.K1, g.K2, g.K3, a, b, c, near)
						}
					}
				}
			}
		}
	}
}

// Eq. 1 of the paper: the terms that stand in the readout add up to the sum,
// and the sum divided by n is the mean.
func TestBackwardShowsEquationOne(t *testing.T) {
	const tolerance = 1e-5
	for name, g := range geometries() {
		sub := subjectOf(g)
		sum, mean := sub.sumAndMean()
		for j := range min(g.MapLen(), 300) {
			total, n := 0.0, 0
			for e := range g.Uses(g.CellAt(j)) {
				total += sub.filterValue(Gradient, e)
				n++
			}
			if n == 0 {
				continue
			}
			if math.Abs(total-float64(sum[j])) > tolerance || math.Abs(total/float64(n)-float64(mean[j])) > tolerance {
				t.Fatalf("%s: cell %d: terms give %v and %v, shown are %v and %v", name, j, total, total/float64(n), sum[j], mean[j])
			}
		}
	}
}

func TestShowKeepsWhatIsChosen(t *testing.T) {
	s := bench(t, geometry16())
	s.Do(Set{"slice", "9"})
	s.Do(Set{"by", "change"})
	next := snapshotOf(geometry16())
	next.Step++
	s.Show(next)
	if st := s.State(); st.Slice != 9 || st.By != Change {
		t.Errorf("a new snapshot changed the state to %+v", st)
	}
	other := snapshotOf(tiny())
	other.Layer = "other"
	s.Show(other)
	if st := s.State(); st.Slice >= tiny().C || st.By != Change {
		t.Errorf("another layer: %+v", st)
	}
	s.Picture()
}
