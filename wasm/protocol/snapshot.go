package protocol

import (
	"errors"
	"fmt"

	"filtermaplab/engine"
	"filtermaplab/filtermap"
)

// checkSnapshot lets drawing code rely on the sizes of what it is given.
func checkSnapshot(s engine.Snapshot) error {
	c := s.Conv
	for _, n := range []int{c.C, c.H, c.W, c.K, c.R, c.S, c.Stride} {
		if n < 1 || n > filtermap.MaxExtent {
			return fmt.Errorf("protocol: snapshot: want sizes of 1 to %d, got %+v", filtermap.MaxExtent, c)
		}
	}
	if c.Pad < 0 || c.Pad > c.R || c.H+2*c.Pad < c.R || c.W+2*c.Pad < c.S {
		return fmt.Errorf("protocol: snapshot: the filters are larger than the padded picture, %+v", c)
	}
	filters, in, out := product(c.K, c.C, c.R, c.S), product(c.C, c.H, c.W), product(c.K, c.Ho(), c.Wo())
	if max(filters, in, out) > filtermap.MaxElements {
		return fmt.Errorf("protocol: snapshot: want at most %d elements of anything, got %+v", filtermap.MaxElements, c)
	}
	weights := filters
	if s.IsMap {
		if err := s.Map.ValidateFor(c.K); err != nil {
			return err
		}
		if s.Map.C != c.C || s.Map.S1 != c.R || s.Map.S2 != c.S {
			return fmt.Errorf("protocol: snapshot: the map %v is not that of %+v", s.Map, c)
		}
		weights = s.Map.MapLen()
	}
	for _, t := range []struct {
		name     string
		values   []float32
		want     int
		optional bool
	}{
		{"weights", s.Weights, weights, false}, {"gradient", s.Grad, weights, false}, {"start", s.Start, weights, false},
		{"filter gradient", s.FilterGrad, filters, true}, {"input", s.Input, in, true}, {"output", s.Output, out, true},
		{"input gradient", s.InputGrad, in, true}, {"output gradient", s.OutputGrad, out, true},
	} {
		if n := len(t.values); n != t.want && !(t.optional && n == 0) {
			return fmt.Errorf("protocol: snapshot: %s: want %d numbers, got %d", t.name, t.want, n)
		}
	}
	if len(s.Output) == 0 {
		return nil
	}
	if p := s.Picture; len(s.Input) == 0 || p.Size < 1 || p.Size > maxSize || len(p.Pix) != 3*p.Size*p.Size {
		return errors.New("protocol: snapshot: an output without its input or its picture")
	}
	return nil
}

// product multiplies positive sizes; it stops above filtermap.MaxElements,
// where it could overflow.
func product(sizes ...int) int {
	n := 1
	for _, s := range sizes {
		if n *= s; n > filtermap.MaxElements {
			return n
		}
	}
	return n
}
