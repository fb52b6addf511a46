//go:build !avo

package native

import (
	"fmt"

	"golang.org/x/sys/cpu"
)

//go:generate go run ./asm -out avx2_amd64.s -stubs avx2_stubs_amd64.go -pkg native

// avx2 implements kernels with the generated assembly.
type avx2 struct{ avx2FM }

// vectorKernels returns the assembly if the processor can run it.
func vectorKernels() (kernels, error) {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return nil, fmt.Errorf("native: want a processor with AVX2 and FMA, got AVX2 %t, FMA %t",
			cpu.X86.HasAVX2, cpu.X86.HasFMA)
	}
	return avx2{}, nil
}

func (avx2) tile(a *tileArgs)       { tileAVX2(a) }
func (avx2) weightGrad(a *gradArgs) { weightGradAVX2(a) }
func (avx2) moments(a *normArgs)    { momentsAVX2(a) }
func (avx2) normalize(a *normArgs)  { normalizeAVX2(a) }
func (avx2) normSums(a *normArgs)   { normSumsAVX2(a) }
func (avx2) normGrad(a *normArgs)   { normGradAVX2(a) }

func (avx2) sgd(w, g, v []float32, h sgdArgs) {
	sgdAVX2(w, g, v, h.Rate, h.Mu, h.Decay, h.Nesterov)
}
