package filtermap

import "fmt"

// Index is the index map T of one geometry as a table, with the counts n_j.
// It does not change after [NewIndex], so copies share it and any number of
// goroutines may use it. The zero Index is that of no filters at all.
type Index struct {
	g      Geometry
	t      []int32 // filter element in (K,C,S1,S2) order -> map element in (Hm,Wm,C) order
	counts []int32 // map element -> number of filter elements that T sends to it
}

// NewIndex tabulates T for g. It panics if g is not valid: numbers that come
// from outside go through [Geometry.Validate] first.
func NewIndex(g Geometry) Index {
	if err := g.Validate(); err != nil {
		panic(err)
	}
	rows := windows(g.K1, g.X, g.S1, g.Padding)
	cols := windows(g.K2, g.Y, g.S2, g.Padding)

	t := make([]int32, 0, g.FilterLen())
	for k := range g.K() {
		k1, k2, k3 := g.Coords(k)
		for c := range g.C {
			channel := (k3*g.Z() + c) % g.C
			for _, m1 := range rows[k1] {
				for _, m2 := range cols[k2] {
					t = append(t, int32((m1*g.Wm()+m2)*g.C+channel))
				}
			}
		}
	}

	counts := make([]int32, g.MapLen())
	for _, j := range t {
		counts[j]++
	}
	return Index{g: g, t: t, counts: counts}
}

// windows returns, for each of k windows of s lines at the given stride, the
// lines of the map that it holds. The three axes of T are independent, so two
// such lists and the channel rotation are all of it.
func windows(k, stride, s int, p Padding) [][]int {
	w := make([][]int, k)
	for i := range w {
		w[i] = make([]int, s)
		for j := range w[i] {
			w[i][j] = p.fold(i*stride+j, k*stride)
		}
	}
	return w
}

// Geometry returns the geometry the index was made for.
func (ix Index) Geometry() Geometry { return ix.g }

// T returns the table: T()[i] is the offset in the map, shape (Hm,Wm,C), of the
// filter element at offset i of all filters, shape (K,C,S1,S2). The slice is
// shared; do not write to it.
func (ix Index) T() []int32 { return ix.t }

// Counts returns n_j for every map element, shape (Hm,Wm,C); they sum to
// FilterLen. Wrapped 3x3 windows with strides 2 give K3 times 1, 2 or 4. The
// slice is shared; do not write to it.
func (ix Index) Counts() []int32 { return ix.counts }

// Extract cuts the filters, shape (K,C,S1,S2), out of map m, shape (Hm,Wm,C):
// dst[i] = m[T(i)] (paper, Algorithm 1, forward). It overwrites dst and does
// not allocate. It panics if a length is wrong.
func (ix Index) Extract(dst, m []float32) {
	if len(dst) != len(ix.t) || len(m) != len(ix.counts) {
		panic(fmt.Sprintf("filtermap: Extract: want %d filter and %d map elements, got %d and %d",
			len(ix.t), len(ix.counts), len(dst), len(m)))
	}
	for i, j := range ix.t {
		dst[i] = m[j]
	}
}

// Scatter reduces filter gradients dw, shape (K,C,S1,S2), to the map gradient
// dst, shape (Hm,Wm,C): dst[j] is the sum of dw[i] over all i with T(i) = j,
// and with [Mean] that sum divided by n_j (paper, Eq. 1). Map elements that no
// filter holds get 0.
//
// It overwrites dst and does not allocate. Sums are taken in float32 in
// ascending order of i, so the result is the same to the bit everywhere. It
// panics if a length is wrong or the rule unknown.
func (ix Index) Scatter(dst, dw []float32, rule Rule) {
	if len(dst) != len(ix.counts) || len(dw) != len(ix.t) {
		panic(fmt.Sprintf("filtermap: Scatter: want %d map and %d filter elements, got %d and %d",
			len(ix.counts), len(ix.t), len(dst), len(dw)))
	}
	if !rule.valid() {
		panic(fmt.Sprintf("filtermap: Scatter: want Mean or Sum, got %v", rule))
	}
	clear(dst)
	for i, j := range ix.t {
		dst[j] += dw[i]
	}
	if rule == Sum {
		return
	}
	for j, n := range ix.counts {
		if n > 1 { // 0 has no mean and stays 0
			dst[j] /= float32(n)
		}
	}
}
