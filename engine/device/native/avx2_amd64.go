//go:build !avo

package native

import (
	"fmt"

	"golang.org/x/sys/cpu"
)

//go:generate go run ./asm -out avx2_amd64.s -stubs avx2_stubs_amd64.go -pkg native

// avx2 implements kernels with the generated assembly.
type avx2 struct{}

// vectorKernels returns the assembly if the processor can run it.
func vectorKernels() (kernels, error) {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return nil, fmt.Errorf("native: want a processor with AVX2 and FMA, got AVX2 %t, FMA %t",
			cpu.X86.HasAVX2, cpu.X86.HasFMA)
	}
	return avx2{}, nil
}

func (avx2) tile(a *tileArgs)           { tileAVX2(a) }
func (avx2) weightGrad(a *gradArgs)     { weightGradAVX2(a) }
func (avx2) copyColumns(a *columnsArgs) { copyColumnsAVX2(a) }
func (avx2) sumPixels(a *poolArgs)      { sumPixelsAVX2(a) }
func (avx2) spreadPixels(a *poolArgs)   { spreadPixelsAVX2(a) }
func (avx2) moments(a *normArgs)        { momentsAVX2(a) }
func (avx2) normalize(a *normArgs)      { normalizeAVX2(a) }
func (avx2) normSums(a *normArgs)       { normSumsAVX2(a) }
func (avx2) normGrad(a *normArgs)       { normGradAVX2(a) }

func (avx2) sgd(w, g, v []float32, h sgdArgs) {
	sgdAVX2(w, g, v, h.Rate, h.Mu, h.Decay, h.Nesterov)
}

func (avx2) rowTypes(e, s, t, p0, p1, p2 []float32) { rowTypesAVX2(e, s, t, p0, p1, p2) }
func (avx2) combine(a *combineArgs)                 { combineAVX2(a) }
func (avx2) sum2(dst, x, y []float32)               { sum2AVX2(dst, x, y) }
func (avx2) addSum3(dst, x, y, z []float32)         { addSum3AVX2(dst, x, y, z) }

func (avx2) splitSum3(first, second, x, y, z []float32) { splitSum3AVX2(first, second, x, y, z) }

func (avx2) butterfly(a *butterflyArgs) {
	switch {
	case a.Points == 1:
		butterfly1AVX2(a)
	case a.Points == 2:
		butterfly2AVX2(a)
	case a.Points == 4 && !a.Inverse:
		butterfly4AVX2(a)
	case a.Points == 4:
		butterfly4InverseAVX2(a)
	case !a.Inverse:
		butterfly8AVX2(a)
	default:
		butterfly8InverseAVX2(a)
	}
}
