package scene

import (
	"math"
	"strconv"

	"filtermaplab/filtermap"
)

// The block in map space. A slice is a plate of cells; plates stand pitch
// apart and are plate thick.
const (
	widestPitch = 0.86
	plate       = 0.58 // thickness in pitches
	deepest     = 14   // most cells that the closed block is deep, or twice its width
	behind      = 0.9  // free space behind the open slice
	widestPart  = 2.2  // free space before it, in widths of the map
	// smallest pitch and most cells at which every voxel is drawn for itself;
	// beyond, its sides would be thinner than a pixel
	finestPitch = 0.3
	mostVoxels  = 2048
)

// stack is how the slices stand behind each other.
type stack struct {
	g      filtermap.Geometry
	pitch  float64
	thick  float64 // of a plate
	part   float64 // free space in front of the open slice
	open   float64 // the open slice; between two while it moves
	fine   bool    // voxel by voxel
	length float64 // depth of all, however the parting stands
}

// newStack spreads the slices of g; fan 0..1 pulls them apart.
func newStack(g filtermap.Geometry, cam Camera, open, fan float64) stack {
	most := max(deepest, 2*float64(max(g.Hm(), g.Wm())))
	s := stack{g: g, open: open}
	s.pitch = min(widestPitch, most/float64(g.C))
	s.fine = s.pitch >= finestPitch && g.MapLen() <= mostVoxels
	s.thick = plate * s.pitch
	s.pitch *= 1 + 3*fan
	// The block in front ends left of the open slice: far enough that the
	// view along the slices does not cut through it.
	s.part = float64(g.Wm()) * min(widestPart, 1/math.Tan(cam.Yaw))
	s.length = float64(g.C-1)*s.pitch + s.thick + s.part + behind
	return s
}

// front is the depth of slice c.
func (s stack) front(c int) float64 {
	step := func(v float64) float64 { return min(1, max(0, v)) }
	k := float64(c)
	return k*s.pitch + s.part*step(s.open)*step(k-s.open+1) + behind*step(k-s.open)
}

// slice is the nearest slice to the parting.
func (s stack) slice() int { return min(s.g.C-1, int(math.Round(s.open))) }

// block draws the map.
func (f *frame) block() {
	st := f.stack
	lit := f.litFilter()
	if st.fine {
		for c := st.g.C - 1; c >= 0; c-- {
			f.plate(c, lit)
		}
	} else {
		open := st.slice()
		f.slabs(open+1, st.g.C, lit)
		f.plate(open, lit)
		f.slabs(0, open, lit)
	}
	f.blockLabels()
}

// litFilter is the union of the windows that are lit, or nil where the block is solid.
func (f *frame) litFilter() *Lit {
	if f.active.Kind == Nothing || f.active.Kind == Cell {
		return nil
	}
	l := LitBy(f.sub.G, f.state.filter())
	return &l
}

// plate draws one slice, cell by cell.
func (f *frame) plate(c int, lit *Lit) {
	g, th, st := f.sub.G, f.th, f.stack
	open := c == st.slice()
	w := st.front(c)
	rows, cols := f.uncovered(c, lit != nil)
	outline := f.quad(0, 0, float64(g.Wm()), float64(g.Hm()), w)
	if lit != nil {
		o := Polygon{Points: outline, Edge: th.Ink3.Alpha(0.3), Width: 0.75}
		if open {
			o.Fill = th.Well0.Alpha(0.85)
		}
		if open || c%((g.C+15)/16) == 0 {
			f.pic.add(o)
		}
	}
	for m1 := g.Hm() - 1; m1 >= 0; m1-- {
		for m2 := range g.Wm() {
			if lit == nil && m1 >= rows && m2 < g.Wm()-cols {
				continue
			}
			cell := filtermap.Cell{M1: m1, M2: m2, C: c}
			color := f.color(cell)
			if lit != nil && !lit.Has(m1, m2) {
				if open {
					f.flat(cell, w, color.Mix(th.Well0, 0.66), th.Ink3.Alpha(0.32))
				}
				continue
			}
			top := m1 == 0 || lit != nil && !lit.Has(m1-1, m2)
			right := m2 == g.Wm()-1 || lit != nil && !lit.Has(m1, m2+1)
			f.voxel(cell, w, color, top, right, open && lit != nil)
		}
	}
	if open {
		f.pic.add(Polygon{Points: outline, Edge: th.Ink, Width: 1.5})
	}
}

// uncovered is how many rows from the top and columns from the right of a
// slice are seen past the one in front of it, in a solid block.
func (f *frame) uncovered(c int, parted bool) (rows, cols int) {
	g := f.sub.G
	if c == 0 || parted {
		return g.Hm(), g.Wm()
	}
	// A step in w looks like this many cells to the right and up.
	gap := f.stack.front(c) - f.stack.front(c-1)
	right := gap * f.proj.wx / f.proj.ux
	up := (right*f.proj.uy - gap*f.proj.wy) / f.proj.vy
	return min(g.Hm(), int(math.Ceil(up))), min(g.Wm(), int(math.Ceil(right)))
}

// quad is the rectangle of columns u..u+du and rows v..v+dv at depth w.
func (f *frame) quad(u, v, du, dv, w float64) []Point {
	p := f.proj
	return []Point{p.at(u, v, w), p.at(u+du, v, w), p.at(u+du, v+dv, w), p.at(u, v+dv, w)}
}

// flat draws the front of a cell only.
func (f *frame) flat(m filtermap.Cell, w float64, fill, edge Color) {
	q := f.quad(float64(m.M2), float64(m.M1), 1, 1, w)
	f.pic.add(Polygon{Points: q, Fill: fill, Edge: edge, Width: 0.6})
	f.pic.hit(OfCell(m), q...)
}

// voxel draws a cell with the sides that can be seen.
func (f *frame) voxel(m filtermap.Cell, w float64, color Color, top, right, strong bool) {
	u, v, p := float64(m.M2), float64(m.M1), f.proj
	edge, width := f.th.Well0.Alpha(0.6), 0.7
	if strong {
		edge, width = f.th.Accent.Alpha(0.9), 1.4
	}
	back := w + f.stack.thick
	if top {
		f.pic.add(Polygon{
			Points: []Point{p.at(u, v, w), p.at(u+1, v, w), p.at(u+1, v, back), p.at(u, v, back)},
			Fill:   color.lit(1.16), Edge: edge, Width: width,
		})
	}
	if right {
		f.pic.add(Polygon{
			Points: []Point{p.at(u+1, v, w), p.at(u+1, v+1, w), p.at(u+1, v+1, back), p.at(u+1, v, back)},
			Fill:   color.lit(0.8), Edge: edge, Width: width,
		})
	}
	q := f.quad(u, v, 1, 1, w)
	f.pic.add(Polygon{Points: q, Fill: color, Edge: edge, Width: width})
	f.pic.hit(OfCell(m), q...)
}

// color is the colour of a cell by the quantity that is shown.
func (f *frame) color(m filtermap.Cell) Color {
	return f.sub.paint(f.th, f.by, f.sub.Value(f.by, f.sub.G.CellIndex(m)))
}

// blockLabels names the axes and the open slice.
func (f *frame) blockLabels() {
	g, st, p, th := f.sub.G, f.stack, f.proj, f.th
	hm, wm := float64(g.Hm()), float64(g.Wm())
	size := f.font(Regular, 0.75)
	label := func(at Point, s string, align Align, c Color) (left, right float64) {
		w := size.Width(s)
		left = at.X - w*float64(align)/2
		inside := min(max(left, f.lay.Map.X+4), f.lay.Map.X+f.lay.Map.W-w-4)
		at.X += inside - left
		f.pic.add(Text{At: at, S: s, Font: size, Align: align, Color: c, Halo: th.Well0.Alpha(0.9)})
		return inside, inside + w
	}
	drop := f.v.rem(1)
	for c := 0; c < g.C; c += max(1, g.C/4) {
		if c == st.slice() {
			continue
		}
		label(p.at(wm, hm, st.front(c)).add(7, drop*0.8), strconv.Itoa(c), Left, th.Ink3)
	}
	quiet := f.lay.Narrow && f.active.Kind != Nothing
	if !quiet {
		label(p.at(wm*0.4, hm, 0).add(-8, drop*1.4), f.v.Words.N(g.Wm(), "%d column", "%d columns", g.Wm()), Right, th.Ink2)
		rows, at := f.v.Words.N(g.Hm(), "%d row", "%d rows", g.Hm()), p.at(0, hm/2, 0).add(-8, 4)
		if at.X-size.Width(rows) >= f.lay.Map.X { // otherwise it would lie on the block
			label(at, rows, Right, th.Ink2)
		}
	}
	channels := f.v.Words.N(g.C, "%d channel", "%d channels", g.C)
	at := p.at(wm, hm, st.front(g.C-1)*0.72).add(drop*1.6, drop*1.4)
	if g.C <= 4 { // the open slice's window hangs where the label would stand
		at.Y += 2 * drop
	}
	label(at, channels, Left, th.Ink2)
	here := p.at(0, 0, st.front(st.slice())).add(-2, -12)
	left, right := label(here, f.v.Words.T("slice %d", st.slice()), Center, th.Ink)
	if f.active.hasFilter() {
		if _, _, first := Window(g, f.active.K); first != 0 && first != st.slice() {
			name := f.v.Words.T("filter %d starts here", f.active.K)
			at := p.at(0, 0, st.front(first)).add(0, -8)
			if half := size.Width(name) / 2; at.X-half < right && at.X+half > left && math.Abs(at.Y-here.Y) < size.Size {
				at.Y = here.Y - size.Size - 2 // above the other's name
			}
			label(at, name, Center, th.Accent)
		}
	}
}
