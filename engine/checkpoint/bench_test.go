package checkpoint_test

import (
	"io"
	"testing"

	"filtermaplab/engine/checkpoint"
)

// The benchmarks use four megabytes, about the weights of an FM-ResNet-18.
func BenchmarkWrite(b *testing.B) {
	f := tensors(checkpoint.Tensor{Name: "w", Shape: []int{1 << 20}, Data: make([]float32, 1<<20)})
	b.SetBytes(4 << 20)
	for b.Loop() {
		if err := checkpoint.Write(io.Discard, &f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadBytes(b *testing.B) {
	data := file(oneTensor(`[1048576]`, `[0,4194304]`), 4<<20)
	b.SetBytes(4 << 20)
	for b.Loop() {
		if _, err := checkpoint.ReadBytes(data); err != nil {
			b.Fatal(err)
		}
	}
}
