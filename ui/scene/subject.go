package scene

import (
	"math"
	"math/rand/v2"
	"slices"

	"filtermaplab/engine"
	"filtermaplab/filtermap"
)

// Subject is the layer under the microscope with all that is derived from its
// numbers once, so that drawing only reads.
type Subject struct {
	Snap *engine.Snapshot
	G    filtermap.Geometry // of the layer, or the one that is tried
	// Tried says that G is not the layer's: there are no learned numbers for
	// it, and Values(Weight) is what a new layer would start with.
	Tried bool
	// Plain says that the layer's filters are independent. It is shown as the
	// map that it is: windows that touch but do not overlap.
	Plain bool

	Index  filtermap.Index
	values [quantities][]float32 // by map cell, (Hm,Wm,C)
	limits [quantities]float64   // where the colour scale ends
	activ  float64               // the same for activations
	agrad  float64               // and their gradients
	input  float64               // and for what goes into the layer
	igrad  float64               // and its gradients
}

// NewSubject derives a subject from a snapshot and, where try is not zero,
// another valid geometry. The colour scales of prev are kept if it shows the
// same layer of the same run, which is known by the weights it began with: a
// scale that follows the numbers hides that they move.
func NewSubject(snap *engine.Snapshot, try filtermap.Geometry, prev *Subject) *Subject {
	s := &Subject{Snap: snap, Plain: !snap.IsMap, G: snap.Map}
	if s.Plain {
		s.G = apart(snap)
	}
	own := s.G
	if try != (filtermap.Geometry{}) && try != own {
		s.G, s.Tried = try, true
	}
	if prev != nil && prev.G == s.G {
		s.Index = prev.Index
	} else {
		s.Index = filtermap.NewIndex(s.G)
	}
	s.fillValues()
	if prev != nil && prev.Snap.Layer == snap.Layer && prev.G == s.G && prev.Snap.Step <= snap.Step && slices.Equal(prev.Snap.Start, snap.Start) {
		s.limits, s.activ, s.agrad = prev.limits, prev.activ, prev.agrad
		s.input, s.igrad = prev.input, prev.igrad
	}
	s.fillLimits()
	return s
}

// apart is the map of filters that share nothing: strides as large as the
// windows, one group of channels, as square as K allows.
func apart(snap *engine.Snapshot) filtermap.Geometry {
	c := snap.Conv
	k2 := int(math.Sqrt(float64(c.K)))
	for c.K%k2 != 0 {
		k2--
	}
	return filtermap.Geometry{K1: k2, K2: c.K / k2, K3: 1, X: c.R, Y: c.S, S1: c.R, S2: c.S, C: c.C}
}

func (s *Subject) fillValues() {
	n := s.G.MapLen()
	counts := make([]float32, n)
	for j, v := range s.Index.Counts() {
		counts[j] = float32(v)
	}
	s.values[Count] = counts
	switch {
	case s.Tried:
		s.values[Weight] = startingWeights(s.G)
		s.values[Gradient], s.values[Change] = make([]float32, n), make([]float32, n)
		return
	case s.Plain:
		s.values[Weight] = s.gather(s.Snap.Weights)
		s.values[Gradient] = s.gather(s.Snap.Grad)
		s.values[Change] = difference(s.values[Weight], s.gather(s.Snap.Start))
		return
	}
	s.values[Weight], s.values[Gradient] = s.Snap.Weights, s.Snap.Grad
	s.values[Change] = difference(s.Snap.Weights, s.Snap.Start)
}

// gather lays independent filters, (K,C,R,S), out as the cells of the map.
func (s *Subject) gather(w []float32) []float32 {
	m := make([]float32, s.G.MapLen())
	for i, j := range s.Index.T() {
		m[j] = w[i]
	}
	return m
}

func difference(a, b []float32) []float32 {
	d := make([]float32, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}

// startingWeights draws N(0, 2/(S1*S2*K)), with which a map starts.
func startingWeights(g filtermap.Geometry) []float32 {
	rng := rand.New(rand.NewPCG(1, 1))
	std := math.Sqrt(2 / float64(g.S1*g.S2*g.K()))
	w := make([]float32, g.MapLen())
	for i := range w {
		w[i] = float32(std * rng.NormFloat64())
	}
	return w
}

func (s *Subject) fillLimits() {
	s.limits[Count] = max(1, float64(slices.Max(s.values[Count])))
	if s.limits[Weight] == 0 {
		from := s.values[Weight]
		if !s.Tried && !s.Plain {
			from = s.Snap.Start
		}
		s.limits[Weight] = scaleEnd(from)
	}
	s.limits[Change] = s.limits[Weight]
	if s.limits[Gradient] == 0 {
		s.limits[Gradient] = scaleEnd(s.values[Gradient])
	}
	if s.activ == 0 {
		s.activ = scaleEnd(s.Snap.Output)
	}
	if s.agrad == 0 {
		s.agrad = scaleEnd(s.Snap.OutputGrad)
	}
	if s.input == 0 {
		s.input = scaleEnd(s.Snap.Input)
	}
	if s.igrad == 0 {
		s.igrad = scaleEnd(s.Snap.InputGrad)
	}
}

// scaleEnd is the 99th percentile of |v|, rounded up to a number that is easy
// to read; 0 where there is nothing to show.
func scaleEnd(v []float32) float64 {
	if len(v) == 0 {
		return 0
	}
	sizes := make([]float64, len(v))
	for i, x := range v {
		sizes[i] = math.Abs(float64(x))
	}
	slices.Sort(sizes)
	p := sizes[(len(sizes)-1)*99/100]
	if p == 0 || math.IsNaN(p) || math.IsInf(p, 0) {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(p)))
	for _, step := range []float64{1, 1.2, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8} { // close, so that colours are strong
		if p <= step*unit*(1+1e-6) {
			return step * unit
		}
	}
	return 10 * unit
}

// refitted is s with colour scales that fit its present numbers.
func (s *Subject) refitted() *Subject {
	next := *s
	next.limits, next.activ, next.agrad, next.input, next.igrad = [quantities]float64{}, 0, 0, 0, 0
	next.limits[Weight] = scaleEnd(s.values[Weight])
	next.limits[Gradient] = scaleEnd(s.values[Gradient])
	next.fillLimits()
	next.limits[Change] = orOne(scaleEnd(s.values[Change]))
	return &next
}

// strongest is the pixel at which filter k answers most.
func (s *Subject) strongest(k int) Point2 {
	if !s.hasPicture() {
		return anyPixel()
	}
	ho, wo := s.outSize()
	best, most := 0, -1.0
	for i, v := range s.Snap.Output[k*ho*wo:][:ho*wo] {
		if a := math.Abs(float64(v)); a > most {
			best, most = i, a
		}
	}
	return Point2{best / wo, best % wo}
}

// Value is quantity q of map cell j.
func (s *Subject) Value(q Quantity, j int) float64 { return float64(s.values[q][j]) }

// Limit is the value at which the colour scale of q ends.
func (s *Subject) Limit(q Quantity) float64 {
	if s.limits[q] == 0 {
		return 1
	}
	return s.limits[q]
}

// filterValue is quantity q of a filter element: for gradients that of the
// filter itself where it is known, otherwise that of its cell.
func (s *Subject) filterValue(q Quantity, e filtermap.Element) float64 {
	i := s.G.ElementIndex(e)
	if q == Gradient && len(s.Snap.FilterGrad) == len(s.Index.T()) && !s.Tried {
		return float64(s.Snap.FilterGrad[i])
	}
	return s.Value(q, int(s.Index.T()[i]))
}

// hasFilterGrad reports whether the gradients of the filters are known.
func (s *Subject) hasFilterGrad() bool {
	return !s.Tried && len(s.Snap.FilterGrad) == len(s.Index.T())
}

// hasPicture reports whether a picture on its way through the layer is known.
func (s *Subject) hasPicture() bool { return !s.Tried && len(s.Snap.Output) > 0 && s.Snap.Conv.K > 0 }

// outSize is the size of the layer's output.
func (s *Subject) outSize() (ho, wo int) {
	if s.Snap.Conv.Stride == 0 {
		return 1, 1
	}
	return s.Snap.Conv.Ho(), s.Snap.Conv.Wo()
}

// stem reports whether the filters look at red, green and blue.
func (s *Subject) stem() bool {
	return s.G.C == 3 && len(s.Snap.Layers) > 0 && s.Snap.Layers[0].Name == s.Snap.Layer
}

// paint colours v of quantity q under theme t.
func (s *Subject) paint(t Theme, q Quantity, v float64) Color {
	if q == Count {
		return t.Seq.at(v / s.Limit(Count))
	}
	return t.Div.at(0.5 + v/s.Limit(q)/2)
}
