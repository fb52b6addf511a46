package reference

import "filtermaplab/engine/program"

func (e *executable) linear(o program.Linear) {
	x, w, b, y := e.data(o.X), e.data(o.W), e.data(o.B), e.data(o.Y)
	e.each(e.p.Batch, func(_ *scratch, n int) {
		in, out := x[n*o.In:(n+1)*o.In], y[n*o.Out:(n+1)*o.Out]
		for k := range out {
			sum := b[k]
			for i, v := range w[k*o.In : (k+1)*o.In] {
				sum += float32(v * in[i])
			}
			out[k] = sum
		}
	})
}

func (e *executable) linearBackward(o program.LinearBackward) {
	x, w, dy := e.data(o.X), e.data(o.W), e.data(o.DY)
	dx, dw, db := e.data(o.DX), e.data(o.DW), e.data(o.DB)
	if dx != nil {
		e.each(e.p.Batch, func(_ *scratch, n int) {
			out := dx[n*o.In : (n+1)*o.In]
			clear(out)
			for k, g := range dy[n*o.Out : (n+1)*o.Out] {
				for i, v := range w[k*o.In : (k+1)*o.In] {
					out[i] += float32(g * v)
				}
			}
		})
	}
	e.each(o.Out, func(_ *scratch, k int) {
		row := dw[k*o.In : (k+1)*o.In]
		clear(row)
		var sum float32
		for n := range e.p.Batch {
			g := dy[n*o.Out+k]
			sum += g
			for i, v := range x[n*o.In : (n+1)*o.In] {
				row[i] += float32(g * v)
			}
		}
		db[k] = sum
	})
}
