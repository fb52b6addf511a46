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
//
// The sums of a thread's tasks grow in its own scratch, task by task, and go
// to DW when they are whole: taps are neighbours there, and threads that add
// to the same cache line again and again hold each other up.

// gradBand is about how many pixels one tile of sums should see at a time:
// enough to forget the cost of adding up the lanes, few enough that the
// pixels stay near.
const gradBand = 64

type convGradWeightKey struct {
	program.Conv
	n, xPad, dyPad int
}

// gradWeightTasks is the number of tasks: a tap and a tile of filters each.
func (e *Env) gradWeightTasks(s ConvSpec) int {
	return s.R * s.S * tiles(s.K, e.maxTile())
}

// tiles is the number of tiles that split makes.
func tiles(n, limit int) int { return (n + limit - 1) / limit }

// gradBands are the pixels that are added at a time, and where they lie: in
// the pictures, or copied to scratch.
type gradBands struct {
	groups, rows int // of DY
	copied       bool
	xSteps       steps
	dySteps      steps
}

// steps are distances in bytes.
type steps struct{ pixel, row, group int }

func stepsOf(p Picture) steps { return steps{p.Pixel(), p.Row(), p.Group()} }

// wideChannels is the number of channels from which pixels lie so far apart,
// at a power of two, that a band of them falls into few sets of the
// first-level cache. They are copied, with a cache line between.
const wideChannels = 128

func (s ConvSpec) gradBands() gradBands {
	x, dy := s.x(), s.dy()
	b := gradBands{groups: 1, rows: max(1, min(dy.H, gradBand/dy.W)), xSteps: stepsOf(x), dySteps: stepsOf(dy)}
	if dy.H*dy.W < gradBand {
		b.groups, b.rows = min(s.Groups(), ceilDiv(gradBand, dy.H*dy.W)), dy.H
	}
	if max(s.C, s.K) >= wideChannels {
		b.copied = true
		rows, cols := s.reach(b.rows, dy.W)
		b.xSteps = packedSteps(x.Pixel()+linePad, rows, cols)
		b.dySteps = packedSteps(dy.Pixel()+linePad, b.rows, dy.W)
	}
	return b
}

// reach is how many rows and columns of X the given ones of DY read.
func (s ConvSpec) reach(rows, cols int) (int, int) {
	return (rows-1)*s.Stride + s.R, (cols-1)*s.Stride + s.S
}

func packedSteps(pixel, rows, cols int) steps { return steps{pixel, cols * pixel, rows * cols * pixel} }

// gradBandBytes is the room for the copied bands.
func (s ConvSpec) gradBandBytes() int {
	if b := s.gradBands(); b.copied {
		return b.groups*(b.xSteps.group+b.dySteps.group) + 64
	}
	return 0
}

// gradSumBytes is the room for the sums of one task, [filter of the tile][C].
func (e *Env) gradSumBytes(s ConvSpec) int { return 4 * e.maxTile() * s.C }

// gradWeightScratch is the room for the copied bands and for the sums of all
// tasks, in bytes.
func (e *Env) gradWeightScratch(s ConvSpec) int {
	return s.gradBandBytes() + e.gradWeightTasks(s)*e.gradSumBytes(s)
}

// convGradWeight is a kernel of (x, dy, dw). It overwrites dw.
func (e *Env) convGradWeight(s ConvSpec) *Func {
	key := convGradWeightKey{s.Conv, s.N, s.XPad, s.DYPad}
	return e.kernel(key, "convGradWeight", 3, func(f *Func, p []Var, lo, hi, scratch Var) {
		x, dy, b := s.x(), s.dy(), s.gradBands()
		v := gradVars{old: f.Local(F32), first: f.Let(I32Const(1))}
		sums := f.Let(Add(scratch, s.gradBandBytes()))
		xg, dyg := f.Let(p[0].Get()), f.Let(Add(p[1], dy.Origin()))
		f.Inc(xg, x.Origin()-s.Pad*(x.Row()+x.Pixel()))
		groupsLeft := f.Let(I32Const(int32(s.Groups())))
		f.Repeat(GtS(groupsLeft, 0), func() {
			v.groups = f.Let(MinS(groupsLeft, b.groups))
			xr, dyr := f.Let(xg.Get()), f.Let(dyg.Get())
			rowsLeft := f.Let(I32Const(int32(dy.H)))
			f.Repeat(GtS(rowsLeft, 0), func() {
				v.rows = f.Let(MinS(rowsLeft, b.rows))
				xb, dyb := xr, dyr
				if b.copied {
					_, cols := s.reach(1, dy.W)
					rows := f.Let(Add(Mul(Sub(v.rows, 1), s.Stride), s.R))
					xb, dyb = f.Let(scratch.Get()), f.Let(Add(scratch, b.groups*b.xSteps.group))
					copyBand(f, v.groups, rows, cols, x.Pixel(), xr, stepsOf(x), xb, b.xSteps)
					copyBand(f, v.groups, v.rows, dy.W, dy.Pixel(), dyr, stepsOf(dy), dyb, b.dySteps)
				}
				t, dst := f.Local(I32), f.Let(sums.Get())
				f.For(t, lo, hi, 1, func() {
					e.emitGradTask(f, s, b, v, t, xb, dyb, dst)
					f.Inc(dst, e.gradSumBytes(s))
				})
				f.Set(v.first, 0)
				f.Inc(xr, b.rows*s.Stride*x.Row())
				f.Inc(dyr, b.rows*dy.Row())
				f.Inc(rowsLeft, -b.rows)
			})
			f.Inc(xg, b.groups*x.Group())
			f.Inc(dyg, b.groups*dy.Group())
			f.Inc(groupsLeft, -b.groups)
		})
		t := f.Local(I32)
		f.For(t, lo, hi, 1, func() {
			e.emitGradStore(f, s, t, sums, p[2])
			f.Inc(sums, e.gradSumBytes(s))
		})
	})
}

// copyBand emits a copy of groups x rows x cols pixels of the given size.
func copyBand(f *Func, groups, rows Var, cols, pixel int, from Var, a steps, to Var, b steps) {
	ag, bg, g := f.Let(from.Get()), f.Let(to.Get()), f.Let(groups.Get())
	f.Repeat(g, func() {
		ar, br, r := f.Let(ag.Get()), f.Let(bg.Get()), f.Let(rows.Get())
		f.Repeat(r, func() {
			ap, bp := f.Let(ar.Get()), f.Let(br.Get())
			advance(f, cols, func() {
				f.Copy(bp, ap, pixel)
				f.Inc(ap, a.pixel)
				f.Inc(bp, b.pixel)
			})
			f.Inc(ar, a.row)
			f.Inc(br, b.row)
			f.Inc(r, -1)
		})
		f.Inc(ag, a.group)
		f.Inc(bg, b.group)
		f.Inc(g, -1)
	})
}

// gradVars are the variables of the band that is being added: how many
// groups and rows it has, and whether it is the first of all.
type gradVars struct{ groups, rows, first, old Var }

// gradTask emits the parts of task t: its tap, and for its tile of filters,
// body with the tile's size, which the code knows, and its first filter.
func (e *Env) gradTask(f *Func, s ConvSpec, t Var, body func(tap, k Var, size int)) {
	taps := s.R * s.S
	tile, tap := f.Let(DivU(t, taps)), f.Let(RemU(t, taps))
	emit := func(size, first, before int) { // tiles of this size start at filter first, `before` tiles in
		body(tap, f.Let(Add(Mul(Sub(tile, before), size), first)), size)
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

// emitGradTask emits task t for one band whose first pixels are at x and dy:
// one tap, one tile of filters, all channels. It adds to sums.
func (e *Env) emitGradTask(f *Func, s ConvSpec, b gradBands, v gradVars, t, x, dy, sums Var) {
	e.gradTask(f, s, t, func(tap, k Var, size int) {
		tapOffset := Add(Mul(DivU(tap, s.S), b.xSteps.row), Mul(RemU(tap, s.S), b.xSteps.pixel))
		xt, dyt := f.Let(Add(x, tapOffset)), f.Let(Add(dy, Mul(k, Vector)))
		dst := f.Let(sums.Get())
		for _, cols := range channelTiles(s.C) {
			advance(f, cols.count, func() {
				e.emitGradTile(f, s, b, v, size, cols.size, xt, dyt, dst)
				f.Inc(xt, cols.size*Vector)
				f.Inc(dst, cols.size*4)
			})
		}
	})
}

// emitGradStore emits the copy of task t's sums to their places in DW.
func (e *Env) emitGradStore(f *Func, s ConvSpec, t, sums, dw Var) {
	taps := s.R * s.S
	e.gradTask(f, s, t, func(tap, k Var, size int) {
		dst := f.Let(Add(Add(dw, Mul(tap, 4)), Mul(k, 4*s.C*taps)))
		src := f.Let(sums.Get())
		advance(f, size*s.C, func() {
			f.StoreF32(dst, 0, LoadF32(src, 0))
			f.Inc(dst, 4*taps)
			f.Inc(src, 4)
		})
	})
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
func (e *Env) emitGradTile(f *Func, s ConvSpec, b gradBands, v gradVars, rows, columns int, x, dy, dst Var) {
	o := outer{rows: rows, columns: columns, width: s.Wo(), aPixel: b.dySteps.pixel, bPixel: s.Stride * b.xSteps.pixel}
	sums := f.Locals(V128, rows*columns)
	for _, v := range sums {
		f.Set(v, zero())
	}
	xg, dyg, g := f.Let(x.Get()), f.Let(dy.Get()), f.Let(v.groups.Get())
	f.Repeat(g, func() {
		xr, dyr, r := f.Let(xg.Get()), f.Let(dyg.Get()), f.Let(v.rows.Get())
		f.Repeat(r, func() {
			e.emitPixels(f, o, dyr, xr, sums)
			f.Inc(dyr, b.dySteps.row-o.width*o.aPixel)
			f.Inc(xr, s.Stride*b.xSteps.row-o.width*o.bPixel)
			f.Inc(r, -1)
		})
		f.Inc(xg, b.xSteps.group)
		f.Inc(dyg, b.dySteps.group)
		f.Inc(g, -1)
	})
	emitLaneSums(f, sums, func(first, n int, sum Var) {
		for l := range n {
			i, c := (first+l)/columns, (first+l)%columns
			off := 4 * (i*s.C + c)
			f.Set(v.old, Select(0.0, LoadF32(dst, off), v.first))
			f.StoreF32(dst, off, F32Add(v.old, F32x4ExtractLane(sum, l)))
		}
	})
}
