package opcount

import (
	"fmt"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Spatial says how the overlap of neighbouring windows is used.
type Spatial uint8

const (
	Taps Spatial = iota // not at all
	A
	WA
	WW
)

func (s Spatial) String() string { return [...]string{"direct", "A", "WA", "WW"}[s] }

// Channels says how the rotation of channels is used.
type Channels uint8

const (
	Blocks   Channels = iota // not at all
	Fourier4                 // complex products by four multiplications
	Fourier3                 // by three
)

func (c Channels) String() string { return [...]string{"", "B4", "B3"}[c] }

// Algorithm is a way to compute a filter-map convolution.
type Algorithm struct {
	Spatial  Spatial
	Channels Channels
}

// String is the short name: direct, A, B4, B3+WA.
func (a Algorithm) String() string {
	switch {
	case a.Channels == Blocks:
		return a.Spatial.String()
	case a.Spatial == Taps:
		return a.Channels.String()
	}
	return a.Channels.String() + "+" + a.Spatial.String()
}

// Ops is the arithmetic of one picture's forward pass. Each gradient of the
// backward pass takes as many multiply-adds again.
type Ops struct {
	MACs int64 // multiply-adds
	Adds int64 // additions beside them, of transforms and sums
}

// Plus adds two counts.
func (o Ops) Plus(p Ops) Ops { return Ops{o.MACs + p.MACs, o.Adds + p.Adds} }

// Count returns the arithmetic that a takes for a layer, and whether it can be
// used there at all. Borders, where some products are of zeros, are counted
// like any other pixel.
func (a Algorithm) Count(c program.Conv, g filtermap.Geometry) (Ops, bool) {
	if !a.applies(c, g) {
		return Ops{}, false
	}
	blocks, share := a.Channels.blocks(g.K3)
	pixels, inputs := int64(c.Ho()*c.Wo()), int64(c.H*c.W)
	z, kappa := int64(g.Z()), int64(g.K1*g.K2)

	// In quarters, since WW takes 9/4 a tap.
	quarters := map[Spatial]int64{Taps: 36, A: 16, WA: 12, WW: 9}[a.Spatial]
	ops := Ops{MACs: quarters * blocks * z * kappa * pixels / 4}

	// Of the transforms over blocks, for one element of every block.
	in, out := a.Channels.adds(g.K3)
	ops.Adds = in*z*inputs + out*kappa*pixels
	// Of sums along windows and Winograd's transforms, once for each of share
	// sets of N blocks divided by N.
	n := int64(g.K3)
	perInput, perOutput := a.Spatial.adds()
	ops.Adds += share * (perInput*z*n + perOutput*kappa*n) * pixels / n
	return ops, true
}

// applies says whether a layer has what the algorithm uses.
func (a Algorithm) applies(c program.Conv, g filtermap.Geometry) bool {
	if a == (Algorithm{}) {
		return true // the definition
	}
	if g.X != 2 || g.Y != 2 || g.S1 != 3 || g.S2 != 3 || g.Padding != filtermap.Wrap {
		return false
	}
	switch a.Spatial {
	case WA:
		if c.Stride != 1 || g.K1%2 != 0 {
			return false
		}
	case WW:
		if c.Stride != 1 || g.K1%2 != 0 || g.K2%2 != 0 {
			return false
		}
	}
	if a.Channels == Blocks {
		return true
	}
	return g.K3 == 1 || g.K3 == 2 || g.K3 == 4 || g.K3 == 8
}

// adds returns the additions for each channel of an input pixel and for each
// filter of an output pixel, at stride 1; at stride 2 only A is used, which
// has none of the former.
func (s Spatial) adds() (perInput, perOutput int64) {
	switch s {
	case A:
		return 0, 6
	case WA:
		return 3, 5
	case WW:
		return 12, 5
	}
	return 0, 0
}

// blocks returns the block products that replace n*n, and how many sets of
// blocks the spatial algorithm then works on, of which one is n.
func (c Channels) blocks(n int) (products, sets int64) {
	switch c {
	case Fourier4:
		return map[int]int64{1: 1, 2: 2, 4: 6, 8: 14}[n], int64(n)
	case Fourier3:
		return map[int]int64{1: 1, 2: 2, 4: 5, 8: 11}[n], map[int]int64{1: 1, 2: 2, 4: 5, 8: 11}[n]
	}
	return int64(n * n), int64(n)
}

// adds returns the additions of the transforms of n blocks, of one element
// each: on the way in, and on the way out.
func (c Channels) adds(n int) (in, out int64) {
	switch c {
	case Fourier4:
		both := map[int]int64{1: 0, 2: 2, 4: 6, 8: 20}[n]
		return both, both
	case Fourier3: // the sums that save a multiplication come on top
		return map[int]int64{1: 0, 2: 2, 4: 7, 8: 23}[n], map[int]int64{1: 0, 2: 2, 4: 8, 8: 26}[n]
	}
	return 0, 0
}

// Winograd is the arithmetic of F(m x m, 3x3) on independent filters, m 2 or
// 4, at stride 1: what a convolution library does with filters that were cut
// out of a map. It panics for other m and other filters.
func Winograd(m int, c program.Conv) Ops {
	if c.R != 3 || c.S != 3 || c.Stride != 1 || m != 2 && m != 4 {
		panic(fmt.Sprintf("opcount: Winograd: want m 2 or 4 and 3x3 filters at stride 1, got m %d and %+v", m, c))
	}
	tiles := int64((c.Ho()+m-1)/m) * int64((c.Wo()+m-1)/m)
	in, out := int64(c.C), int64(c.K)
	if m == 2 {
		return Ops{MACs: 16 * in * out * tiles, Adds: (32*in + 24*out) * tiles}
	}
	return Ops{MACs: 36 * in * out * tiles, Adds: (156*in + 90*out) * tiles}
}
