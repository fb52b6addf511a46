package native

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// kernelTolerance bounds |assembly - Go| as a share of the largest result: the
// assembly adds in another order and rounds once where Go rounds twice.
const kernelTolerance = 1e-5

// guard surrounds what a kernel may write; a write beyond its slice changes it.
const guard = 64

// room returns n random floats inside guards, and a check that the guards are
// as they were.
func room(rng *rand.Rand, n int) (s []float32, intact func() bool) {
	all := make([]float32, n+2*guard)
	for i := range all {
		all[i] = float32(rng.NormFloat64())
	}
	before := slices.Clone(all)
	return all[guard : guard+n : guard+n], func() bool {
		return slices.Equal(all[:guard], before[:guard]) && slices.Equal(all[guard+n:], before[guard+n:])
	}
}

// bothKernels runs do on the assembly and on its Go twin with equal inputs and
// compares the results that it returns.
func bothKernels(t *testing.T, name string, do func(k kernels, rng *rand.Rand) (result []float32, intact func() bool)) {
	t.Helper()
	vector, err := vectorKernels()
	if err != nil {
		t.Skip(err)
	}
	run := func(k kernels) []float32 {
		result, intact := do(k, rand.New(rand.NewPCG(5, 6)))
		if !intact() {
			t.Errorf("%s: %T wrote beyond its result", name, k)
		}
		return result
	}
	got, want := run(vector), run(generic{})
	if e := worst(got, want); e > kernelTolerance {
		t.Errorf("%s: the assembly is off by %.2g of the maximum, want %g", name, e, kernelTolerance)
	}
}

func TestTileKernel(t *testing.T) {
	for pixels := range 9 {
		for _, filters := range []int{1, 3, 4, 6, 8} {
			for _, taps := range [][]int{{}, {0}, {16, 0, 40}} {
				for _, add := range []bool{false, true} {
					name := fmt.Sprintf("%d pixels, %d filters, taps %v, add %t", pixels, filters, taps, add)
					bothKernels(t, name, func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
						const chans, step = 5, 2
						outChan := (pixels*step + 1) * lanes
						out, intact := room(rng, filters*outChan)
						in, _ := room(rng, chans*12*lanes)
						w, _ := room(rng, roundUp(filters, blockFilters)*len(taps)*chans)
						k.tile(&tileArgs{Out: out, OutChan: outChan, OutPix: step * lanes, Filters: filters,
							In: in, InChan: 9 * lanes, Chans: chans, Taps: taps, W: w, Pixels: pixels, Add: add})
						return out, intact
					})
				}
			}
		}
	}
}

func TestWeightGradKernel(t *testing.T) {
	for _, pixels := range []int{1, 4, 7} {
		for cols := 1; cols <= gradCols; cols++ {
			for _, images := range []int{1, 3} {
				name := fmt.Sprintf("%d pixels, %d inputs, %d images", pixels, cols, images)
				bothKernels(t, name, func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
					const rows = 3
					row := 8 * lanes
					dw, intact := room(rng, (cols-1)*12+blockFilters)
					dy, _ := room(rng, images*rows*row*2)
					x, _ := room(rng, images*(rows+1)*row*2)
					k.weightGrad(&gradArgs{DW: dw, DWStep: 12, Cols: cols,
						DY: dy, DYAt: [...]int{0, 8, 16, 24}, DYImage: 2 * rows * row, DYRow: 2 * row,
						X: x, XAt: [...]int{0, 32, 8}, XImage: 2 * (rows + 1) * row, XRow: 2 * row,
						Images: images, Rows: rows, Pixels: pixels})
					return dw, intact
				})
			}
		}
	}
}

func TestCopyColumnsKernel(t *testing.T) {
	for _, c := range []columnsArgs{
		{Chans: 3, Before: 1, Pixels: 5, After: 1, Step: 1},
		{Chans: 2, Pixels: 4, After: 2, Step: 2},
		{Chans: 1, Before: 2, Pixels: 1, Step: 3},
		{Chans: 4, Before: 3, Step: 2},
	} {
		bothKernels(t, fmt.Sprintf("%+v", c), func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
			a := c
			a.DstChan = (a.Before + a.Pixels + a.After + 1) * lanes
			a.SrcChan = (a.Pixels*a.Step + 1) * lanes
			var intact func() bool
			a.Dst, intact = room(rng, a.Chans*a.DstChan-lanes)
			a.Src, _ = room(rng, a.Chans*a.SrcChan)
			k.copyColumns(&a)
			return a.Dst, intact
		})
	}
}

func TestPoolKernels(t *testing.T) {
	for _, window := range []int{1, 3, 8} {
		const windows = 5
		bothKernels(t, fmt.Sprint("sums of ", window), func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
			dst, intact := room(rng, windows*lanes)
			src, _ := room(rng, windows*window*lanes)
			k.sumPixels(&poolArgs{Dst: dst, Src: src, Windows: windows, Window: window, Scale: 0.3})
			return dst, intact
		})
		for _, add := range []bool{false, true} {
			bothKernels(t, fmt.Sprint("spread over ", window, " add ", add), func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
				dst, intact := room(rng, windows*window*lanes)
				src, _ := room(rng, windows*lanes)
				k.spreadPixels(&poolArgs{Dst: dst, Src: src, Windows: windows, Window: window, Scale: 0.3, Add: add})
				return dst, intact
			})
		}
	}
}

func TestNormKernels(t *testing.T) {
	for _, n := range []int{8, 16, 40} {
		for flags := range 64 {
			bit := func(i int) bool { return flags>>i&1 != 0 }
			name := fmt.Sprintf("rows of %d, flags %06b", n, flags)
			const rows = 3
			stride := n + 24
			args := func(rng *rand.Rand) (*normArgs, func() bool) {
				tensor := func() ([]float32, func() bool) { return room(rng, rows*stride) }
				a := &normArgs{Rows: rows, Stride: stride, N: n, Mask: [lanes]int32{-1, -1, -1, 0, -1, -1, 0, 0},
					Scale: 0.7, Shift: -0.3, Slope: 0.2, Pivot: 0.4,
					ReLU: bit(0), AddDX: bit(1), AddDRes: bit(2), HasRes: bit(3), HasDX: bit(4), HasDRes: bit(5)}
				a.X, _ = tensor()
				a.Res, _ = tensor()
				a.DY, _ = tensor()
				var intact [3]func() bool
				a.Y, intact[0] = tensor()
				a.DX, intact[1] = tensor()
				a.DRes, intact[2] = tensor()
				return a, func() bool { return intact[0]() && intact[1]() && intact[2]() }
			}
			bothKernels(t, "normalize "+name, func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
				a, intact := args(rng)
				k.normalize(a)
				return a.Y, intact
			})
			bothKernels(t, "normGrad "+name, func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
				a, intact := args(rng)
				k.normGrad(a)
				return slices.Concat(a.DX, a.DRes), intact
			})
			bothKernels(t, "sums "+name, func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
				a, intact := args(rng)
				k.moments(a)
				sums := []float32{float32(a.Sum), float32(a.SumSq)}
				k.normSums(a)
				return append(sums, float32(a.Sum), float32(a.SumSq)), intact
			})
		}
	}
}

func TestNormalizePassesNaNOn(t *testing.T) {
	for name, d := range devices(t) {
		a := &normArgs{Rows: 1, Stride: lanes, N: lanes, Scale: 1, ReLU: true, X: make([]float32, lanes), Y: make([]float32, lanes)}
		for l := range a.Mask {
			a.Mask[l] = -1
		}
		a.X[2] = float32(math.NaN())
		d.kernels.normalize(a)
		if a.Y[2] == a.Y[2] {
			t.Errorf("%s: got %g for NaN, want NaN: a broken run must not look healthy", name, a.Y[2])
		}
	}
}

func TestSGDKernel(t *testing.T) {
	for _, n := range []int{8, 24, 64} {
		for _, nesterov := range []bool{false, true} {
			bothKernels(t, fmt.Sprintf("%d weights, Nesterov %t", n, nesterov), func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
				w, intactW := room(rng, n)
				v, intactV := room(rng, n)
				g, _ := room(rng, n)
				k.sgd(w, g, v, sgdArgs{Rate: 0.1, Mu: 0.9, Decay: 0.01, Nesterov: nesterov})
				return slices.Concat(w, v), func() bool { return intactW() && intactV() }
			})
		}
	}
}

func TestFlatKernels(t *testing.T) {
	for _, n := range []int{8, 16, 40} {
		for name, do := range map[string]func(k kernels, a, b, c, d, e, f []float32){
			"rowTypes":  func(k kernels, a, b, c, d, e, f []float32) { k.rowTypes(a, b, c, d, e, f) },
			"sum2":      func(k kernels, a, b, c, d, e, f []float32) { k.sum2(a, d, e) },
			"addSum3":   func(k kernels, a, b, c, d, e, f []float32) { k.addSum3(a, d, e, f) },
			"splitSum3": func(k kernels, a, b, c, d, e, f []float32) { k.splitSum3(a, b, d, e, f) },
		} {
			bothKernels(t, fmt.Sprint(name, " of ", n), func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
				var s [6][]float32
				var intact [6]func() bool
				for i := range s {
					s[i], intact[i] = room(rng, n)
				}
				do(k, s[0], s[1], s[2], s[3], s[4], s[5])
				return slices.Concat(s[:]...), func() bool {
					return !slices.ContainsFunc(intact[:], func(ok func() bool) bool { return !ok() })
				}
			})
		}
	}
}

func TestCombineKernel(t *testing.T) {
	for _, n := range []int{8, 24} {
		for _, first := range []bool{false, true} {
			bothKernels(t, fmt.Sprintf("%d, first %t", n, first), func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
				const typeLen = 96
				a := &combineArgs{TypeLen: typeLen, N: n, First: first}
				a.Even, _ = room(rng, 3*typeLen)
				a.Odd, _ = room(rng, 3*typeLen)
				a.Next, _ = room(rng, 3*typeLen)
				var intact [3]func() bool
				a.Here, intact[0] = room(rng, n)
				a.Below, intact[1] = room(rng, n)
				a.Other, intact[2] = room(rng, n)
				k.combine(a)
				return slices.Concat(a.Here, a.Below, a.Other), func() bool { return intact[0]() && intact[1]() && intact[2]() }
			})
		}
	}
}

func TestButterflyKernel(t *testing.T) {
	for _, points := range []int{1, 2, 4, 8} {
		for _, inverse := range []bool{false, true} {
			for _, add := range []bool{false, true} {
				name := fmt.Sprintf("%d points, inverse %t, add %t", points, inverse, add)
				bothKernels(t, name, func(k kernels, rng *rand.Rand) ([]float32, func() bool) {
					const rows, n, srcPitch, dstPitch = 3, 16, 24, 16
					src, _ := room(rng, points*rows*srcPitch)
					dst, intact := room(rng, points*rows*dstPitch)
					k.butterfly(&butterflyArgs{Dst: dst, Src: src, DstBlock: rows * dstPitch, SrcBlock: rows * srcPitch,
						DstPitch: dstPitch, SrcPitch: srcPitch, Rows: rows, N: n, Points: points, Inverse: inverse, Add: add})
					return dst, intact
				})
			}
		}
	}
}

// TestFourierIsCyclicCorrelation checks the transform against what it is for:
// y_k = sum_j x_j w_{(k+j) mod n}, with the products of each frequency.
func TestFourierIsCyclicCorrelation(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{1, 2, 4, 8} {
		var x, w, want, got [maxPoints]float32
		for j := range n {
			x[j], w[j] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
		}
		for k := range n {
			for j := range n {
				want[k] += x[j] * w[(k+j)%n]
			}
		}
		fourier(&x, n)
		fourier(&w, n)
		table := fmTable{scales: blockScales(n)}
		for _, f := range frequencies(n) {
			for q := range f.Parts {
				for i := range f.Parts {
					block, factor := table.weight(f, q, i)
					got[f.Block+q] += x[f.Block+i] * factor * w[block]
				}
			}
		}
		fourierInverse(&got, n)
		if e := worst(got[:n], want[:n]); e > kernelTolerance {
			t.Errorf("%d points: correlation is off by %.2g of its maximum, want %g", n, e, kernelTolerance)
		}
	}
}
