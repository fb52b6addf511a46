package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/palette/moreland"
	"gonum.org/v1/plot/vg"
)

// seriesColour is the colour of the i-th of things that stand beside each
// other. Source: Okabe and Ito, "Color universal design", 2008, without
// yellow, which is pale on white.
func seriesColour(i int) color.Color {
	colours := []color.RGBA{
		{0x00, 0x72, 0xb2, 0xff}, // blue
		{0xd5, 0x5e, 0x00, 0xff}, // vermilion
		{0x00, 0x9e, 0x73, 0xff}, // bluish green
		{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
		{0x56, 0xb4, 0xe9, 0xff}, // sky blue
		{0xe6, 0x9f, 0x00, 0xff}, // orange
		{0x00, 0x00, 0x00, 0xff}, // black
	}
	return colours[i%len(colours)]
}

// seriesDashes is the dash pattern that goes with it.
func seriesDashes(i int) []vg.Length {
	patterns := [][]vg.Length{nil, {6, 2}, {2, 2}, {8, 2, 2, 2}, {1, 2}, {10, 3}, {4, 1, 1, 1}}
	return patterns[i%len(patterns)]
}

// diverging returns a colour for v from -most to most: blue, grey, red.
// Beyond, and for what is no number, it is the end's or grey.
func diverging(most float64) func(v float64) color.Color {
	scale := moreland.SmoothBlueRed()
	scale.SetMin(-1)
	scale.SetMax(1)
	return func(v float64) color.Color {
		share := v / most
		if math.IsNaN(share) {
			share = 0
		}
		c, err := scale.At(min(max(share, -1), 1))
		if err != nil {
			panic(err) // the share is on the scale
		}
		return c
	}
}

// sequential returns a colour for a share from 0, white, to 1, dark blue.
func sequential(share float64) color.Color {
	share = min(max(share, 0), 1)
	mix := func(from, to float64) uint8 { return uint8(math.Round(from + share*(to-from))) }
	return color.RGBA{mix(255, 8), mix(255, 48), mix(255, 107), 255}
}

// largest is the largest magnitude of finite numbers, 1 where there is none.
func largest(values []float32) float64 {
	most := 0.0
	for _, v := range values {
		if a := math.Abs(float64(v)); a > most && !math.IsInf(a, 0) {
			most = a
		}
	}
	if most == 0 {
		return 1
	}
	return most
}
