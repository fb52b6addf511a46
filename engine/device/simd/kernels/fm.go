package kernels

import (
	"fmt"

	"filtermaplab/filtermap"
)

// FMSpec is a convolution whose filters are cut from a 3D-FilterMap. The
// conv's filters are the map's: C, K, R = S1, S = S2.
type FMSpec struct {
	ConvSpec
	Map  filtermap.Geometry
	Rule filtermap.Rule
}

// Fast says which way the convolution is done. The fast way computes every
// product of a pixel with a map element once and uses that the map wraps
// around in the channels (see fm_scheme.go and fm_forward.go); it needs 3x3
// windows every second row and column of a map that is a torus, one of the
// channel counts whose Fourier transform is written out, and a padding of 1.
// A map of few channels, as in a network's first layer, is not worth it.
// Every other geometry is done the direct way: the filters are expanded, an
// ordinary convolution is run, and the filters' gradient is scattered.
//
// Fast is 3.8 times as fast as the direct convolution forward and 3.2 times
// backward at 16 filters (2,4,2), 6 to 7 times at 64 and 128 filters with
// K3 = 4, 10 times with K3 = 8 (Chromium, one thread, batch 32).
func (s FMSpec) Fast() bool {
	m := s.Map
	blocks := m.K3 == 1 || m.K3 == 2 || m.K3 == 4 || m.K3 == 8
	return m.X == 2 && m.Y == 2 && m.S1 == 3 && m.S2 == 3 && m.Padding == filtermap.Wrap &&
		blocks && s.Pad == 1 && s.Stride <= 2 && s.C > 4
}

func (s FMSpec) check() {
	s.ConvSpec.check()
	if err := s.Map.Validate(); err != nil {
		panic(err)
	}
	if s.C != s.Map.C || s.K != s.Map.K() || s.R != s.Map.S1 || s.S != s.Map.S2 {
		panic(fmt.Sprintf("kernels: convolution %+v with filters of another shape: %v", s.Conv, s.Map))
	}
}

// FMForward is program.FMConvForward. Stages take ArgW as the map.
func (e *Env) FMForward(s FMSpec) Work {
	s.check()
	s.mustPad("X", s.XPad, s.MinPad())
	if s.Fast() {
		return e.fmFastForward(s)
	}
	return e.fmDirectForward(s)
}

// FMBackward is program.FMConvBackward; ArgW is the map and ArgDW its
// gradient. DY must be zero in lanes that hold no picture, and X finite there.
func (e *Env) FMBackward(s FMSpec, dx bool) Work {
	s.check()
	s.mustPad("X", s.XPad, s.MinPad())
	s.mustPad("DY", s.DYPad, s.MinPadBack())
	if s.Fast() {
		return e.fmFastBackward(s, dx)
	}
	return e.fmDirectBackward(s, dx)
}
