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
func (w window) stage(dst []float32, im image, group []float32, top, rows int) {
	for t := range rows {
		if w.Keep > 0 && t%w.Step >= w.Keep {
			continue
		}
		out := dst[t*w.row(im.C):][:w.row(im.C)]
		y := top + t
		if y < 0 || y >= im.H {
			clear(out)
			continue
		}
		in := group[y*im.row():][:im.row()]
		for phase := range w.Phases {
			left := w.Left + phase
			// Columns [q0,q1) lie inside the picture.
			q0 := min(max(0, ceilDiv(-left, w.Step)), w.Cols)
			q1 := max(q0, min(w.Cols, ceilDiv(im.W-left, w.Step)))
			for c := range im.C {
				line := out[(phase*im.C+c)*w.Cols*lanes:][:w.Cols*lanes]
				clear(line[:q0*lanes])
				clear(line[q1*lanes:])
				if q0 < q1 {
					copyPixels(line[q0*lanes:q1*lanes], in[(c*im.W+left+q0*w.Step)*lanes:], w.Step)
				}
			}
		}
	}
}

// copyPixels fills dst with every step-th pixel of src.
func copyPixels(dst, src []float32, step int) {
	if step == 1 {
		copy(dst, src)
		return
	}
	for q := 0; q+lanes <= len(dst); q += lanes {
		*(*[lanes]float32)(dst[q:]) = *(*[lanes]float32)(src[q*step:])
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
