package opcount_test

import (
	"testing"

	"filtermaplab/engine/opcount"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

func TestMACs(t *testing.T) {
	g, err := filtermap.Default(64, 64)
	if err != nil {
		t.Fatal(err)
	}
	odd := g
	odd.X, odd.Y = 1, 1 // windows at every cell: nothing to share as A does
	c := program.Conv{C: 64, H: 8, W: 8, K: 64, R: 3, S: 3, Stride: 1, Pad: 1}
	direct := c.MACs()
	shared := direct * 4 / 9 * 5 / 16 // four taps of nine, five block products of sixteen
	a := opcount.Algorithm{Spatial: opcount.A, Channels: opcount.Fourier3}
	for _, tc := range []struct {
		name string
		op   program.Op
		want int64
	}{
		{"forward", program.FMConvForward{Conv: c, Map: g}, shared},
		{"both gradients", program.FMConvBackward{Conv: c, Map: g, DX: 1}, 2 * shared},
		{"the map's gradient", program.FMConvBackward{Conv: c, Map: g}, shared},
		{"strides of one", program.FMConvForward{Conv: c, Map: odd}, direct},
		{"independent filters", program.ConvForward{Conv: c}, direct},
		{"no multiplications", program.SGD{N: 10}, 0},
	} {
		if got := opcount.MACs(tc.op, a); got != tc.want {
			t.Errorf("%s: %d multiply-adds, want %d", tc.name, got, tc.want)
		}
	}
}
