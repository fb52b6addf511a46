package kernels

import (
	"fmt"

	. "filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// ConvSpec is a plain convolution of lane-blocked pictures: the shape, the
// batch and the borders of the four picture tensors. Each border must be as
// wide as the filters reach beyond the picture; see MinPad and MinPadBack.
type ConvSpec struct {
	program.Conv
	N                        int // pictures
	XPad, YPad, DXPad, DYPad int // borders of X, Y and their gradients
	AddDX                    bool
}

// Groups is the number of groups of four pictures.
func (s ConvSpec) Groups() int { return GroupsOf(s.N) }

// MinPad is the narrowest border of X that the forward pass and the weight
// gradient can read.
func (s ConvSpec) MinPad() int {
	right := max((s.Ho()-1)*s.Stride+s.R-s.H, (s.Wo()-1)*s.Stride+s.S-s.W) - s.Pad
	return max(0, s.Pad, right)
}

// MinPadBack is a border of DY that is wide enough for the gradients, those of
// a filter map included; some odd sizes could do with less.
func (s ConvSpec) MinPadBack() int {
	// Input row i takes DY rows (i+Pad-r)/Stride for r < R.
	first := s.Pad - (s.R - 1)
	if f := s.Pad - (s.S - 1); f < first {
		first = f
	}
	below := 0
	if first < 0 {
		below = (-first + s.Stride - 1) / s.Stride
	}
	above := max((s.H-1+s.Pad)/s.Stride-(s.Ho()-1), (s.W-1+s.Pad)/s.Stride-(s.Wo()-1))
	return max(0, below, above)
}

func (s ConvSpec) x() Picture  { return Picture{s.C, s.H, s.W, s.XPad} }
func (s ConvSpec) dx() Picture { return Picture{s.C, s.H, s.W, s.DXPad} }
func (s ConvSpec) y() Picture  { return Picture{s.K, s.Ho(), s.Wo(), s.YPad} }
func (s ConvSpec) dy() Picture { return Picture{s.K, s.Ho(), s.Wo(), s.DYPad} }

// weights is the number of floats of all filters.
func (s ConvSpec) weights() int { return s.K * s.C * s.R * s.S }

func (s ConvSpec) check() {
	if s.C <= 0 || s.H <= 0 || s.W <= 0 || s.K <= 0 || s.R <= 0 || s.S <= 0 || s.Stride <= 0 ||
		s.Pad < 0 || s.N <= 0 || s.Ho() <= 0 || s.Wo() <= 0 {
		panic(fmt.Sprintf("kernels: convolution %+v has no output", s))
	}
}

// Arg names an operand of a Stage.
type Arg uint8

const (
	ArgX       Arg = iota // pictures
	ArgW                  // filters (K,C,R,S), or the map (Hm,Wm,C)
	ArgY                  // pictures
	ArgDX                 // gradient of X
	ArgDY                 // gradient of Y
	ArgDW                 // gradient of W, in its layout
	ArgPacked             // Work.Packed bytes: the weights rearranged, written by the Prepare stage
	ArgPartial            // Work.Partial bytes, live from one stage of the op to the next
)

// Stage is one kernel of an op: Func(args..., lo, hi, scratch) does the tasks
// lo to hi-1 of Tasks. Tasks write disjoint memory, so that any split over
// threads gives the same bits.
type Stage struct {
	Func    *Func
	Args    []Arg
	Tasks   int
	Scratch int // bytes that only the calling thread uses, 16-byte aligned

	// Prepare marks a stage that reads weights only. It may run at any time
	// after the last update of the weights and before the op's other stages.
	Prepare bool
	// Wait marks a stage that reads what earlier stages of the op wrote: all
	// tasks of those must be done. A stage may be both.
	Wait bool
	// ByGroup marks a call whose task i touches only group i of every picture
	// operand, and of Partial only what is of group i.
	ByGroup bool
}

// Work is what an op comes to: stages in order, and the memory that they share.
type Work struct {
	Stages  []Stage
	Packed  int // bytes
	Partial int // bytes
}

// ConvForward is program.ConvForward: a stage that packs the weights, and the
// convolution over groups of pictures. Like all kernels these leave the borders
// of what they write alone.
func (e *Env) ConvForward(s ConvSpec) Work {
	s.check()
	s.mustPad("X", s.XPad, s.MinPad())
	return Work{
		Packed: 4 * s.weights(),
		Stages: []Stage{
			{Func: e.packForward(s.Conv, 0), Args: []Arg{ArgW, ArgPacked}, Tasks: s.K, Prepare: true},
			{Func: e.convForward(s), Args: []Arg{ArgX, ArgPacked, ArgY}, Tasks: s.Groups(), Wait: true, ByGroup: true},
		},
	}
}

// ConvBackward is program.ConvBackward. With dx false there is no input
// gradient and nothing is packed. DY must be zero in lanes that hold no
// picture, and X finite there.
func (e *Env) ConvBackward(s ConvSpec, dx bool) Work {
	s.check()
	s.mustPad("X", s.XPad, s.MinPad())
	var w Work
	if dx {
		s.mustPad("DY", s.DYPad, s.MinPadBack())
		w.Packed = 4 * s.weights()
		w.Stages = append(w.Stages,
			Stage{Func: e.packBackward(s.Conv, 0), Args: []Arg{ArgW, ArgPacked}, Tasks: s.C, Prepare: true},
			Stage{Func: e.convGradInput(s), Args: []Arg{ArgDY, ArgPacked, ArgDX}, Tasks: s.Groups(), Wait: true, ByGroup: true})
	}
	w.Stages = append(w.Stages,
		Stage{Func: e.convGradWeight(s), Args: []Arg{ArgX, ArgDY, ArgDW}, Tasks: e.gradWeightTasks(s),
			Scratch: e.gradWeightScratch(s)})
	return w
}

func (s ConvSpec) mustPad(name string, got, want int) {
	if got < want {
		panic(fmt.Sprintf("kernels: convolution %+v: border of %s: want at least %d, got %d", s, name, want, got))
	}
}
