package program

// Taps is the number of multiply-adds for each pair of input channel and
// filter and each output pixel that a way of sharing products between the
// windows of a 3D-FilterMap leaves of the nine of a 3x3 convolution.
type Taps int

const (
	TapsDirect   Taps = 9 // every filter by itself
	TapsShared   Taps = 4 // each product of a pixel with a map cell once
	TapsWinograd Taps = 3 // the same along columns, Winograd's F(2,3) along rows
)

// BlockProducts is the number of products of channel blocks that are left of
// the k3*k3 when the wrap-around of the channels is used through a Fourier
// transform over the k3 blocks: one for each real frequency and four, or
// three, for each complex one.
func BlockProducts(k3 int, three bool) int {
	complexOnes := (k3 - 1) / 2
	realOnes := k3 - 2*complexOnes
	if three {
		return realOnes + 3*complexOnes
	}
	return realOnes + 4*complexOnes
}

// SharedMACs is the number of multiply-adds for one picture when the filters
// come from a 3D-FilterMap of k3 channel blocks: of the taps, and of the given
// number of block products.
func (c Conv) SharedMACs(taps Taps, k3, products int) int64 {
	direct := int64(c.C) * int64(c.K) * int64(c.Ho()) * int64(c.Wo())
	return direct * int64(taps) * int64(products) / int64(k3*k3)
}
