package reference

import "filtermaplab/engine/program"

// A convolution of one picture is a product of matrices. Let column(p) be the
// patch of the padded picture under output pixel p, C*R*S numbers in the
// order of a filter. Then
//
//	Y[k][p]      = sum over t of W[k][t] * column(p)[t]        forward
//	DW[k][t]     = sum over p of DY[k][p] * column(p)[t]       gradient of the filters
//	dcolumn(p)[t] = sum over k of W[k][t] * DY[k][p]           gradient of the patches,
//
// and DX collects dcolumn(p) where the patches overlap. Columns are made for
// blocks of pixels that stay in the cache.
const pixelBlock = 64

// gradChunks is the number of parts in which pictures are summed into DW.
// It is fixed, so that the sum does not depend on the number of processors.
const gradChunks = 8

// patches is the number of elements under one filter.
func patches(c program.Conv) int { return c.C * c.R * c.S }

// convScratch is what one worker needs for any of the three products.
func convScratch(c program.Conv) (columns, rows, floats int) {
	t, k := patches(c), c.K
	block := pixelBlock / tileColumns
	columns = max(block*t, packs(t, tileColumns)*pixelBlock, block*k)
	rows = max(packs(k, tileRows)*pixelBlock, 1)
	return columns, rows, t * pixelBlock
}

// tap calls f for each element t of the patches: its channel and offset.
func tap(c program.Conv, f func(t, ch, r, s int)) {
	t := 0
	for ch := range c.C {
		for r := range c.R {
			for s := range c.S {
				f(t, ch, r, s)
				t++
			}
		}
	}
}

// walk calls f for the output pixels lo..hi-1 in runs that stay in one output
// row and see the picture: pixels from..to read input row i, starting at input
// column j and moving by the stride.
func walk(c program.Conv, r, s, lo, hi int, f func(from, to, i, j int)) {
	wo := c.Wo()
	for p := lo; p < hi; {
		row, col := p/wo, p%wo
		end := min(hi, p+wo-col)
		i := row*c.Stride + r - c.Pad
		if i >= 0 && i < c.H {
			// Columns with 0 <= col*Stride+s-Pad < W.
			first := max(col, ceilDiv(c.Pad-s, c.Stride))
			last := min(col+end-p, ceilDiv(c.W+c.Pad-s, c.Stride))
			if first < last {
				f(p-col+first, p-col+last, i, first*c.Stride+s-c.Pad)
			}
		}
		p = end
	}
}

// ceilDiv rounds a/b up, b > 0.
func ceilDiv(a, b int) int {
	if a > 0 {
		return (a + b - 1) / b
	}
	return -(-a / b)
}

// pixelColumns packs the columns of pixels lo..hi-1 as the right factor of the
// forward product: inner index t, columns p.
func pixelColumns(dst []columnPack, x []float32, c program.Conv, lo, hi int) {
	size := patches(c)
	clear(dst[:packs(hi-lo, tileColumns)*size])
	tap(c, func(t, ch, r, s int) {
		plane := x[ch*c.H*c.W : (ch+1)*c.H*c.W]
		walk(c, r, s, lo, hi, func(from, to, i, j int) {
			at := i*c.W + j
			for p := from - lo; p < to-lo; p++ {
				dst[p/tileColumns*size+t][p%tileColumns] = plane[at]
				at += c.Stride
			}
		})
	})
}

// tapColumns packs the same columns as the right factor of the filter
// gradient: inner index p, columns t.
func tapColumns(dst []columnPack, x []float32, c program.Conv, lo, hi int) {
	n := hi - lo
	clear(dst[:packs(patches(c), tileColumns)*n])
	tap(c, func(t, ch, r, s int) {
		plane := x[ch*c.H*c.W : (ch+1)*c.H*c.W]
		pack := dst[t/tileColumns*n : (t/tileColumns+1)*n]
		lane := t % tileColumns
		walk(c, r, s, lo, hi, func(from, to, i, j int) {
			at := i*c.W + j
			for p := from - lo; p < to-lo; p++ {
				pack[p][lane] = plane[at]
				at += c.Stride
			}
		})
	})
}

// scatterColumns adds the gradients of the columns, t-major with rows ld
// apart, to the pixels that they came from.
func scatterColumns(dx, columns []float32, ld int, c program.Conv, lo, hi int) {
	tap(c, func(t, ch, r, s int) {
		plane := dx[ch*c.H*c.W : (ch+1)*c.H*c.W]
		walk(c, r, s, lo, hi, func(from, to, i, j int) {
			at := i*c.W + j
			for _, v := range columns[t*ld+from-lo : t*ld+to-lo] {
				plane[at] += v
				at += c.Stride
			}
		})
	})
}

// pixelBlocks calls f for blocks of output pixels.
func pixelBlocks(c program.Conv, f func(lo, hi int)) {
	pixels := c.Ho() * c.Wo()
	for lo := 0; lo < pixels; lo += pixelBlock {
		f(lo, min(pixels, lo+pixelBlock))
	}
}

// convForward computes y (N,K,Ho,Wo) from x (N,C,H,W) and filters w (K,C,R,S).
func (e *executable) convForward(c program.Conv, x, w, y []float32) {
	size, pixels := patches(c), c.Ho()*c.Wo()
	packed := e.packed[:packs(c.K, tileRows)*size]
	packRows(packed, w, c.K, size, size, 1)
	e.each(e.p.Batch, func(s *scratch, n int) {
		xn, yn := x[n*c.C*c.H*c.W:], y[n*c.K*pixels:]
		pixelBlocks(c, func(lo, hi int) {
			pixelColumns(s.columns, xn, c, lo, hi)
			gemm(yn[lo:], pixels, packed, s.columns, c.K, hi-lo, size, false)
		})
	})
}

// convGradInput computes or adds dx from dy and the filters.
func (e *executable) convGradInput(c program.Conv, w, dy, dx []float32, add bool) {
	size, pixels := patches(c), c.Ho()*c.Wo()
	packed := e.packed[:packs(size, tileRows)*c.K]
	packRows(packed, w, size, c.K, 1, size) // the transpose
	e.each(e.p.Batch, func(s *scratch, n int) {
		dxn, dyn := dx[n*c.C*c.H*c.W:(n+1)*c.C*c.H*c.W], dy[n*c.K*pixels:]
		if !add {
			clear(dxn)
		}
		pixelBlocks(c, func(lo, hi int) {
			packPixels(s.columns, dyn, c.K, pixels, lo, hi)
			gemm(s.floats, pixelBlock, packed, s.columns, size, hi-lo, c.K, false)
			scatterColumns(dxn, s.floats, pixelBlock, c, lo, hi)
		})
	})
}

// packPixels packs pixels lo..hi-1 of dy (K,pixels) as a right factor.
func packPixels(dst []columnPack, dy []float32, k, pixels, lo, hi int) {
	clear(dst[:packs(hi-lo, tileColumns)*k])
	for i := range k {
		for p, v := range dy[i*pixels+lo : i*pixels+hi] {
			dst[p/tileColumns*k+i][p%tileColumns] = v
		}
	}
}

// convGradWeight computes dw (K,C,R,S) from x and dy, chunk by chunk of
// pictures, and adds the chunks in order.
func (e *executable) convGradWeight(c program.Conv, x, dy, dw []float32) {
	size, pixels := patches(c), c.Ho()*c.Wo()
	chunk := (e.p.Batch + gradChunks - 1) / gradChunks
	chunks := (e.p.Batch + chunk - 1) / chunk
	e.each(chunks, func(s *scratch, i int) {
		part := e.partial(i, c.K*size)
		clear(part)
		for n := i * chunk; n < min(e.p.Batch, (i+1)*chunk); n++ {
			xn, dyn := x[n*c.C*c.H*c.W:], dy[n*c.K*pixels:]
			pixelBlocks(c, func(lo, hi int) {
				packRows(s.rows, dyn[lo:], c.K, hi-lo, pixels, 1)
				tapColumns(s.columns, xn, c, lo, hi)
				gemm(part, size, s.rows, s.columns, c.K, size, hi-lo, true)
			})
		}
	})
	copy(dw, e.partial(0, len(dw)))
	for i := 1; i < chunks; i++ {
		for j, v := range e.partial(i, len(dw)) {
			dw[j] += v
		}
	}
}
