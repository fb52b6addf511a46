package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// The weight gradient,
//
//	DW[k,c,r,s] = sum over n,i,j of DY[n,k,i,j] * X[n,c,i*Stride+r-Pad,j*Stride+s-Pad],
//
// is one outer product for each tap. The tasks split DW, not the batch: each
// is one tap of one tile of filters, over all pictures. So there are no
// partial sums to add, and every element is summed in one fixed order.

// gradBand is about how many pixels one tile of sums should see at a time:
// enough to forget the cost of adding up the lanes, few enough that the
// pixels stay near.
const gradBand = 64

type convGradWeightKey struct {
	program.Conv
	n, xPad, dyPad int
}

// gradWeightTasks is an upper bound on what convGradWeight can split.
func (e *Env) gradWeightTasks(s ConvSpec) int {
	return s.R * s.S * tiles(s.K, e.maxTile())
}

// tiles is the number of tiles that split makes.
func tiles(n, limit int) int { return (n + limit - 1) / limit }

// convGradWeight is a kernel of (x, dy, dw). It overwrites dw.
func (e *Env) convGradWeight(s ConvSpec) *Func {
	key := convGradWeightKey{s.Conv, s.N, s.XPad, s.DYPad}
	return e.kernel(key, "convGradWeight", 3, func(f *Func, p []Var, lo, hi, _ Var) {
		x, dy := s.x(), s.dy()
		groups, rows := 1, max(1, min(dy.H, gradBand/dy.W))
		if dy.H*dy.W < gradBand {
			groups, rows = min(s.Groups(), ceilDiv(gradBand, dy.H*dy.W)), dy.H
		}
		b := gradBandVars{old: f.Local(F32)}
		xg, dyg := f.Let(p[0].Get()), f.Let(Add(p[1], dy.Origin()))
		f.Inc(xg, x.Origin()-s.Pad*(x.Row()+x.Pixel()))
		first := f.Let(I32Const(1))
		groupsLeft := f.Let(I32Const(int32(s.Groups())))
		f.Repeat(GtS(groupsLeft, 0), func() {
			b.groups = f.Let(MinS(groupsLeft, groups))
			xr, dyr := f.Let(xg.Get()), f.Let(dyg.Get())
			rowsLeft := f.Let(I32Const(int32(dy.H)))
			f.Repeat(GtS(rowsLeft, 0), func() {
				b.rows = f.Let(MinS(rowsLeft, rows))
				b.first = first
				t := f.Local(I32)
				f.For(t, lo, hi, 1, func() { e.emitGradTask(f, s, b, t, xr, dyr, p[2]) })
				f.Set(first, 0)
				f.Inc(xr, rows*s.Stride*x.Row())
				f.Inc(dyr, rows*dy.Row())
				f.Inc(rowsLeft, -rows)
			})
			f.Inc(xg, groups*x.Group())
			f.Inc(dyg, groups*dy.Group())
			f.Inc(groupsLeft, -groups)
		})
	})
}

// gradBandVars are the variables of the band that is being added: how many
// groups and rows it has, and whether it is the first of all.
type gradBandVars struct{ groups, rows, first, old Var }

// emitGradTask emits task t for one band whose first pixels are at x and dy:
// one tap, one tile of filters, all channels.
func (e *Env) emitGradTask(f *Func, s ConvSpec, b gradBandVars, t, x, dy, dw Var) {
	n := tiles(s.K, e.maxTile())
	tap, tile := f.Let(DivU(t, n)), f.Let(RemU(t, n))
	tapOffset := Add(Mul(DivU(tap, s.S), s.x().Row()), Mul(RemU(tap, s.S), s.x().Pixel()))
	xt := f.Let(Add(x, tapOffset))
	emit := func(size, first, before int) { // tiles of this size start at filter first, `before` tiles in
		k := f.Let(Add(Mul(Sub(tile, before), size), first))
		dyt := f.Let(Add(dy, Mul(k, Vector)))
		dst := f.Let(Add(Add(dw, Mul(tap, 4)), Mul(k, 4*s.C*s.R*s.S)))
		for _, cols := range channelTiles(s.C) {
			advance(f, cols.count, func() {
				e.emitGradTile(f, s, b, size, cols.size, xt, dyt, dst)
				f.Inc(xt, cols.size*Vector)
				f.Inc(dst, cols.size*4*s.R*s.S)
			})
		}
	}
	parts := split(s.K, e.maxTile())
	if len(parts) == 1 {
		emit(parts[0].size, 0, 0)
		return
	}
	f.If(LtU(tile, parts[0].count),
		func() { emit(parts[0].size, 0, 0) },
		func() { emit(parts[1].size, parts[0].size*parts[0].count, parts[0].count) })
}

// channelTiles cuts n channels into pairs and a rest of one.
func channelTiles(n int) []part {
	all := []part{{2, n / 2}}
	if n%2 == 1 {
		all = append(all, part{1, 1})
	}
	return all
}

// emitGradTile emits the sums of one tile over a band and adds them to dst.
func (e *Env) emitGradTile(f *Func, s ConvSpec, b gradBandVars, rows, columns int, x, dy, dst Var) {
	xp, dyp := s.x(), s.dy()
	o := outer{rows: rows, columns: columns, width: dyp.W, aPixel: dyp.Pixel(), bPixel: s.Stride * xp.Pixel()}
	sums := f.Locals(V128, rows*columns)
	for _, v := range sums {
		f.Set(v, zero())
	}
	xg, dyg, g := f.Let(x.Get()), f.Let(dy.Get()), f.Let(b.groups.Get())
	f.Repeat(g, func() {
		xr, dyr, r := f.Let(xg.Get()), f.Let(dyg.Get()), f.Let(b.rows.Get())
		f.Repeat(r, func() {
			e.emitPixels(f, o, dyr, xr, sums)
			f.Inc(dyr, dyp.Row()-o.width*o.aPixel)
			f.Inc(xr, s.Stride*xp.Row()-o.width*o.bPixel)
			f.Inc(r, -1)
		})
		f.Inc(xg, xp.Group())
		f.Inc(dyg, dyp.Group())
		f.Inc(g, -1)
	})
	emitLaneSums(f, sums, func(first, n int, v Var) {
		for l := range n {
			i, c := (first+l)/columns, (first+l)%columns
			off := 4 * (i*s.C + c) * s.R * s.S
			f.Set(b.old, Select(0.0, LoadF32(dst, off), b.first))
			f.StoreF32(dst, off, F32Add(b.old, F32x4ExtractLane(v, l)))
		}
	})
}
