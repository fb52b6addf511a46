package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// The direct convolution needs no gather: in [H+2p][W+2p][C][4] the S taps of
// one filter row times all C channels lie one behind the other. An output
// pixel is R runs of S*C vectors, and the neighbouring output pixel is the
// same R runs moved by Stride*C vectors.

// panelBytes is about how much input a band of rows should take, so that it
// stays in the second-level cache while the blocks of columns pass over it.
const panelBytes = 256 << 10

// band is the number of rows of rowBytes each that are done at a time.
func band(rows, rowBytes int) int { return min(rows, max(1, panelBytes/rowBytes)) }

type convForwardKey struct {
	program.Conv
	xPad, yPad int
}

func (e *Env) convForward(s ConvSpec) *Func {
	key := convForwardKey{s.Conv, s.XPad, s.YPad}
	return e.kernel(key, "conv", 3, func(f *Func, p []Var, lo, hi, _ Var) {
		x, y := s.x(), s.y()
		e.eachGroup(f, lo, hi, p[0], x.Group(), p[2], y.Group(), func(xg, yg Var) {
			sw := panel{
				width: y.W, inRow: s.Stride * x.Row(), inPixel: s.Stride * x.Pixel(),
				tapRows: s.R, tapRow: x.Row(), run: s.S * s.C,
				outRow: y.Row(), outPix: y.Pixel(), columns: s.K,
			}
			from := f.Let(Add(xg, x.Origin()-s.Pad*(x.Row()+x.Pixel())))
			to := f.Let(Add(yg, y.Origin()))
			e.emitBands(f, sw, y.H, from, p[1], to)
		})
	})
}

// emitBands emits a panel over a fixed number of rows, band by band. It moves x and y.
func (e *Env) emitBands(f *Func, s panel, rows int, x, w, y Var) {
	if rows <= 0 || s.width <= 0 {
		return
	}
	n := band(rows, s.inRow)
	count := f.Local(I32)
	left := f.Let(I32Const(int32(rows)))
	f.Repeat(GtS(left, 0), func() {
		f.Set(count, MinS(left, n))
		e.emitPanel(f, s, count, x, w, y)
		f.Inc(x, n*s.inRow)
		f.Inc(y, n*s.outRow)
		f.Inc(left, -n)
	})
}

// eachGroup emits a loop over the groups lo to hi-1 of two picture tensors.
func (e *Env) eachGroup(f *Func, lo, hi, a Var, aGroup int, b Var, bGroup int, body func(ag, bg Var)) {
	g := f.Local(I32)
	f.For(g, lo, hi, 1, func() {
		ag := f.Let(Add(a, Mul(g, aGroup)))
		bg := f.Let(Add(b, Mul(g, bGroup)))
		body(ag, bg)
	})
}
