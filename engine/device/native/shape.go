package native

import "filtermaplab/engine/program"

// Concatenation and average pooling. A row of all channels is contiguous, so
// concatenating is two copies a row.

// eachRow is a phase with one task for a few rows of a group.
func eachRow(im image, visit func(g, y int)) phase {
	per := max(1, min(im.H, channelFloats/im.row()))
	count := ceilDiv(im.H, per)
	return phase{tasks: im.Groups * count, run: func(task int, _ *worker) {
		g, y0 := task/count, task%count*per
		for y := y0; y < min(y0+per, im.H); y++ {
			visit(g, y)
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
	return []phase{eachRow(iy, func(g, i int) {
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
		phases = append(phases, eachRow(iy, func(g, i int) {
			row := iy.rowOf(dy, g, i)
			e.put(ia.rowOf(da, g, i), row[:ia.row()], o.AddDA)
		}))
	}
	if o.DB != program.None {
		phases = append(phases, eachRow(iy, func(g, i int) {
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
	for i, v := range src {
		dst[i] += v
	}
}

func (e *executable) avgPool(o program.AvgPool) []phase {
	in, out := e.images[o.X], e.images[o.Y]
	x, y := e.mem(o.X), e.mem(o.Y)
	scale := 1 / float32(o.R*o.S)
	return []phase{eachRow(out, func(g, i int) {
		row := out.rowOf(y, g, i)
		clear(row)
		for r := range o.R {
			src := in.rowOf(x, g, i*o.R+r)
			for j := range len(row) / lanes {
				sum := (*[lanes]float32)(row[j*lanes:])
				for s := range o.S {
					v := (*[lanes]float32)(src[(j*o.S+s)*lanes:])
					for l := range lanes {
						sum[l] += v[l]
					}
				}
			}
		}
		for p := range row {
			row[p] *= scale
		}
	})}
}

func (e *executable) avgPoolBackward(o program.AvgPoolBackward) []phase {
	in, out := e.images[o.DX], e.images[o.DY]
	dx, dy := e.mem(o.DX), e.mem(o.DY)
	scale := 1 / float32(o.R*o.S)
	return []phase{eachRow(in, func(g, i int) {
		row, src := in.rowOf(dx, g, i), out.rowOf(dy, g, i/o.R)
		for j := range len(row) / lanes {
			d := (*[lanes]float32)(row[j*lanes:])
			v := (*[lanes]float32)(src[j/o.S*lanes:])
			for l := range lanes {
				if o.AddDX {
					d[l] += v[l] * scale
				} else {
					d[l] = v[l] * scale
				}
			}
		}
	})}
}
