package reference

import "filtermaplab/engine/program"

func (e *executable) concat(o program.Concat) {
	a, b, y := e.data(o.A), e.data(o.B), e.data(o.Y)
	na, nb := o.CA*o.H*o.W, o.CB*o.H*o.W
	e.each(e.p.Batch, func(_ *scratch, n int) {
		out := y[n*(na+nb) : (n+1)*(na+nb)]
		copy(out[:na], a[n*na:])
		copy(out[na:], b[n*nb:])
	})
}

func (e *executable) concatBackward(o program.ConcatBackward) {
	dy, da, db := e.data(o.DY), e.data(o.DA), e.data(o.DB)
	na, nb := o.CA*o.H*o.W, o.CB*o.H*o.W
	e.each(e.p.Batch, func(_ *scratch, n int) {
		in := dy[n*(na+nb) : (n+1)*(na+nb)]
		if da != nil {
			put(da[n*na:(n+1)*na], in[:na], o.AddDA)
		}
		if db != nil {
			put(db[n*nb:(n+1)*nb], in[na:], o.AddDB)
		}
	})
}

func (e *executable) avgPool(o program.AvgPool) {
	x, y := e.data(o.X), e.data(o.Y)
	ho, wo := o.H/o.R, o.W/o.S
	share := 1 / float32(o.R*o.S)
	e.each(e.p.Batch, func(_ *scratch, n int) {
		for c := range o.C {
			in, out := plane(x, n, c, o.C, o.H*o.W), plane(y, n, c, o.C, ho*wo)
			for i := range ho {
				for j := range wo {
					var sum float32
					for r := range o.R {
						for s := range o.S {
							sum += in[(i*o.R+r)*o.W+j*o.S+s]
						}
					}
					out[i*wo+j] = sum * share
				}
			}
		}
	})
}

func (e *executable) avgPoolBackward(o program.AvgPoolBackward) {
	dy, dx := e.data(o.DY), e.data(o.DX)
	ho, wo := o.H/o.R, o.W/o.S
	share := 1 / float32(o.R*o.S)
	e.each(e.p.Batch, func(_ *scratch, n int) {
		for c := range o.C {
			in, out := plane(dy, n, c, o.C, ho*wo), plane(dx, n, c, o.C, o.H*o.W)
			if !o.AddDX {
				clear(out)
			}
			for i := range ho * o.R {
				for j := range wo * o.S {
					out[i*o.W+j] += float32(in[i/o.R*wo+j/o.S] * share)
				}
			}
		}
	})
}
