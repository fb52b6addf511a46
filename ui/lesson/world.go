package lesson

import (
	"math"
	"slices"

	"filtermaplab/engine"
	"filtermaplab/engine/model"
	"filtermaplab/engine/race"
	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// World is what a lesson may look at.
type World struct {
	Words *words.Table

	Run   engine.Ready
	Step  int // steps done
	Tests []engine.Evaluated

	Layer *scene.Subject // under the microscope; nil before the first snapshot
	View  scene.State    // of the microscope

	Race     []race.Standing // of the race on this page
	RaceOver bool

	Plain int // parameters that the same network has with independent filters; 0 where nobody has counted
}

// mapped reports whether the layer has a map that it learns with.
func (w World) mapped() bool { return w.Layer != nil && !w.Layer.Plain }

// own is the geometry that the layer learns with, whatever is tried.
func (w World) own() filtermap.Geometry { return w.Layer.Snap.Map }

// pictured reports whether a picture has gone through the layer.
func (w World) pictured() bool {
	return w.Layer != nil && !w.Layer.Tried && w.Step > 0 && len(w.Layer.Snap.Output) > 0
}

// guess is the share of right answers that guessing has.
func (w World) guess() float64 { return 1 / float64(max(2, len(w.Run.Data.Classes))) }

// moved is how far the layer's weights have gone, in lengths of what they
// started with; ok is false where that is not known.
func (w World) moved() (share float64, ok bool) {
	if w.Layer == nil || w.Layer.Tried || w.Step == 0 {
		return 0, false
	}
	from, now := w.Layer.Snap.Start, w.Layer.Snap.Weights
	if len(from) != len(now) || len(from) == 0 {
		return 0, false
	}
	var way, start float64
	for i := range from {
		d := float64(now[i] - from[i])
		way += d * d
		start += float64(from[i]) * float64(from[i])
	}
	return math.Sqrt(way / start), start > 0
}

// PlainParams counts the parameters that c's network has with independent
// filters, for so many classes.
func PlainParams(c engine.Config, classes int) (int, error) {
	c.Variant, c.Maps, c.Batch = model.Plain, "", 1
	spec, err := c.Spec(classes)
	if err != nil {
		return 0, err
	}
	net, err := model.Build(spec)
	if err != nil {
		return 0, err
	}
	params, _ := net.ParamCount()
	return params, nil
}

// counts lists n for the cells of a slice of g's map, row by row. It is the
// same in every slice: a window goes through all channels.
func counts(g filtermap.Geometry) []int {
	var all []int
	for m1 := range g.Hm() {
		for m2 := range g.Wm() {
			n := 0
			for range g.Uses(filtermap.Cell{M1: m1, M2: m2}) {
				n++
			}
			all = append(all, n)
		}
	}
	return all
}

// unreached counts the cells of g's map that no window reaches.
func unreached(g filtermap.Geometry) int {
	n := 0
	for _, uses := range counts(g) {
		if uses == 0 {
			n++
		}
	}
	return n * g.C
}

// shared counts the cells of slice c in which the windows of filters a and b
// meet, and the cells of one window there.
func shared(g filtermap.Geometry, a, b, c int) (both, each int) {
	cells := func(k int) []filtermap.Cell {
		var all []filtermap.Cell
		_, _, k3 := g.Coords(k)
		ch := ((c-k3*g.Z())%g.C + g.C) % g.C
		for s1 := range g.S1 {
			for s2 := range g.S2 {
				all = append(all, g.Cell(filtermap.Element{K: k, C: ch, S1: s1, S2: s2}))
			}
		}
		return all
	}
	ofB := cells(b)
	for _, m := range cells(a) {
		if slices.Contains(ofB, m) {
			both++
		}
	}
	return both, g.S1 * g.S2
}
