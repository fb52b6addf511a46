package native

import (
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// The direct way for any geometry: cut the filters out of the map, convolve
// with them, and fold their gradients back.

// expandUse names the pack that holds a map's filters.
type expandUse struct{ filtermap.Geometry }

// expandedForward cuts the filters out of the map and convolves with them.
func (e *executable) expandedForward(o program.FMConvForward) []phase {
	dense, expand := e.expand(o.M, o.Map)
	w := e.packed(o.M, forwardUse{o.Conv}, func() ([]float32, []phase) {
		data, pack := packPhases(filterMatrix(o.Conv), dense)
		return data, append(expand(), pack...)
	})
	return append(w.phases(), e.directForward(o.Conv, o.X, o.Y, w.data))
}

// expand returns memory for the filters of a map and the phases that fill it.
func (e *executable) expand(param program.Buffer, g filtermap.Geometry) ([]float32, func() []phase) {
	ix := filtermap.NewIndex(g)
	m := e.mem(param)[:g.MapLen()]
	p := e.packed(param, expandUse{g}, func() ([]float32, []phase) {
		data := make([]float32, g.FilterLen())
		return data, []phase{{tasks: 1, run: func(int, *worker) { ix.Extract(data, m) }}}
	})
	return p.data, p.phases
}

// expandedBackward computes the gradient of the filters and folds it onto the map's.
func (e *executable) expandedBackward(o program.FMConvBackward) []phase {
	dense, expand := e.expand(o.M, o.Map)
	var phases []phase
	if o.DX != program.None {
		filters := filterSource{param: o.M, dense: dense, prepare: expand}
		phases = e.directBackwardInput(o.Conv, filters, o.DY, o.DX, o.AddDX)
	}
	ix := filtermap.NewIndex(o.Map)
	dw := make([]float32, o.Map.FilterLen())
	dm := e.mem(o.DM)[:o.Map.MapLen()]
	phases = append(phases, e.directBackwardWeights(o.Conv, o.X, o.DY, dw)...)
	return append(phases, phase{tasks: 1, run: func(int, *worker) { ix.Scatter(dm, dw, o.Rule) }})
}
