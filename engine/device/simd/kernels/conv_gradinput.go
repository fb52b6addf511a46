package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// The input gradient is a convolution of DY as well. Written for one pixel of X,
//
//	DX[i,j,c] = sum over k,r,s of DY[(i+Pad-r)/Stride, (j+Pad-s)/Stride, k] * W[k,c,r,s]
//
// over those r and s that divide. Which ones do depends only on i+Pad and
// j+Pad modulo Stride, so the pixels of X fall into Stride x Stride phases,
// and each phase is a dense convolution with its own few taps. Rows of taps
// run backwards in r; packed in reverse they run forwards in memory.

// phase is the part of the input gradient for pixels (row + Stride*u, col + Stride*v).
type phase struct {
	row, col      int // first pixel of X
	rows, cols    int // how many there are
	dyRow, dyCol  int // DY pixel that the first tap of the first pixel meets
	taps          [][2]int
	tapRows, runs int // taps in a column and in a row of taps
}

func phases(c program.Conv) []phase {
	var all []phase
	st := c.Stride
	for a := range st {
		for b := range st {
			p := phase{row: mod(a-c.Pad, st), col: mod(b-c.Pad, st)}
			p.rows, p.cols = ceilDiv(c.H-p.row, st), ceilDiv(c.W-p.col, st)
			p.tapRows, p.runs = ceilDiv(c.R-a, st), ceilDiv(c.S-b, st)
			p.dyRow = (p.row+c.Pad-a)/st - (p.tapRows - 1)
			p.dyCol = (p.col+c.Pad-b)/st - (p.runs - 1)
			for u := p.tapRows - 1; u >= 0; u-- {
				for v := p.runs - 1; v >= 0; v-- {
					p.taps = append(p.taps, [2]int{a + st*u, b + st*v})
				}
			}
			if p.rows > 0 && p.cols > 0 {
				all = append(all, p)
			}
		}
	}
	return all
}

// mod is the rest of a/n in [0,n).
func mod(a, n int) int { return ((a % n) + n) % n }

// ceilDiv is a/n rounded up, and 0 for a <= 0.
func ceilDiv(a, n int) int { return max(0, (a+n-1)/n) }

type convGradInputKey struct {
	program.Conv
	dxPad, dyPad int
	add          bool
}

func (e *Env) convGradInput(s ConvSpec) *Func {
	key := convGradInputKey{s.Conv, s.DXPad, s.DYPad, s.AddDX}
	return e.kernel(key, "convGradInput", 3, func(f *Func, p []Var, lo, hi, _ Var) {
		dx, dy := s.dx(), s.dy()
		e.eachGroup(f, lo, hi, p[0], dy.Group(), p[2], dx.Group(), func(dyg, dxg Var) {
			w := f.Let(p[1].Get())
			for _, ph := range phases(s.Conv) {
				sw := panel{
					width: ph.cols, inRow: dy.Row(), inPixel: dy.Pixel(),
					tapRows: ph.tapRows, tapRow: dy.Row(), run: ph.runs * s.K,
					outRow: s.Stride * dx.Row(), outPix: s.Stride * dx.Pixel(), columns: s.C,
					add: s.AddDX,
				}
				if len(ph.taps) == 0 {
					if s.AddDX {
						continue
					}
					ph.dyRow, ph.dyCol = 0, 0
				}
				from := f.Let(Add(dyg, dy.Origin()+ph.dyRow*dy.Row()+ph.dyCol*dy.Pixel()))
				to := f.Let(Add(dxg, dx.Origin()+ph.row*dx.Row()+ph.col*dx.Pixel()))
				e.emitBands(f, sw, ph.rows, from, w, to)
				f.Inc(w, sw.weights())
			}
		})
	})
}

type packBackwardKey struct {
	program.Conv
	offset int
}

// packBackward is a kernel of (w, packed) with one task an input channel. The
// phases lie one behind the other, each [taps][K][columns of the tile]. The
// filters start offset bytes after w.
func (e *Env) packBackward(c program.Conv, offset int) *Func {
	return e.kernel(packBackwardKey{c, offset}, "packBackward", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		filter := 4 * c.C * c.R * c.S
		ch := f.Local(I32)
		f.For(ch, lo, hi, 1, func() {
			src := f.Let(Add(p[0], Add(offset, Mul(ch, 4*c.R*c.S))))
			packed := f.Let(p[1].Get())
			for _, ph := range phases(c) {
				if len(ph.taps) == 0 {
					continue
				}
				dst, step := f.Local(I32), f.Local(I32)
				depth := len(ph.taps) * c.K
				e.columnAddress(f, c.C, ch, packed, depth, dst, step)
				for _, t := range ph.taps {
					at := f.Let(Add(src, 4*(t[0]*c.S+t[1])))
					n := f.Let(I32Const(int32(c.K)))
					f.Repeat(n, func() {
						f.StoreF32(dst, 0, LoadF32(at, 0))
						f.Inc(dst, step)
						f.Inc(at, filter)
						f.Inc(n, -1)
					})
				}
				f.Inc(packed, 4*depth*c.C)
			}
		})
	})
}
