package scene

import "filtermaplab/filtermap"

// Slabs draw the slices of large maps. Seen from the side such slices are
// thinner than a pixel, so a run of them is one box whose three visible sides
// are images: a parallel projection turns each into a parallelogram. A map of
// 512 filters then takes a few operations in place of 100,000.

// run is a stretch of rows or columns.
type run struct{ from, to int }

// runs lists the stretches that are lit, or the whole.
func runs(lit []bool, n int) []run {
	if lit == nil {
		return []run{{0, n}}
	}
	var all []run
	for i, on := range lit {
		if !on {
			continue
		}
		if len(all) > 0 && all[len(all)-1].to == i {
			all[len(all)-1].to++
		} else {
			all = append(all, run{i, i + 1})
		}
	}
	return all
}

// slabs draws the slices [near,far), all of them or what is lit.
func (f *frame) slabs(near, far int, lit *Lit) {
	if near >= far {
		return
	}
	g := f.sub.G
	rows, cols := runs(nil, g.Hm()), runs(nil, g.Wm())
	w0, w1 := f.stack.front(near), f.stack.front(far-1)+f.stack.thick
	if lit != nil {
		rows, cols = runs(lit.Rows, 0), runs(lit.Cols, 0)
		for _, w := range []float64{w1, w0} {
			f.pic.add(Polygon{
				Points: f.quad(0, 0, float64(g.Wm()), float64(g.Hm()), w),
				Edge:   f.th.Ink3.Alpha(0.3), Width: 0.75,
			})
		}
	}
	for i := len(rows) - 1; i >= 0; i-- {
		for _, c := range cols {
			f.slab(rows[i], c, near, far, w0, w1)
		}
	}
}

// slab draws the box of the given rows, columns and slices.
func (f *frame) slab(rows, cols run, near, far int, w0, w1 float64) {
	p := f.proj
	u0, v0 := float64(cols.from), float64(rows.from)
	du, dv := float64(cols.to-cols.from), float64(rows.to-rows.from)
	f.image(p.at(u0, v0, w1), p.direction(du, 0, 0), p.direction(0, 0, w0-w1),
		cols.to-cols.from, far-near, func(x, y int) Color {
			return f.color(filtermap.Cell{M1: rows.from, M2: cols.from + x, C: far - 1 - y}).lit(1.16)
		})
	f.image(p.at(u0+du, v0, w0), p.direction(0, 0, w1-w0), p.direction(0, dv, 0),
		far-near, rows.to-rows.from, func(x, y int) Color {
			return f.color(filtermap.Cell{M1: rows.from + y, M2: cols.to - 1, C: near + x}).lit(0.8)
		})
	f.image(p.at(u0, v0, w0), p.direction(du, 0, 0), p.direction(0, dv, 0),
		cols.to-cols.from, rows.to-rows.from, func(x, y int) Color {
			return f.color(filtermap.Cell{M1: rows.from + y, M2: cols.from + x, C: near})
		})
	for m1 := rows.from; m1 < rows.to; m1++ {
		for m2 := cols.from; m2 < cols.to; m2++ {
			f.pic.hit(OfCell(filtermap.Cell{M1: m1, M2: m2, C: near}), f.quad(float64(m2), float64(m1), 1, 1, w0)...)
		}
	}
}

// image draws w x h colours into the parallelogram at origin.
func (f *frame) image(origin, right, down Point, w, h int, at func(x, y int) Color) {
	im := Image{W: w, H: h, Origin: origin, Right: right, Down: down, Pixels: make([]Color, w*h)}
	for i := range im.Pixels {
		im.Pixels[i] = at(i%w, i/w)
	}
	f.pic.add(im)
}
