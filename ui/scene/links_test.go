package scene

import (
	"math/rand/v2"
	"testing"

	"filtermaplab/filtermap"
)

// What is lit for a filter is Extract's preimage: every cell that the filter
// is cut from, and no other.
func TestLitIsExtractsPreimage(t *testing.T) {
	for name, g := range geometries() {
		ix := filtermap.NewIndex(g)
		for k := range g.K() {
			from := make([]bool, g.MapLen())
			n := g.C * g.S1 * g.S2
			for _, j := range ix.T()[k*n:][:n] {
				from[j] = true
			}
			lit := LitBy(g, k)
			for j, want := range from {
				m := g.CellAt(j)
				if got := lit.Has(m.M1, m.M2); got != want {
					t.Fatalf("%s: filter %d, cell %v: lit %v, but in the filter %v", name, k, m, got, want)
				}
			}
		}
	}
}

// The tiles marked for a cell are all that Extract sends it to, each once.
func TestThreadsReachAllUses(t *testing.T) {
	for name, g := range geometries() {
		sub := subjectOf(g)
		for j := range g.MapLen() {
			s := NewState(g)
			m := g.CellAt(j)
			s.Pins, s.Slice = []Target{OfCell(m)}, m.C
			f := frame{state: s, sub: sub, active: s.Active()}
			marked := make(map[int]bool)
			for k, elements := range f.usesByFilter() {
				for _, e := range elements {
					if e.K != k {
						t.Fatalf("%s: element %v under filter %d", name, e, k)
					}
					i := g.ElementIndex(e)
					if marked[i] {
						t.Fatalf("%s: %v marked twice", name, e)
					}
					marked[i] = true
				}
			}
			for i, to := range sub.Index.T() {
				if (int(to) == j) != marked[i] {
					t.Fatalf("%s: cell %v, element %v: marked %v", name, m, g.ElementAt(i), marked[i])
				}
			}
			if g.MapLen() > 1000 && j > 200 {
				break
			}
		}
	}
}

// The flat slice's pale edge shows the cells that windows really read there.
func TestPaleEdgeIsWhatWindowsRead(t *testing.T) {
	for name, g := range geometries() {
		f := frame{sub: subjectOf(g)}
		for k := range g.K() {
			m1, m2, _ := Window(g, k)
			for s1 := range g.S1 {
				for s2 := range g.S2 {
					want := g.Cell(filtermap.Element{K: k, S1: s1, S2: s2})
					got := f.folded(m1+s1, m2+s2, want.C)
					if got != want {
						t.Fatalf("%s: filter %d [%d,%d]: edge shows %v, the filter reads %v", name, k, s1, s2, got, want)
					}
				}
			}
		}
	}
}

// A dot taken apart adds up to what the layer computed.
func TestDotIsTheLayersOutput(t *testing.T) {
	for name, g := range geometries() {
		sub := subjectOf(g)
		ho, wo := sub.outSize()
		rng := rand.New(rand.NewPCG(1, 2))
		for range 40 {
			k, i, j := rng.IntN(g.K()), rng.IntN(ho), rng.IntN(wo)
			got := NewDot(sub, k, i, j).Sum
			want := float64(sub.Snap.Output[(k*ho+i)*wo+j])
			if d := got - want; d > 1e-5 || d < -1e-5 {
				t.Errorf("%s: filter %d pixel %d,%d: products add up to %v, the layer has %v", name, k, i, j, got, want)
			}
		}
	}
}

// A shared product is the same number: the same place of the picture with the
// same map cells, channel by channel.
func TestSharedProductsAreEqual(t *testing.T) {
	sub := subjectOf(geometry16())
	g := sub.G
	product := func(p Target, s1, s2 int) float64 {
		d := NewDot(sub, p.K, p.I, p.J)
		sum := 0.0
		for c := range g.C {
			at := (c*g.S1+s1)*g.S2 + s2
			sum += float64(d.Patch[at]) * float64(d.Window[at])
		}
		return sum
	}
	shared := 0
	for k := range g.K() {
		p := OfPixel(k, 3, 2)
		for e := range g.S1 * g.S2 {
			s1, s2 := e/g.S2, e%g.S2
			for _, o := range SharedProducts(sub, p, s1, s2) {
				shared++
				os1, os2 := p.I+s1-o.I, p.J+s2-o.J
				if got, want := product(o, os1, os2), product(p, s1, s2); got != want {
					t.Errorf("%v [%d,%d] is %v, but %v [%d,%d] is %v", p, s1, s2, want, o, os1, os2, got)
				}
			}
		}
	}
	// Each cell of a window is one of 1, 2 or 4 elements of its group of
	// filters: corners share with three others, edges with one, the middle
	// with nobody. Some of the others lie outside the picture.
	if most := g.K() * (4*3 + 4*1); shared < most/4 || shared > most {
		t.Errorf("%d products shared, want up to %d", shared, most)
	}
}
