package lesson

import (
	"math"

	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// breakIt is lesson 6: geometries that cannot be, and one that can but leaves
// cells that never learn.
func breakIt(t *words.Table) Lesson {
	return Lesson{Title: t.T("break it"), Parts: []Part{{
		Map: true,
		Text: func(w World) []string {
			t, g := w.Words, w.own()
			return []string{t.T("The [geometry](#geometry) of the map can be changed below the microscope. This layer has %d filters, K1 × K2 × K3 = %d × %d × %d.", g.K(), g.K1, g.K2, g.K3)}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			wrong := g
			wrong.K1 = g.K1 + 1
			q := Question{
				Text:    t.T("Predict: what happens if K1 becomes %d?", wrong.K1),
				Choices: []string{t.T("the layer gets %d filters", wrong.K()), t.T("some filters share a window"), t.T("it is refused")},
				Right:   2,
			}
			if bad, ok := refused(w); ok {
				_, why := scene.Problem(t, bad, g.K())
				q.Why = t.T("It is refused, and the way out stands beside:") + " " + why
			}
			return q
		},
		Wait: &Wait{
			Text: func(w World) string {
				return w.Words.T("Write %d into K1 in the [geometry](#geometry).", w.own().K1+1)
			},
			Over: func(w World) bool { _, ok := refused(w); return ok },
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			t, g := w.Words, w.own()
			return []string{
				t.T("Now a geometry that is allowed, but bad. Windows are %d rows high. If x, the way from one to the next, is %d, the map gets rows that lie between all windows.", g.S1, g.S1+1),
			}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			g.X = g.S1 + 1
			dead, all := unreached(g), g.MapLen()
			q := Question{
				Text:    t.T("Predict: how many cells of the map does no window reach if x is %d?", g.X),
				Choices: []string{t.T("none"), t.T("1 in %d", g.X), t.T("half of them")},
				Right:   closest(float64(dead)/float64(all), 0, 1/float64(g.X), 0.5),
			}
			if bad, ok := gappy(w); ok {
				dead, all = unreached(bad), bad.MapLen()
				q.Right = closest(float64(dead)/float64(all), 0, 1/float64(g.X), 0.5)
				q.Why = t.T("%d of %d cells: [count n](by:count) shows them palest. The map has grown from %d weights, and its filters have no more values than before.", dead, all, w.own().MapLen())
			}
			return q
		},
		Wait: &Wait{
			Text: func(w World) string {
				return w.Words.T("Put K1 back, with the button beside it, and write %d into x in the [geometry](#geometry).", w.own().S1+1)
			},
			Over: func(w World) bool { _, ok := gappy(w); return ok },
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			return []string{w.Words.T("[Train with this geometry](#geometry-train) gives the layer that map. Then [Step](#step) once, and look at the [gradient](by:gradient).")}
		},
		Ask: func(w World) Question {
			t := w.Words
			q := Question{
				Text:    t.T("Predict: what gradient do the cells in the gaps get?"),
				Choices: []string{t.T("none: exactly 0"), t.T("a smaller one than the others"), t.T("the mean of their neighbours")},
			}
			if dead, largest, other, ok := gaps(w); ok {
				q.Right = 1
				if largest == 0 {
					q.Right = 0
				}
				q.Why = t.T("The largest gradient among the %d cells in gaps is %s, among the others %s. No filter is made of those cells, so nothing can tell them what to learn. The weights are paid for and do nothing.", dead, digits(t, largest), digits(t, other))
			}
			return q
		},
		Wait: &Wait{
			Text: func(w World) string {
				if w.Layer.Snap.IsMap && unreached(w.own()) > 0 {
					return w.Words.T("Press [Step](#step) once, so that there are gradients.")
				}
				return w.Words.T("Press [Train with this geometry](#geometry-train), then [Step](#step).")
			},
			Over: func(w World) bool { _, _, _, ok := gaps(w); return ok },
		},
	}, {
		Text: func(w World) []string {
			return []string{
				w.Words.T("What to take along: a map must be cut so that its windows overlap, or there is nothing to share; and so that they leave no gaps, or weights lie idle. The paper's sizes, x = y = 2 with windows of 3 × 3, do both."),
				w.Words.T("Open the page anew to go on with the usual maps."),
			}
		},
	}}}
}

// refused is the geometry that is written at the moment and cannot be.
func refused(w World) (filtermap.Geometry, bool) {
	d := w.View.Draft
	if w.Layer == nil || d == (filtermap.Geometry{}) {
		return d, false
	}
	field, _ := scene.Problem(nil, d, w.Layer.Snap.Conv.K)
	return d, field != ""
}

// gappy is the geometry under the microscope if it leaves gaps.
func gappy(w World) (filtermap.Geometry, bool) {
	if w.Layer == nil || w.Layer.Plain {
		return filtermap.Geometry{}, false
	}
	return w.Layer.G, unreached(w.Layer.G) > 0
}

// gaps are the largest gradients, in size, of cells that no window reaches and
// of the others, of a layer that has learned with such a map.
func gaps(w World) (dead int, largest, other float64, ok bool) {
	if !w.mapped() || w.Layer.Tried || w.Step == 0 || len(w.Layer.Snap.Grad) != w.own().MapLen() {
		return 0, 0, 0, false
	}
	for j, n := range w.Layer.Index.Counts() {
		v := math.Abs(float64(w.Layer.Snap.Grad[j]))
		if n == 0 {
			dead++
			largest = max(largest, v)
		} else {
			other = max(other, v)
		}
	}
	return dead, largest, other, dead > 0 && other > 0
}

// closest is the index of the choice that comes nearest to v.
func closest(v float64, choices ...float64) int {
	best := 0
	for i, c := range choices {
		if math.Abs(c-v) < math.Abs(choices[best]-v) {
			best = i
		}
	}
	return best
}
