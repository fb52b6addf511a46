package native

import "filtermaplab/engine/program"

// Concatenation and average pooling. A row of all channels is contiguous, so
// concatenating is two copies a row.

// eachRow is a phase with one task for a few rows of a group.
func eachRow(im image, visit func(w *worker, g, y int)) phase {
	per := max(1, min(im.H, channelFloats/im.row()))
	count := ceilDiv(im.H, per)
	return phase{tasks: im.Groups * count, run: func(task int, w *worker) {
		g, y0 := task/count, task%count*per
		for y := y0; y < min(y0+per, im.H); y++ {
			visit(w, g, y)
		}
	}}
}

// rowOf returns row y of group g.
func (im image) rowOf(s []float32, g, y int) []float32 {
	at := g*im.group() + y*im.row()
	return s[at : at+im.row()]
}

func (e *executable) concat(o program.Concat) []phase {
	ia, ib, iy := e.images[o.A], e.images[o.B], e.images[o.Y]
	a, b, y := e.mem(o.A), e.mem(o.B), e.mem(o.Y)
	return []phase{eachRow(iy, func(_ *worker, g, i int) {
		row := iy.rowOf(y, g, i)
		copy(row, ia.rowOf(a, g, i))
		copy(row[ia.row():], ib.rowOf(b, g, i))
	})}
}

func (e *executable) concatBackward(o program.ConcatBackward) []phase {
	ia, ib, iy := e.images[o.DA], e.images[o.DB], e.images[o.DY]
	da, db, dy := e.mem(o.DA), e.mem(o.DB), e.mem(o.DY)
	var phases []phase
	if o.DA != program.None {
		phases = append(phases, eachRow(iy, func(_ *worker, g, i int) {
			row := iy.rowOf(dy, g, i)
			e.put(ia.rowOf(da, g, i), row[:ia.row()], o.AddDA)
		}))
	}
	if o.DB != program.None {
		phases = append(phases, eachRow(iy, func(_ *worker, g, i int) {
			row := iy.rowOf(dy, g, i)
			e.put(ib.rowOf(db, g, i), row[iy.row()-ib.row():], o.AddDB)
		}))
	}
	return phases
}

// put stores src in dst, or adds it.
func (e *executable) put(dst, src []float32, add bool) {
	if !add {
		copy(dst, src)
		return
	}
	e.kernel.sum2(dst, dst, src)
}

func (e *executable) avgPool(o program.AvgPool) []phase {
	in, out := e.images[o.X], e.images[o.Y]
	x, y := e.mem(o.X), e.mem(o.Y)
	return []phase{eachRow(out, func(w *worker, g, i int) {
		row := out.rowOf(y, g, i)
		clear(row)
		for r := range o.R {
			w.pool = poolArgs{
				Dst: row, Src: in.rowOf(x, g, i*o.R+r),
				Windows: len(row) / lanes, Window: o.S, Scale: 1 / float32(o.R*o.S),
			}
			e.kernel.sumPixels(&w.pool)
		}
	})}
}

func (e *executable) avgPoolBackward(o program.AvgPoolBackward) []phase {
	in, out := e.images[o.DX], e.images[o.DY]
	dx, dy := e.mem(o.DX), e.mem(o.DY)
	return []phase{eachRow(in, func(w *worker, g, i int) {
		w.pool = poolArgs{
			Dst: in.rowOf(dx, g, i), Src: out.rowOf(dy, g, i/o.R),
			Windows: out.row() / lanes, Window: o.S, Scale: 1 / float32(o.R*o.S), Add: o.AddDX,
		}
		e.kernel.spreadPixels(&w.pool)
	})}
}
