package reference

import (
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// index returns T of a geometry, made once for each.
func (e *executable) index(g filtermap.Geometry) filtermap.Index {
	ix, ok := e.indices[g]
	if !ok {
		ix = filtermap.NewIndex(g)
		e.indices[g] = ix
	}
	return ix
}

// fmForward cuts the filters out of the map and convolves with them.
func (e *executable) fmForward(o program.FMConvForward) {
	filters := e.filters[:o.K*patches(o.Conv)]
	e.index(o.Map).Extract(filters, e.data(o.M))
	e.convForward(o.Conv, e.data(o.X), filters, e.data(o.Y))
}

// fmBackward computes the gradient of every filter and lets it fall back into
// the map: the sum over all elements that T sends to a cell, or their mean
// (paper, Eq. 1).
func (e *executable) fmBackward(o program.FMConvBackward) {
	filters := e.filters[:o.K*patches(o.Conv)]
	ix := e.index(o.Map)
	if o.DX != program.None {
		ix.Extract(filters, e.data(o.M))
		e.convGradInput(o.Conv, filters, e.data(o.DY), e.data(o.DX), o.AddDX)
	}
	e.convGradWeight(o.Conv, e.data(o.X), e.data(o.DY), filters)
	ix.Scatter(e.data(o.DM), filters, o.Rule)
}
