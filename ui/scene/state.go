package scene

import (
	"slices"

	"filtermaplab/filtermap"
)

// Mode is what the microscope plays.
type Mode uint8

const (
	Explore  Mode = iota // point and read
	Extract              // windows slide through the map
	Backward             // filter gradients fall back into the map
	OnePixel             // patch x window = one output pixel
)

func (m Mode) String() string {
	return [...]string{"explore", "extract", "backward", "pixel"}[m]
}

// Modes lists all modes.
func Modes() []Mode { return []Mode{Explore, Extract, Backward, OnePixel} }

// Quantity is what colours the cells.
type Quantity uint8

const (
	Weight   Quantity = iota
	Gradient          // of the loss in the last step
	Count             // n_j, the filter elements that share a cell
	Change            // of the weight since step 0
	quantities
)

func (q Quantity) String() string {
	return [...]string{"weight", "gradient", "count", "change"}[q]
}

// Quantities lists all quantities.
func Quantities() []Quantity { return []Quantity{Weight, Gradient, Count, Change} }

// maxPins is how many things stay lit at once.
const maxPins = 4

// State is everything that a person can choose, and what moves.
type State struct {
	Mode  Mode
	By    Quantity
	Slice int     // the channel whose slice stands free
	Fan   float64 // how far the slices are pulled apart, 0..1
	Camera

	Pins  []Target // oldest first; the last one is read out
	Hover Target   // under the pointer or the keyboard's focus

	// Try is a geometry to look at instead of the layer's own; zero is none.
	Try filtermap.Geometry
	// Draft is a geometry that is being typed and is not valid yet.
	Draft filtermap.Geometry

	Play  Play
	Pixel Point2 // output pixel of OnePixel
	Group int    // k3 group of tiles that is shown where all do not fit

	parting motion // moves towards Slice
	fanning motion // moves towards Fan
}

// Point2 is a pixel by row and column.
type Point2 struct{ I, J int }

// within is the nearest pixel of ho x wo.
func (p Point2) within(ho, wo int) Point2 {
	return Point2{min(max(0, p.I), ho-1), min(max(0, p.J), wo-1)}
}

// Play is a film under way.
type Play struct {
	Running bool
	Speed   float64 // filters a second
	At      float64 // position, in filters; the fraction walks through the elements
}

// NewState is how a microscope opens: one filter that wraps is pinned, in a
// slice where much of it is seen.
func NewState(g filtermap.Geometry) State {
	s := State{Camera: Home(), Play: Play{Speed: defaultSpeed}}
	s.Slice = min(5, g.C-1)
	k := g.K1*g.K2 - 1 // the last of the first group wraps in rows and columns
	s.Pins = []Target{OfFilter(k)}
	s.Pixel = anyPixel()
	return s.Settled()
}

// anyPixel is a pixel that nobody has chosen: off the border, where most
// pictures have something.
func anyPixel() Point2 { return Point2{12, 14} }

// Settled is s when everything that moves has arrived.
func (s State) Settled() State {
	s.parting = motion{at: float64(s.Slice)}
	s.fanning = motion{at: s.Fan}
	return s
}

// defaultSpeed is slow enough to read the arithmetic of each filter.
const defaultSpeed = 0.5

// Active is what is lit and read out: what is pointed at, or else the newest pin.
func (s State) Active() Target {
	if s.Hover.Kind != Nothing {
		return s.Hover
	}
	if len(s.Pins) > 0 {
		return s.Pins[len(s.Pins)-1]
	}
	return Target{}
}

// pinned is the number of t among the pins from 1, or 0.
func (s State) pinned(t Target) int { return slices.Index(s.Pins, t) + 1 }

// pin keeps t: alone, or as one more. What is pinned already is let go.
func (s State) pin(t Target, more bool) State {
	if i := slices.Index(s.Pins, t); i >= 0 {
		s.Pins = slices.Delete(slices.Clone(s.Pins), i, i+1)
		return s
	}
	if !more {
		s.Pins = []Target{t}
		return s
	}
	s.Pins = append(slices.Clone(s.Pins), t)
	if len(s.Pins) > maxPins {
		s.Pins = s.Pins[1:]
	}
	return s
}

// Fit drops from s what subject sub does not have, after a change of layer or
// geometry.
func (s State) Fit(sub *Subject) State {
	g := sub.G
	s.Slice = min(max(0, s.Slice), g.C-1)
	s.Group = min(max(0, s.Group), g.K3-1)
	ho, wo := sub.outSize()
	s.Pins = slices.DeleteFunc(slices.Clone(s.Pins), func(t Target) bool { return !t.within(g, ho, wo) })
	if !s.Hover.within(g, ho, wo) {
		s.Hover = Target{}
	}
	s.Pixel = s.Pixel.within(ho, wo)
	s.Play.At = min(max(0, s.Play.At), float64(g.K())-1e-9)
	if s.Mode == Extract {
		return s.agreed()
	}
	if s.Mode != Explore && len(s.Pins) == 0 {
		s.Pins = []Target{OfFilter(0)}
	}
	return s
}

// agreed is s with the film of Extract at the filter that is lit.
func (s State) agreed() State {
	k, _ := splitBeat(s.Play.At)
	if len(s.Pins) == 0 {
		s.Pins = []Target{OfFilter(k)}
	}
	if lit := s.Pins[len(s.Pins)-1]; lit.hasFilter() && lit.K != k {
		s.Play.At = float64(lit.K)
	}
	return s
}

// filter is the filter that the state is about: the active one, or the one of
// the newest pin, or filter 0.
func (s State) filter() int {
	if a := s.Active(); a.hasFilter() || a.Kind == Pixel {
		return a.K
	}
	for _, t := range slices.Backward(s.Pins) {
		if t.hasFilter() || t.Kind == Pixel {
			return t.K
		}
	}
	return 0
}
