//go:build !js

package simd

import (
	"testing"

	"filtermaplab/engine/model"
)

// BenchmarkCompile is the time from a program to the bytes of its module.
func BenchmarkCompile(b *testing.B) {
	for _, v := range []model.Variant{model.Plain, model.FM} {
		b.Run(string(v), func(b *testing.B) {
			net, err := model.Build(model.Spec{Model: "resnet8", Variant: v, Batch: 32})
			if err != nil {
				b.Fatal(err)
			}
			size := 0
			for b.Loop() {
				c, err := compile(net.Program, target{threads: 2, shared: true, relaxed: true})
				if err != nil {
					b.Fatal(err)
				}
				size = len(c.module)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
