package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// sweepBytes is how much of all operands together a sweep touches before it
// comes back for the next channels: well inside a first-level cache of 32 KiB.
const sweepBytes = 20 << 10

// quad is the number of channels that are taken at a time: four vectors are
// one cache line, and four channels with three sums each still fit in registers.
const quad = 4

// sweep walks over the pixels of several pictures of equal C, H and W in step.
// It is the loop of all element-wise kernels. The walk goes band by band, in
// a band four channels at a time, and for these over all pixels of the band,
// so that what belongs to a channel stays in registers and the band in cache.
type sweep struct {
	C, H, W int
	Pads    []int // of each picture
	Block   int   // channels at a time; 0 means quad
	Cold    bool  // the pictures have left the cache: see touch

	// Begin and End stand around the pixels of a block of n channels: to load
	// constants and sums, and to store sums. The offset c counts channels*4,
	// the offset in a vector of one float a channel.
	Begin, End func(c Var, n int)
	// Pixel does n channels of one pixel: vector i of picture k is at at[k]+16*i.
	Pixel func(at []Var, n int)
}

// shape returns rows and columns to walk, and rows a band. Pictures without
// border are one long row, cut into bands at will.
func (s sweep) shape() (rows, cols, band int) {
	pixel := s.C * Lanes * 4 * len(s.Pads)
	flat := true
	for _, p := range s.Pads {
		flat = flat && p == 0
	}
	if flat {
		for cols = min(s.H*s.W, max(1, sweepBytes/pixel)); s.H*s.W%cols != 0; cols-- {
		}
		return s.H * s.W / cols, cols, 1
	}
	for band = min(s.H, max(1, sweepBytes/(s.W*pixel))); s.H%band != 0; band-- {
	}
	return s.H, s.W, band
}

// emit writes the walk over one group; base are the addresses of the group in
// each picture. It leaves base as it was.
func (s sweep) emit(f *Func, base []Var) {
	if s.Block == 0 {
		s.Block = quad
	}
	rows, cols, band := s.shape()
	pics := make([]Picture, len(base))
	top := make([]Var, len(base)) // first pixel of the band, channel 0
	for k := range base {
		pics[k] = Picture{s.C, rows, cols, s.Pads[k]}
		top[k] = f.Let(Add(base[k], pics[k].Origin()))
	}
	c := f.Local(I32)
	at := f.Locals(I32, len(base))
	block := func(n int) {
		for k := range at {
			f.Set(at[k], Add(top[k], Shl(c, 2)))
		}
		if s.Begin != nil {
			s.Begin(c, n)
		}
		advance(f, band, func() {
			advance(f, cols, func() {
				s.Pixel(at, n)
				for k := range at {
					f.Inc(at[k], pics[k].Pixel())
				}
			})
			for k := range at {
				if skip := pics[k].Row() - cols*pics[k].Pixel(); skip > 0 {
					f.Inc(at[k], skip)
				}
			}
		})
		if s.End != nil {
			s.End(c, n)
		}
	}
	advance(f, rows/band, func() {
		for k := range top {
			if s.Cold {
				touch(f, top[k], band*pics[k].Row())
			}
		}
		whole := s.C / s.Block * s.Block
		f.For(c, 0, 4*whole, 4*s.Block, func() { block(s.Block) })
		if rest := s.C - whole; rest > 0 {
			f.Set(c, 4*whole)
			block(rest)
		}
		for k := range top {
			f.Inc(top[k], band*pics[k].Row())
		}
	})
}

// touch reads one number of every cache line of n bytes from p on, in order.
// The walk over a band comes by with a stride, four channels of every pixel,
// which the hardware's prefetcher does not see through; this it does. On
// tensors that come from far away it halves the time of the walk.
func touch(f *Func, p Var, n int) {
	const line, unroll = 64, 8
	at := f.Let(p.Get())
	advance(f, n/(line*unroll), func() {
		for u := range unroll {
			f.Drop(LoadF32(at, line*u))
		}
		f.Inc(at, line*unroll)
	})
	for u := range n % (line * unroll) / line {
		f.Drop(LoadF32(at, line*u))
	}
}

// groups emits a loop over the groups lo to hi-1. The addresses handed to body
// are those of the group in each of the operands, whose groups are size bytes
// long; size 0 is an operand that all groups share.
func groups(f *Func, lo, hi Var, operands []Var, size []int, body func(at []Var, g Var)) {
	at := make([]Var, len(operands))
	for k := range at {
		if size[k] == 0 {
			at[k] = operands[k]
			continue
		}
		at[k] = f.Let(Add(operands[k], Mul(lo, size[k])))
	}
	g := f.Let(lo.Get())
	f.While(LtS(g, hi), func() {
		body(at, g)
		for k := range at {
			if size[k] > 0 {
				f.Inc(at[k], size[k])
			}
		}
		f.Inc(g, 1)
	})
}

// laneSum is the sum of the four lanes, always in the same order.
func laneSum(v Var) Expr {
	return F32Add(
		F32Add(F32x4ExtractLane(v, 0), F32x4ExtractLane(v, 1)),
		F32Add(F32x4ExtractLane(v, 2), F32x4ExtractLane(v, 3)))
}

// GroupsOf is the number of groups of four that n pictures fill.
func GroupsOf(n int) int { return (n + Lanes - 1) / Lanes }

// laneMask has all bits set in the first n lanes.
func laneMask(n int) Expr {
	var m [Lanes]int32
	for i := range n {
		m[i] = -1
	}
	return I32x4Const(m[0], m[1], m[2], m[3])
}
