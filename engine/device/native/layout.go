package native

import (
	"fmt"
	"unsafe"

	"filtermaplab/engine/program"
)

// image is the shape of a lane-blocked activation: Groups groups of 8 pictures,
// stored as
//
//	[Groups][H][C][W][8]
//
// A group's row holds its channels one after the other, each W pixels of 8
// lanes. Every loop over pixels is then contiguous whatever the number of
// channels, a block of channels is contiguous too, and neither a shift by a
// pixel nor one by a channel needs a shuffle.
type image struct {
	Pictures, Groups int
	C, H, W          int
}

// imageOf is the layout of a buffer of shape (N,C,H,W) or (N,C).
func imageOf(info program.Info) (image, error) {
	im := image{C: 1, H: 1, W: 1}
	switch s := info.Shape; len(s) {
	case 4:
		im.Pictures, im.C, im.H, im.W = s[0], s[1], s[2], s[3]
	case 2:
		im.Pictures, im.C = s[0], s[1]
	default:
		return im, fmt.Errorf("native: buffer %q: want the shape (N,C,H,W) or (N,C) of an activation, got %v", info.Name, s)
	}
	im.Groups = (im.Pictures + lanes - 1) / lanes
	return im, nil
}

// row is the length of one row of all channels.
func (im image) row() int { return im.C * im.W * lanes }

// group is the length of one group.
func (im image) group() int { return im.H * im.row() }

// len is the length of the whole buffer.
func (im image) len() int { return im.Groups * im.group() }

// mask returns -1 for the lanes of group g that hold pictures and 0 for others.
func (im image) mask(g int) (m [lanes]int32) {
	for l := range m {
		if g*lanes+l < im.Pictures {
			m[l] = -1
		}
	}
	return m
}

// fill copies dense NCHW pictures into the blocked buffer; missing pictures
// are zero.
func (im image) fill(blocked, dense []float32) {
	clear(blocked[im.Pictures/lanes*im.group():])
	im.lines(func(at, from int) {
		line := blocked[at:]
		for x, v := range dense[from : from+im.W] {
			line[x*lanes] = v
		}
	})
}

// dump copies the blocked buffer into dense NCHW pictures.
func (im image) dump(dense, blocked []float32) {
	im.lines(func(at, from int) {
		line := blocked[at:]
		to := dense[from : from+im.W]
		for x := range to {
			to[x] = line[x*lanes]
		}
	})
}

// lines visits every row of every channel of every picture: its first element
// in the blocked and in the dense buffer.
func (im image) lines(visit func(blocked, dense int)) {
	dense := 0
	for n := range im.Pictures {
		for c := range im.C {
			for y := range im.H {
				visit(n/lanes*im.group()+y*im.row()+c*im.W*lanes+n%lanes, dense)
				dense += im.W
			}
		}
	}
}

// lineFloats is the number of floats in a cache line; buffers start on one.
const lineFloats = 16

// roundUp returns the first multiple of to that is at least n.
func roundUp(n, to int) int { return (n + to - 1) / to * to }

// alignedFloats returns n zeros that start on a cache line.
func alignedFloats(n int) []float32 {
	s := make([]float32, n+lineFloats-1)
	off := int(uintptr(unsafe.Pointer(unsafe.SliceData(s)))/4) % lineFloats
	if off != 0 {
		s = s[lineFloats-off:]
	}
	return s[:n:n]
}

// activations lists the operands of an op that are lane-blocked; all other
// buffers are dense. This is the only place that decides it.
func activations(op program.Op) []program.Buffer {
	switch o := op.(type) {
	case program.ConvForward:
		return []program.Buffer{o.X, o.Y}
	case program.ConvBackward:
		return []program.Buffer{o.X, o.DY, o.DX}
	case program.FMConvForward:
		return []program.Buffer{o.X, o.Y}
	case program.FMConvBackward:
		return []program.Buffer{o.X, o.DY, o.DX}
	case program.BatchNormTrain:
		return []program.Buffer{o.X, o.Res, o.Y}
	case program.BatchNormBackward:
		return []program.Buffer{o.X, o.Y, o.DY, o.DX, o.DRes}
	case program.BatchNormInfer:
		return []program.Buffer{o.X, o.Res, o.Y}
	case program.Concat:
		return []program.Buffer{o.A, o.B, o.Y}
	case program.ConcatBackward:
		return []program.Buffer{o.DY, o.DA, o.DB}
	case program.AvgPool:
		return []program.Buffer{o.X, o.Y}
	case program.AvgPoolBackward:
		return []program.Buffer{o.DY, o.DX}
	case program.Linear:
		return []program.Buffer{o.X, o.Y}
	case program.LinearBackward:
		return []program.Buffer{o.X, o.DY, o.DX}
	case program.SoftmaxLoss:
		return []program.Buffer{o.Logits, o.DLogits}
	}
	return nil
}
