package scene

import "filtermaplab/filtermap"

// Dot is one output pixel taken apart: the patch of the picture under the
// filter's window, channel by channel.
type Dot struct {
	K, I, J  int
	Patch    []float32 // (C,S1,S2); 0 outside the picture
	Window   []float32 // (C,S1,S2)
	Inside   []bool    // (S1,S2): the patch's pixel lies in the picture
	Channels []float64 // (C): the products' sum over each channel
	Sum      float64
}

// NewDot takes output pixel (i,j) of filter k apart.
func NewDot(sub *Subject, k, i, j int) Dot {
	g, conv := sub.G, sub.Snap.Conv
	n := g.C * g.S1 * g.S2
	d := Dot{
		K: k, I: i, J: j, Patch: make([]float32, n), Window: make([]float32, n),
		Inside: make([]bool, g.S1*g.S2), Channels: make([]float64, g.C),
	}
	for c := range g.C {
		for s1 := range g.S1 {
			for s2 := range g.S2 {
				h, w := i*conv.Stride+s1-conv.Pad, j*conv.Stride+s2-conv.Pad
				at := (c*g.S1+s1)*g.S2 + s2
				e := filtermap.Element{K: k, C: c, S1: s1, S2: s2}
				d.Window[at] = float32(sub.Value(Weight, int(sub.Index.T()[g.ElementIndex(e)])))
				if h < 0 || h >= conv.H || w < 0 || w >= conv.W {
					continue
				}
				d.Inside[s1*g.S2+s2] = true
				d.Patch[at] = sub.Snap.Input[(c*conv.H+h)*conv.W+w]
				d.Channels[c] += float64(d.Patch[at]) * float64(d.Window[at])
			}
		}
		d.Sum += d.Channels[c]
	}
	return d
}

// SharedProducts lists the other output pixels that need the product of
// element (s1,s2) of pixel t: same place of the picture, same cells of the
// map in the same turn of the channels. The fast path computes it once for
// all of them.
func SharedProducts(sub *Subject, t Target, s1, s2 int) []Target {
	g, conv := sub.G, sub.Snap.Conv
	row, col := t.I*conv.Stride+s1, t.J*conv.Stride+s2
	_, _, k3 := g.Coords(t.K)
	m := g.Cell(filtermap.Element{K: t.K, S1: s1, S2: s2})
	ho, wo := sub.outSize()
	var others []Target
	for e := range g.Uses(m) {
		if _, _, other := g.Coords(e.K); other != k3 {
			continue
		}
		i, j := row-e.S1, col-e.S2
		if i < 0 || j < 0 || i%conv.Stride != 0 || j%conv.Stride != 0 {
			continue
		}
		p := OfPixel(e.K, i/conv.Stride, j/conv.Stride)
		if p != t && p.within(g, ho, wo) {
			others = append(others, p)
		}
	}
	return others
}
