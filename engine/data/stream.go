package data

import (
	"math/bits"
	"math/rand/v2"
)

// stream is a sequence of random numbers for one purpose. It is a PCG, whose
// sequence Go promises to keep, and draws from it by rules of its own, so that
// a seed means the same pictures and batches for good.
type stream struct {
	pcg rand.PCG
}

// newStream returns the stream of a seed for a purpose. Streams that differ in
// the seed or in any number of the purpose have nothing in common.
func newStream(seed uint64, purpose ...uint64) stream {
	h := mix(seed)
	for _, p := range purpose {
		h = mix(h ^ mix(p))
	}
	return stream{pcg: *rand.NewPCG(h, mix(h))}
}

// mix is the output function of SplitMix64 after one step of its counter
// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators"): a
// permutation in which every bit of x moves half the bits of the result.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// intn returns a number in [0,n). It is the high word of a product (Lemire,
// "Fast random integer generation in an interval") without the rejection: for
// the n here the bias is below 2^-40, and every call draws exactly once.
func (s *stream) intn(n int) int {
	hi, _ := bits.Mul64(s.pcg.Uint64(), uint64(n))
	return int(hi)
}

// coin is true half of the time.
func (s *stream) coin() bool { return s.pcg.Uint64()>>63 == 1 }

// unit returns a number in [0,1), a multiple of 2^-53.
func (s *stream) unit() float64 { return float64(s.pcg.Uint64()>>11) * 0x1p-53 }

// between returns a number in [lo,hi].
func (s *stream) between(lo, hi float64) float64 {
	return lo + float64((hi-lo)*s.unit())
}

// shuffle fills order with a random permutation of 0..len(order)-1.
func (s *stream) shuffle(order []int) {
	for i := range order {
		j := s.intn(i + 1)
		order[i] = order[j]
		order[j] = i
	}
}

// state returns the stream's state as bytes.
func (s *stream) state() []byte {
	b, err := s.pcg.MarshalBinary()
	if err != nil {
		panic(err) // a PCG has no state that cannot be written
	}
	return b
}

// restoreStream is the inverse of state.
func restoreStream(b []byte) (stream, error) {
	var pcg rand.PCG
	err := pcg.UnmarshalBinary(b)
	return stream{pcg: pcg}, err
}
