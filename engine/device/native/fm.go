package native

import (
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// The fast algorithms for FilterMap convolutions rest on two facts about
// windows that overlap in a map with strides x = y = 2:
//
//   - The windows wrap around in the channels, so a block of z channels of the
//     input meets every block of the map, shifted: a cyclic correlation over
//     the K3 blocks. A Fourier transform over the blocks of the input and of
//     the map makes one small layer of each frequency. (fmweights.go)
//   - Windows that are neighbours in the map share its cells, so the product
//     of a pixel with a cell serves several filters: each is computed once,
//     and a filter's output is the sum of nine of them along a diagonal.
//     (fmforward.go, fmbackward.go, fmstride.go)
//
// Letters are the paper's: K1, K2, K3, z = C/K3; (m1,m2) is a row and column
// of the map, 2*K1 by 2*K2 of them.

// frequency is one of the small layers: Parts transformed blocks from Block
// on, which are 1 where the frequency is real (its sine sum is zero) and
// 2, cosine and sine sum, where it is complex.
type frequency struct{ Block, Parts int }

// frequencies lists the small layers of a transform over n blocks, in the
// order of butterflyArgs; nil where there is no such transform.
func frequencies(n int) []frequency {
	switch n {
	case 1:
		return []frequency{{0, 1}}
	case 2:
		return []frequency{{0, 1}, {1, 1}}
	case 4:
		return []frequency{{0, 1}, {1, 1}, {2, 2}}
	case 8:
		return []frequency{{0, 1}, {1, 1}, {2, 2}, {4, 2}, {6, 2}}
	}
	return nil
}

// leastChannels is the number of channels a block needs for its products to
// outweigh the sums around them; measured.
const leastChannels = 4

// shared reports that the windows of a layer overlap in the way that the fast
// algorithms need.
func (e *executable) shared2x2(c program.Conv, g filtermap.Geometry) bool {
	return !e.direct && g.X == 2 && g.Y == 2 && g.S1 == 3 && g.S2 == 3 && g.Padding == filtermap.Wrap &&
		c.Pad == 1 && c.Stride <= 2 && frequencies(g.K3) != nil && g.Z() >= leastChannels
}

func (e *executable) fmConvForward(o program.FMConvForward) []phase {
	switch {
	case !e.shared2x2(o.Conv, o.Map):
		return e.expandedForward(o)
	case o.Stride == 2:
		return e.stridedForward(o)
	case o.Map.K1%2 == 0:
		return e.sharedForward(o)
	}
	return e.expandedForward(o) // an odd K1 has no pairs of rows to share
}

func (e *executable) fmConvBackward(o program.FMConvBackward) []phase {
	if !e.shared2x2(o.Conv, o.Map) {
		return e.expandedBackward(o)
	}
	return e.sharedBackward(o)
}

// fmBands cuts the rows of a group into bands for the tasks of a fast
// algorithm. Each band computes a row or two beyond its edges, so bands are
// few and long.
func fmBands(groups, rows int) (length, count int) {
	const tasks, shortest = 8, 8
	count = max(1, min(ceilDiv(tasks, groups), rows/shortest))
	length = ceilDiv(rows, count)
	return length, ceilDiv(rows, length)
}

// carve hands out consecutive pieces of a worker's scratch.
type carve struct{ used int }

// take returns the offset of n floats, rounded to cache lines.
func (c *carve) take(n int) int {
	at := c.used
	c.used += roundUp(n, lineFloats)
	return at
}
