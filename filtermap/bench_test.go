package filtermap_test

import (
	"testing"

	"filtermaplab/filtermap"
)

// The benchmarks use the largest layer of ResNet-18: 512 filters of 3x3x512.
func largest(b *testing.B) filtermap.Geometry {
	g, err := filtermap.Default(512, 512)
	if err != nil {
		b.Fatal(err)
	}
	return g
}

func BenchmarkNewIndex(b *testing.B) {
	g := largest(b)
	for b.Loop() {
		filtermap.NewIndex(g)
	}
}

func BenchmarkExtract(b *testing.B) {
	g := largest(b)
	ix := filtermap.NewIndex(g)
	filters, m := make([]float32, g.FilterLen()), make([]float32, g.MapLen())
	b.SetBytes(4 * int64(g.FilterLen()))
	for b.Loop() {
		ix.Extract(filters, m)
	}
}

func BenchmarkScatter(b *testing.B) {
	g := largest(b)
	ix := filtermap.NewIndex(g)
	filters, m := make([]float32, g.FilterLen()), make([]float32, g.MapLen())
	for _, rule := range []filtermap.Rule{filtermap.Sum, filtermap.Mean} {
		b.Run(rule.String(), func(b *testing.B) {
			b.SetBytes(4 * int64(g.FilterLen()))
			for b.Loop() {
				ix.Scatter(m, filters, rule)
			}
		})
	}
}
