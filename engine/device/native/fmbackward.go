package native

import (
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// sharedBackward computes both gradients of a FilterMap convolution, for
// either stride. They share dA, the gradient of the product of a pixel with a
// map cell, which is the sum of the output gradients of the filters that the
// product serves: along the rows
//
//	V(2k1+1)[i] = dY(k1)[i]                      (stride 1; with stride s,
//	V(2k1)[i]   = dY(k1)[i+1] + dY(k1-1)[i-1]     dY's rows are i/s, (i+1)/s, (i-1)/s)
//
// and likewise along the columns. Then DX = dA M' and DM = dA' X are products
// of matrices, for each frequency by itself. Two adds an output serve both.
func (e *executable) sharedBackward(o program.FMConvBackward) []phase {
	b := newFMGrad(e, o)
	tasks := min(b.units, fmGradTasks)
	per := ceilDiv(b.units, tasks)
	tasks = ceilDiv(b.units, per)
	size := b.panels.len()
	e.share(tasks * size)
	e.scratch(b.mem.used)

	phases := append(b.phases, phase{tasks: tasks, run: func(task int, w *worker) {
		sums := e.shared[task*size:][:size]
		clear(sums)
		b.clearGaps(w)
		for unit := task * per; unit < min((task+1)*per, b.units); unit++ {
			b.unit(w, unit, sums)
		}
	}})
	return append(phases, b.foldPhases(tasks)...)
}

// clearGaps writes the zeros that end the rows of pixels of dY, and that dA
// inherits from it, and those before dA.
func (b *fmGrad) clearGaps(w *worker) {
	clear(w.scratch[b.dyAt:][:b.ring*b.rowDY])
	clear(w.scratch[b.zeroAt:][:b.rowDY])
	for n := range b.sub {
		clear(w.scratch[b.aAt+n*b.rowA:][:lanes])
	}
}

// fmGradTasks bounds the number of tasks, each of which has its own sums.
const fmGradTasks = 32

// side is one kind of columns of dA: with stride 1 all of them at once, with
// stride 2 those for odd and those for even map columns, which meet different
// pixels.
type side struct {
	parity      []int
	row         int // 1 where the rows of dA for even columns are meant, else 0
	x, pixels   int // where the pixels start in a staged input row, and how many
	dx, dxPix   int // where their gradients go in a row of DX, and how far apart
	skip, count int // pixels of dA without a place in DX, and those that have one
}

// fmGrad is a compiled sharedBackward.
type fmGrad struct {
	e       *executable
	o       program.FMConvBackward
	g       filtermap.Geometry
	in, out image
	freqs   []frequency
	sides   []side
	classes [][]int // map rows that input rows of each remainder modulo the stride meet
	panels  panels  // of each frequency, class and side
	back    panels  // the same, transposed, for DX
	weights []float32
	phases  []phase

	win         window
	pitch       int // of a row of dA or dY
	rowX, rowDY int
	rowsA, rowA int // rows of dA a part, and the length of all with their leading zero
	sub, ring   int // input rows at once, rows of dY kept
	band, bands int
	units       int

	mem                          carve
	xAt, dyAt, zeroAt, aAt, dxAt int // places in the scratch
}

// gradUse names the pack of the transposed cells.
type gradUse struct {
	filtermap.Geometry
	Stride int
}

func newFMGrad(e *executable, o program.FMConvBackward) *fmGrad {
	g := o.Map
	b := &fmGrad{e: e, o: o, g: g, in: e.images[o.X], out: e.images[o.DY], freqs: frequencies(g.K3)}
	b.pitch = (b.out.W + 1) * lanes
	b.rowDY = g.K() * b.pitch
	if o.Stride == 1 {
		b.classes = [][]int{rowsFrom(0, 1, g.Hm())}
		b.sides = []side{{parity: both, pixels: b.in.W, dxPix: lanes, count: b.in.W}}
		b.rowX = b.in.row()
	} else {
		b.classes = [][]int{rowsFrom(1, 2, g.Hm()), rowsFrom(0, 2, g.Hm())}
		b.win = stridedWindow(b.out.W)
		b.rowX = b.win.row(g.C)
		b.sides = []side{
			{parity: odds, x: b.win.at(g.C, 1, 0), pixels: b.out.W, dxPix: 2 * lanes, count: (b.in.W + 1) / 2},
			{parity: evens, row: 1, x: b.win.at(g.C, 0, 0), pixels: b.out.W + 1,
				dx: lanes, dxPix: 2 * lanes, skip: 1, count: b.in.W / 2},
		}
	}
	b.rowsA = len(b.classes[0]) * g.K2
	b.rowA = lanes + 2*2*b.rowsA*b.pitch
	b.sub = max(1, min(b.in.H, fmGradPixels/b.in.W))
	b.ring = b.sub + 2
	b.band, b.bands = fmBands(b.in.Groups, b.in.H)
	b.band = roundUp(b.band, o.Stride)
	b.bands = ceilDiv(b.in.H, b.band)
	b.units = b.in.Groups * b.bands

	b.dyAt = b.mem.take(b.ring * b.rowDY)
	b.zeroAt = b.mem.take(b.rowDY)
	b.aAt = b.mem.take(b.sub * b.rowA)
	b.xAt = b.mem.take(b.sub * b.rowX)
	b.dxAt = b.mem.take(b.sub * b.in.row())
	b.pack()
	return b
}

// fmGradPixels is how many pixels one call of kernels.weightGrad sums over.
const fmGradPixels = 64

// pack prepares the panels.
func (b *fmGrad) pack() {
	table, transform := b.e.transformMap(b.o.M, b.g)
	var list []products
	for _, f := range b.freqs {
		for _, rows := range b.classes {
			for _, s := range b.sides {
				list = append(list, products{f, rows, s.parity})
			}
		}
	}
	b.panels = newPanels(list, func(p products) int { return p.forwardLen(b.g) })
	b.back = newPanels(list, func(p products) int { return p.backwardLen(b.g) })
	if b.o.DX == program.None {
		return
	}
	w := b.e.packed(b.o.M, gradUse{b.g, b.o.Stride}, func() ([]float32, []phase) {
		data, packPhase := b.back.packTable(table, products.packBackward)
		return data, append(transform(), packPhase)
	})
	b.weights, b.phases = w.data, w.phases()
}

// panel is the number of a panel.
func (b *fmGrad) panel(f, class, s int) int {
	return (f*len(b.classes)+class)*len(b.sides) + s
}

// unit adds the gradients of a band of rows of a group.
func (b *fmGrad) unit(w *worker, unit int, sums []float32) {
	grp, r0 := unit/b.bands, unit%b.bands*b.band
	r1 := min(r0+b.band, b.in.H)
	for class := range b.classes {
		loaded := -1 // rows of dY up to this one are in the ring
		for r := r0 + class; r < r1; r += b.sub * b.o.Stride {
			rows := min(b.sub, ceilDiv(r1-r, b.o.Stride))
			last := (r + (rows-1)*b.o.Stride + 1) / b.o.Stride
			for i := max(loaded+1, (r-1)/b.o.Stride); i <= min(last, b.out.H-1); i++ {
				b.loadDY(w, grp, i)
				loaded = i
			}
			for n := range rows {
				b.loadX(w, grp, r+n*b.o.Stride, n)
			}
			b.rows(w, grp, r, rows, class, sums)
		}
	}
}

// loadDY transforms row i of the output gradient into the ring.
func (b *fmGrad) loadDY(w *worker, grp, i int) {
	n := b.out.W * lanes
	kappa := b.g.K1 * b.g.K2
	w.fly = butterflyArgs{
		Dst: b.dy(w, i), Src: b.out.rowOf(b.e.mem(b.o.DY), grp, i),
		DstBlock: kappa * b.pitch, SrcBlock: kappa * n, DstPitch: b.pitch, SrcPitch: n,
		Rows: kappa, N: n, Points: b.g.K3,
	}
	b.e.kernel.butterfly(&w.fly)
}

// dy is row i of the transformed output gradient, zero outside the picture.
func (b *fmGrad) dy(w *worker, i int) []float32 {
	if i < 0 || i >= b.out.H {
		return w.scratch[b.zeroAt:][:b.rowDY]
	}
	return w.scratch[b.dyAt+i%b.ring*b.rowDY:][:b.rowDY]
}

// loadX transforms input row r into place n.
func (b *fmGrad) loadX(w *worker, grp, r, n int) {
	dst := w.scratch[b.xAt+n*b.rowX:][:b.rowX]
	x := b.e.mem(b.o.X)
	if b.o.Stride == 1 {
		b.e.channels(w, dst, b.in.rowOf(x, grp, r), b.g.K3, b.g.Z()*b.in.W*lanes)
		return
	}
	b.e.stage(w, b.win, dst, b.in, x[grp*b.in.group():][:b.in.group()], r, 1)
	b.e.stridedChannels(w, dst, b.g, b.win)
}

// rows does some input rows of one class, from r on.
func (b *fmGrad) rows(w *worker, grp, r, rows, class int, sums []float32) {
	for f, freq := range b.freqs {
		for n := range rows {
			b.productGrad(w, n, freq, r+n*b.o.Stride, b.classes[class])
		}
		for s := range b.sides {
			i := b.panel(f, class, s)
			b.mapGrad(w, freq, &b.sides[s], rows, b.panels.list[i], b.panels.of(sums, i))
			if b.o.DX != program.None {
				b.inputGrad(w, freq, &b.sides[s], rows, b.panels.list[i], b.back.of(b.weights, i))
			}
		}
	}
	if b.o.DX == program.None {
		return
	}
	for n := range rows {
		block := b.g.Z() * b.in.W * lanes
		w.fly = butterflyArgs{
			Dst: b.in.rowOf(b.e.mem(b.o.DX), grp, r+n*b.o.Stride), Src: w.scratch[b.dxAt+n*b.in.row():],
			DstBlock: block, SrcBlock: block, DstPitch: block, SrcPitch: block,
			Rows: 1, N: block, Points: b.g.K3, Inverse: true, Add: b.o.AddDX,
		}
		b.e.kernel.butterfly(&w.fly)
	}
}

// productGrad computes dA of one frequency and input row r into place n:
// first the odd columns, which are V itself, then the even ones. Every row of
// pixels of V ends with a zero, which stands for both neighbours beyond the
// edges; one more lies before the first row.
func (b *fmGrad) productGrad(w *worker, n int, f frequency, r int, mapRows []int) {
	stride, length := b.o.Stride, b.g.K2*b.pitch
	all := w.scratch[b.aAt+n*b.rowA:][:b.rowA]
	ahead := lanes // from a column to the next one of dY that its even cells served
	if stride == 2 {
		ahead = 0
	}
	at := lanes
	for part := range f.Parts {
		filters := func(i, k1 int) []float32 {
			k1 = (k1 + b.g.K1) % b.g.K1
			return b.dy(w, i)[((f.Block+part)*b.g.K1+k1)*length:][:length]
		}
		for _, m1 := range mapRows {
			if k1 := m1 / 2; m1%2 == 1 {
				copy(all[at:], filters(r/stride, k1))
			} else {
				b.e.kernel.sum2(all[at:at+length], filters((r+1)/stride, k1), filters((r-1)/stride, k1-1))
			}
			even := all[at+f.Parts*b.rowsA*b.pitch:][:length]
			b.e.kernel.sum2(even[:b.pitch], all[at+ahead:], all[at+length-b.pitch-lanes:])
			if length > b.pitch {
				b.e.kernel.sum2(even[b.pitch:], all[at+b.pitch+ahead:], all[at-lanes:])
			}
			at += length
		}
	}
}

// columnsOf is where a side's rows of dA begin, for place 0.
func (b *fmGrad) columnsOf(f frequency, s *side) int {
	return b.aAt + lanes + s.row*f.Parts*b.rowsA*b.pitch
}

// mapGrad adds dA' X.
func (b *fmGrad) mapGrad(w *worker, f frequency, s *side, rows int, p products, sums []float32) {
	inputs, count := f.Parts*b.g.Z(), p.count(b.g.K2)
	chanX := b.in.W * lanes
	if b.o.Stride == 2 {
		chanX = b.win.Cols * lanes
	}
	a := &w.grad
	*a = gradArgs{
		DWStep: blockFilters,
		DY:     w.scratch[b.columnsOf(f, s):], DYRow: b.rowA,
		X: w.scratch[b.xAt+s.x+f.Block*b.g.Z()*chanX:], XRow: b.rowX,
		Images: 1, Rows: rows, Pixels: s.pixels,
	}
	for block := range ceilDiv(count, blockFilters) {
		a.filters(block, count, b.pitch)
		for i := 0; i < inputs; i += gradCols {
			a.Cols = min(gradCols, inputs-i)
			for j := range a.XAt {
				a.XAt[j] = (i + min(j, a.Cols-1)) * chanX
			}
			a.DW = sums[(block*inputs+i)*blockFilters:]
			b.e.kernel.weightGrad(a)
		}
	}
}

// inputGrad computes dA M' of one frequency into the staged rows of DX.
func (b *fmGrad) inputGrad(w *worker, f frequency, s *side, rows int, p products, weights []float32) {
	chanX := b.in.W * lanes
	a := &w.tile
	*a = tileArgs{
		OutChan: chanX, OutPix: s.dxPix, Filters: f.Parts * b.g.Z(), Pixels: s.count,
		InChan: b.pitch, Chans: p.count(b.g.K2), Taps: oneTap, W: weights,
	}
	for n := range rows {
		a.Out = w.scratch[b.dxAt+n*b.in.row()+f.Block*b.g.Z()*chanX+s.dx:]
		a.In = w.scratch[b.columnsOf(f, s)+n*b.rowA+s.skip*lanes:]
		b.e.kernel.tile(a)
	}
}

// foldPhases adds the tasks' sums, transforms them back and writes the map's
// gradient under the layer's rule.
func (b *fmGrad) foldPhases(tasks int) []phase {
	e, g := b.e, b.g
	table := newTable(g, g.Hm())
	dm := e.mem(b.o.DM)[:g.MapLen()]
	counts := filtermap.NewIndex(g).Counts()
	perFreq := len(b.classes) * len(b.sides)
	return []phase{
		{tasks: len(b.freqs), run: func(f int, _ *worker) {
			first := b.freqs[f].Block
			clear(table.data[first*table.block():][:b.freqs[f].Parts*table.block()])
			for i := f * perFreq; i < (f+1)*perFreq; i++ {
				at := b.panels.at[i]
				b.panels.list[i].addGrad(table, e.addParts(tasks, b.panels.len(), at, b.panels.at[i+1]-at))
			}
		}},
		{tasks: g.Hm(), run: func(m1 int, w *worker) {
			row := m1 * g.Wm() * g.C
			e.transposed(w, dm[row:], table, m1, g.C)
			if b.o.Rule == filtermap.Mean {
				for j := row; j < row+g.Wm()*g.C; j++ {
					dm[j] /= float32(max(1, counts[j]))
				}
			}
		}},
	}
}
