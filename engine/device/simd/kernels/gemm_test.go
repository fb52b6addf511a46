package kernels

import (
	"slices"
	"testing"

	"filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		n, limit int
		want     []part
	}{
		{16, 6, []part{{6, 1}, {5, 2}}},
		{64, 6, []part{{6, 9}, {5, 2}}},
		{12, 6, []part{{6, 2}}},
		{7, 6, []part{{4, 1}, {3, 1}}},
		{1, 6, []part{{1, 1}}},
		{5, 1, []part{{1, 5}}},
	} {
		if got := split(c.n, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("split(%d, %d): want %v, got %v", c.n, c.limit, c.want, got)
		}
	}
}

// TestTilesFitRegisters counts what a tile keeps at once: its sums, its
// smaller side, the operand that passes, and strict the product.
func TestTilesFitRegisters(t *testing.T) {
	for _, relaxed := range []bool{true, false} {
		e := NewEnv(wasmgen.NewModule(), relaxed)
		extra := 1
		if !relaxed {
			extra = 2
		}
		for n := 1; n <= e.maxTile(); n++ {
			m := e.partner(n)
			if used := n*m + min(n, m) + extra; used > registers {
				t.Errorf("relaxed %v: a tile of %d x %d takes %d registers of %d", relaxed, n, m, used, registers)
			}
		}
		if n, m := e.maxTile(), e.partner(e.maxTile()); m != 2 {
			t.Errorf("relaxed %v: the largest tile is %d x %d, want a smaller side of 2", relaxed, n, m)
		}
	}
}

// TestPhases checks that the phases of the input gradient share out pixels and
// taps: every one is in exactly one phase.
func TestPhases(t *testing.T) {
	for name, s := range convCases() {
		c := s.Conv
		pixels := make(map[[2]int]int)
		taps := make(map[[2]int]int)
		for _, p := range phases(c) {
			for u := range p.rows {
				for v := range p.cols {
					pixels[[2]int{p.row + u*c.Stride, p.col + v*c.Stride}]++
				}
			}
			for _, tap := range p.taps {
				taps[tap]++
			}
		}
		if len(pixels) != c.H*c.W {
			t.Errorf("%s: phases cover %d pixels of %d", name, len(pixels), c.H*c.W)
		}
		for at, n := range pixels {
			if n != 1 || at[0] >= c.H || at[1] >= c.W {
				t.Errorf("%s: pixel %v is in %d phases", name, at, n)
			}
		}
		for tap, n := range taps {
			if n != 1 {
				t.Errorf("%s: tap %v is in %d phases", name, tap, n)
			}
		}
	}
}

// TestNarrowBordersPanic: a border that is too narrow would read other memory.
func TestNarrowBordersPanic(t *testing.T) {
	conv := program.Conv{C: 4, H: 6, W: 6, K: 4, R: 3, S: 3, Stride: 1, Pad: 1}
	for name, build := range map[string]func(e *Env, s ConvSpec){
		"X forward":   func(e *Env, s ConvSpec) { s.XPad = 0; e.ConvForward(s) },
		"X backward":  func(e *Env, s ConvSpec) { s.XPad = 0; e.ConvBackward(s, false) },
		"DY backward": func(e *Env, s ConvSpec) { s.DYPad = 0; e.ConvBackward(s, true) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			build(NewEnv(wasmgen.NewModule(), false), specOf(conv, 4))
		})
	}
}
