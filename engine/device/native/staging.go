package native

// A convolution reads pixels beyond the picture and, with a stride, every
// second one. Instead of teaching the kernels about either, the rows that a
// task needs are first copied into the worker's scratch with their zero border
// and with the columns sorted by their remainder modulo the stride, so that
// the kernels only ever see contiguous pixels. The copy costs two memory
// operations an element, the convolution R*S*K multiply-adds.

// window describes staged rows: [Rows][Phases][C][Cols][8]. Staged row t is
// picture row Top+t, column q of phase p is picture column Left + q*Step + p.
type window struct {
	Step   int // between neighbouring columns of a phase: the stride
	Phases int // columns modulo Step that are wanted
	Cols   int
	Left   int
	Keep   int // of Step rows, the first Keep are wanted; 0 keeps all
}

// row is the length of one staged row.
func (w window) row(c int) int { return w.Phases * c * w.Cols * lanes }

// at is the offset of channel 0 of column q of phase p in a staged row.
func (w window) at(c, phase, q int) int { return (phase*c*w.Cols + q) * lanes }

// stage copies rows [top, top+rows) of a group.
func (e *executable) stage(w *worker, win window, dst []float32, im image, group []float32, top, rows int) {
	a := &w.columns
	a.Chans, a.Step = im.C, win.Step
	a.DstChan, a.SrcChan = win.Cols*lanes, im.W*lanes
	for t := range rows {
		if win.Keep > 0 && t%win.Step >= win.Keep {
			continue
		}
		out := dst[t*win.row(im.C):][:win.row(im.C)]
		y := top + t
		if y < 0 || y >= im.H {
			clear(out)
			continue
		}
		in := group[y*im.row():][:im.row()]
		for phase := range win.Phases {
			left := win.Left + phase
			// Columns [q0,q1) lie inside the picture.
			q0 := min(max(0, ceilDiv(-left, win.Step)), win.Cols)
			q1 := max(q0, min(win.Cols, ceilDiv(im.W-left, win.Step)))
			a.Dst = out[win.at(im.C, phase, 0):]
			a.Before, a.Pixels, a.After = q0, q1-q0, win.Cols-q1
			a.Src = in
			if q0 < q1 {
				a.Src = in[(left+q0*win.Step)*lanes:]
			}
			e.kernel.copyColumns(a)
		}
	}
}

// ceilDiv is a/b rounded up, for b > 0 and any a.
func ceilDiv(a, b int) int {
	if a < 0 {
		return -(-a / b)
	}
	return (a + b - 1) / b
}

// bandFloats bounds the staged rows of a task, so that they and the weights
// stay in a core's second-level cache.
const bandFloats = 96 << 10

// bands cuts n rows into bands of equal length that need at most bandFloats,
// where a row needs rowFloats; at least least bands if there are that many rows.
func bands(n, rowFloats, least int) (length, count int) {
	length = max(1, min(n, bandFloats/max(1, rowFloats)))
	length = max(1, min(length, n/max(1, min(n, least))))
	count = ceilDiv(n, length)
	return ceilDiv(n, count), count
}
