package scene

import (
	"fmt"
	"math"
	"strconv"

	"filtermaplab/filtermap"
)

// mostTiles is how many filters are shown at once; of more, one k3 group.
const mostTiles = 64

// tileGrid is how the tiles stand: k1 down and k2 across as their windows in
// the map, one group for each k3.
type tileGrid struct {
	groups  []int // the k3 that are shown
	columns int   // groups side by side
	face    float64
	stepX   float64 // from tile to tile
	stepY   float64
	groupW  float64
	groupH  float64
	head    float64 // height of a group's heading
	label   float64 // height of a tile's number; 0 where tiles are too small for one
	top     float64 // height of the overview of all groups; 0 where all are shown
	height  float64
}

// tilesFor chooses the arrangement with the largest tiles; free lets the
// height grow instead of filling the area.
func tilesFor(v View, g filtermap.Geometry, area Rect, free bool) tileGrid {
	shown := g.K3
	var top float64
	if g.K() > mostTiles {
		shown, top = 1, v.rem(3.25)
	}
	var best tileGrid
	gap, between := v.rem(1), v.rem(0.375)
	for columns := 1; columns <= shown; columns++ {
		t := tileGrid{columns: columns, head: v.rem(1.5), top: top}
		rows := (shown + columns - 1) / columns
		t.groupW = (area.W - float64(columns-1)*gap) / float64(columns)
		t.stepX = (t.groupW + between) / float64(g.K2)
		t.face = t.stepX - between
		if t.face >= v.rem(1.25) {
			t.label = v.rem(1.0625)
		}
		if free {
			t.face = min(t.face, v.rem(4))
		} else {
			most := (area.H - top - float64(rows)*t.head - float64(rows-1)*gap) / float64(rows)
			t.face = min(t.face, (most+between)/float64(g.K1)-between-t.label)
		}
		t.stepX = min(t.stepX, t.face*1.5+between)
		t.stepY = t.face + t.label + between
		t.groupH = t.head + float64(g.K1)*t.stepY
		t.height = top + float64(rows)*t.groupH + float64(rows-1)*gap
		if free && columns > 2 { // side by side on a phone, but not four
			break
		}
		if t.face > best.face || free && columns <= 2 && t.face >= v.rem(1.5) {
			best = t
		}
	}
	return best
}

// tilePlaces returns the face of every tile that is shown, by filter.
func (f *frame) tilePlaces() (tileGrid, map[int]Rect) {
	g, area := f.sub.G, f.lay.Tiles
	t := tilesFor(f.v, g, area, f.lay.Narrow)
	if g.K() > mostTiles {
		t.groups = []int{f.state.Group}
	} else {
		for k3 := range g.K3 {
			t.groups = append(t.groups, k3)
		}
	}
	places := make(map[int]Rect)
	y := area.Y
	if !f.lay.Narrow {
		y += max(0, (area.H-t.height)/2)
	}
	for i, k3 := range t.groups {
		x0 := area.X + float64(i%t.columns)*(t.groupW+f.v.rem(1))
		y0 := y + t.top + float64(i/t.columns)*(t.groupH+f.v.rem(1)) + t.head
		for k1 := range g.K1 {
			for k2 := range g.K2 {
				places[g.FilterIndex(k1, k2, k3)] = Rect{x0 + float64(k2)*t.stepX, y0 + float64(k1)*t.stepY + t.label, t.face, t.face}
			}
		}
	}
	return t, places
}

// tiles draws the filters.
func (f *frame) tiles() {
	g := f.sub.G
	t := f.grid
	uses := f.usesByFilter()
	for _, k3 := range t.groups {
		first := f.faces[g.FilterIndex(0, 0, k3)]
		at := Point{first.X, first.Y - t.label - f.v.rem(0.5)}
		x := f.rich(at, f.v.rem(0.8125), f.th.Ink2, fmt.Sprintf("_k3_ = %d", k3))
		note := f.groupNote(k3)
		size := f.font(Regular, 0.75)
		end := first.X + min(t.groupW, float64(g.K2)*t.stepX)
		if x+f.v.rem(0.5)+size.Width(note) <= end {
			f.pic.text(Point{end, at.Y}, note, size, Right, f.th.Ink3)
		}
	}
	for k := range g.K() {
		if r, shown := f.faces[k]; shown {
			f.tile(k, r, uses[k])
		}
	}
	f.neighbours()
	if t.top > 0 {
		f.overview()
	}
}

// groupNote says which channel of the group's filters lies in the open slice.
func (f *frame) groupNote(k3 int) string {
	if f.state.Mode == OnePixel {
		return f.v.Words.T("what each filter answers")
	}
	if f.sub.stem() && f.by == Weight {
		return f.v.Words.T("as colours")
	}
	return f.v.Words.T("channel %d", channelOf(f.sub.G, f.sub.G.FilterIndex(0, 0, k3), f.stack.slice()))
}

// usesByFilter lists, where a cell is active, which elements of which filter it is.
func (f *frame) usesByFilter() map[int][]filtermap.Element {
	uses := make(map[int][]filtermap.Element)
	if f.active.Kind == Cell {
		for e := range f.sub.G.Uses(f.active.Map()) {
			uses[e.K] = append(uses[e.K], e)
		}
	}
	return uses
}

// tile draws filter k with its face at r; elements lists the ones to mark.
func (f *frame) tile(k int, r Rect, elements []filtermap.Element) {
	th := f.th
	on := (f.active.hasFilter() || f.active.Kind == Pixel) && f.active.K == k
	has := len(elements) > 0
	dim := f.active.Kind != Nothing && !on && !has
	if f.state.Mode == OnePixel && f.sub.hasPicture() {
		f.activationFace(k, r)
	} else {
		f.weightFace(k, r, dim)
	}
	label, ink := f.font(Regular, 0.75), th.Ink3
	if on || has {
		label, ink = f.font(Bold, 0.75), th.Accent
	}
	if f.grid.label > 0 {
		f.pic.text(Point{r.X, r.Y - f.v.rem(0.3)}, strconv.Itoa(k), label, Left, ink)
	}
	switch {
	case on:
		f.pic.frame(r.inset(-1), th.Well0, 2)
		f.pic.frame(r.inset(-3), th.Accent, 2.2, pinDash(max(0, f.state.pinned(f.active)-1))...)
	case has:
		f.pic.frame(r.inset(-2), th.AccentLine, 2)
	}
	for i, t := range f.state.Pins {
		if t.hasFilter() && t.K == k && !on {
			f.pic.frame(r.inset(-2.5), th.Accent, 1.6, pinDash(i)...)
		}
	}
	for _, e := range elements {
		f.markElement(f.elementPlace(e.K, e.S1, e.S2))
	}
	if on && f.active.Kind == Element {
		f.markElement(f.elementPlace(k, f.active.S1, f.active.S2))
	}
}

func (f *frame) markElement(r Rect) {
	f.pic.frame(r.inset(1), f.th.Surface, 2)
	f.pic.frame(r.inset(0), f.th.Accent, 2)
}

// elementPlace is where element (s1,s2) of filter k stands on its face.
func (f *frame) elementPlace(k, s1, s2 int) Rect {
	g := f.sub.G
	r := f.faces[k]
	w, h := r.W/float64(g.S2), r.H/float64(g.S1)
	return Rect{r.X + float64(s2)*w, r.Y + float64(s1)*h, w, h}
}

// weightFace draws the S1 x S2 values of a filter in the open slice.
func (f *frame) weightFace(k int, r Rect, dim bool) {
	g := f.sub.G
	c := channelOf(g, k, f.stack.slice())
	gap := min(1, r.W/float64(g.S2)/8)
	for s1 := range g.S1 {
		for s2 := range g.S2 {
			color := f.faceColor(filtermap.Element{K: k, C: c, S1: s1, S2: s2})
			if dim {
				color = color.Mix(f.th.Well1, 0.62)
			}
			p := f.elementPlace(k, s1, s2)
			p.W, p.H = p.W-gap, p.H-gap
			f.pic.rect(p, color)
			f.pic.hit(OfElement(k, s1, s2), p.corners()...)
		}
	}
}

// faceColor is the colour of a filter element: that of its value, or for
// filters that look at colours, the colour itself.
func (f *frame) faceColor(e filtermap.Element) Color {
	if !f.sub.stem() || f.by != Weight {
		return f.sub.paint(f.th, f.by, f.sub.filterValue(f.by, e))
	}
	var rgb [3]uint8
	for c := range rgb {
		e.C = c
		rgb[c] = channel(127.5 * (1 + f.sub.filterValue(Weight, e)/f.sub.Limit(Weight)))
	}
	return Color{rgb[0], rgb[1], rgb[2], 255}
}

// overview shows all groups as small pictures of their filters; a click opens one.
func (f *frame) overview() {
	g, area := f.sub.G, f.lay.Tiles
	gap := f.v.rem(0.5)
	size := min(f.v.rem(2.25), (area.W-float64(g.K3-1)*gap)/float64(g.K3))
	y := f.faces[g.FilterIndex(0, 0, f.state.Group)].Y - f.grid.label - f.grid.head - f.grid.top
	for k3 := range g.K3 {
		r := Rect{area.X + float64(k3)*(size+gap), y, size, size}
		c := channelOf(g, g.FilterIndex(0, 0, k3), f.stack.slice())
		f.image(Point{r.X, r.Y}, Point{r.W, 0}, Point{0, r.H}, g.K2*g.S2, g.K1*g.S1, func(x, y int) Color {
			return f.faceColor(filtermap.Element{K: g.FilterIndex(y/g.S1, x/g.S2, k3), C: c, S1: y % g.S1, S2: x % g.S2})
		})
		if k3 == f.state.Group {
			f.pic.frame(r.inset(-2.5), f.th.Ink, 1.5)
		}
		f.pic.hit(Target{Kind: Group, K: k3}, r.corners()...)
	}
}

// activationFace draws what filter k answers to the picture, or the gradient
// of the loss with respect to it.
func (f *frame) activationFace(k int, r Rect) {
	ho, wo := f.sub.outSize()
	values, limit := f.activations()
	plane := values[k*ho*wo:][:ho*wo]
	f.image(Point{r.X, r.Y}, Point{r.W, 0}, Point{0, r.H}, wo, ho, func(x, y int) Color {
		return f.th.Div.at(0.5 + float64(plane[y*wo+x])/limit/2)
	})
	f.pic.hit(OfFilter(k), r.corners()...)
}

// activations are the layer's outputs, or their gradients where gradients are shown.
func (f *frame) activations() (values []float32, limit float64) {
	if f.by == Gradient {
		return f.sub.Snap.OutputGrad, orOne(f.sub.agrad)
	}
	return f.sub.Snap.Output, orOne(f.sub.activ)
}

func orOne(v float64) float64 {
	if v == 0 || math.IsNaN(v) {
		return 1
	}
	return v
}
