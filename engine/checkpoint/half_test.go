package checkpoint

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Both 16-bit types, small enough to try all of.
type short struct {
	name string
	from func(uint16) float32
	to   func(float32) uint16
	inf  uint16 // positive infinity; below it all bit patterns are numbers, in order
}

func shorts() []short {
	return []short{
		{"F16", floatFromHalf, halfFromFloat, 0x7c00},
		{"BF16", floatFromBrain, brainFromFloat, 0x7f80},
	}
}

// Every pattern, NaNs with their payloads too, survives the way to float32 and
// back.
func TestShortRoundTrip(t *testing.T) {
	for _, s := range shorts() {
		for b := range 1 << 16 {
			if got := s.to(s.from(uint16(b))); got != uint16(b) {
				t.Fatalf("%s %04x is %g, which is %04x", s.name, b, s.from(uint16(b)), got)
			}
		}
	}
}

func TestShortValues(t *testing.T) {
	for _, tt := range []struct {
		got, want float64
	}{
		{float64(floatFromHalf(0x3c00)), 1},
		{float64(floatFromHalf(0xc000)), -2},
		{float64(floatFromHalf(0x7bff)), 65504},
		{float64(floatFromHalf(0x0400)), 0x1p-14},
		{float64(floatFromHalf(0x0001)), 0x1p-24},
		{float64(floatFromHalf(0x3555)), 0.333251953125},
		{float64(floatFromHalf(0x7c00)), math.Inf(1)},
		{float64(floatFromBrain(0x3f80)), 1},
		{float64(floatFromBrain(0xc049)), -3.140625},
		{float64(floatFromBrain(0x0001)), 0x1p-133},
		{float64(floatFromBrain(0xff80)), math.Inf(-1)},
	} {
		if tt.got != tt.want {
			t.Errorf("got %g, want %g", tt.got, tt.want)
		}
	}
}

// Rounding is to nearest, ties to even: the oracle searches all numbers of the
// type. Arguments are the midpoints between neighbours, the floats next to
// them, and random bits.
func TestShortRounding(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, s := range shorts() {
		values := make([]float64, s.inf) // of patterns 0 to inf-1, ascending
		for b := range values {
			values[b] = float64(s.from(uint16(b)))
		}
		// From the midpoint between the largest number and the next step on,
		// a number is infinite.
		top := int(s.inf)
		step := values[top-1] - values[top-2]
		nearest := func(f float64) uint16 {
			if f >= values[top-1]+step/2 {
				return s.inf
			}
			above, _ := slices.BinarySearch(values, f)
			above = min(above, top-1)
			if above == 0 {
				return 0
			}
			down, up := f-values[above-1], values[above]-f
			if down < up || down == up && above%2 == 1 {
				return uint16(above - 1)
			}
			return uint16(above)
		}
		try := func(f float32) {
			if math.IsNaN(float64(f)) {
				return
			}
			want := nearest(math.Abs(float64(f)))
			if math.Signbit(float64(f)) {
				want |= 1 << 15
			}
			if got := s.to(f); got != want {
				t.Fatalf("%s of %g (%08x) = %04x, want %04x", s.name, f, math.Float32bits(f), got, want)
			}
		}
		for b := range top - 1 {
			middle := float32((values[b] + values[b+1]) / 2) // exact: float32 has bits to spare
			for _, f := range []float32{middle, math.Nextafter32(middle, 0), math.Nextafter32(middle, math.MaxFloat32)} {
				try(f)
				try(-f)
			}
		}
		for range 100_000 {
			try(math.Float32frombits(rng.Uint32()))
		}
		try(float32(math.Inf(1)))
		try(float32(math.Inf(-1)))
		try(math.MaxFloat32)
	}
}

// A NaN whose payload does not survive shortening must not become infinite.
func TestShortNaN(t *testing.T) {
	for _, s := range shorts() {
		for _, bits := range []uint32{0x7f800001, 0xff800001, 0x7fc00000, 0x7fffffff} {
			f := math.Float32frombits(bits)
			got := s.from(s.to(f))
			if !math.IsNaN(float64(got)) || math.Signbit(float64(got)) != (bits>>31 == 1) {
				t.Errorf("%s of NaN %08x = %g (%08x)", s.name, bits, got, math.Float32bits(got))
			}
		}
	}
}
