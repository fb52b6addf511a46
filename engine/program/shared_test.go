package program

import "testing"

func TestBlockProducts(t *testing.T) {
	for _, tc := range []struct{ k3, four, three int }{
		{1, 1, 1}, {2, 2, 2}, {4, 6, 5}, {8, 14, 11}, {3, 5, 4},
	} {
		if got := BlockProducts(tc.k3, false); got != tc.four {
			t.Errorf("%d blocks: %d products, want %d", tc.k3, got, tc.four)
		}
		if got := BlockProducts(tc.k3, true); got != tc.three {
			t.Errorf("%d blocks, three multiplications: %d products, want %d", tc.k3, got, tc.three)
		}
	}
}

// Million multiply-adds a picture, worked out by hand for layers of ResNets.
func TestSharedMACs(t *testing.T) {
	for _, tc := range []struct {
		conv  Conv
		taps  Taps
		k3    int
		three bool
		want  int64
	}{
		{Conv{C: 16, H: 32, W: 32, K: 16, R: 3, S: 3, Stride: 1, Pad: 1}, TapsWinograd, 2, false, 393216},
		{Conv{C: 64, H: 32, W: 32, K: 64, R: 3, S: 3, Stride: 1, Pad: 1}, TapsWinograd, 4, true, 3932160},
		{Conv{C: 64, H: 32, W: 32, K: 128, R: 3, S: 3, Stride: 2, Pad: 1}, TapsShared, 4, true, 2621440},
		{Conv{C: 512, H: 4, W: 4, K: 512, R: 3, S: 3, Stride: 1, Pad: 1}, TapsShared, 8, true, 2883584},
		{Conv{C: 64, H: 8, W: 8, K: 64, R: 3, S: 3, Stride: 1, Pad: 1}, TapsDirect, 1, false, 2359296},
	} {
		if got := tc.conv.SharedMACs(tc.taps, tc.k3, BlockProducts(tc.k3, tc.three)); got != tc.want {
			t.Errorf("%+v, %d taps, K3 %d: %d multiply-adds, want %d", tc.conv, tc.taps, tc.k3, got, tc.want)
		}
	}
}
