package analyze_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/analyze"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
)

// rounding is what singular values of float32 numbers may be off, as a part
// of the largest.
const rounding = 1e-6

// A product of two orthogonal bases with chosen values between has them as
// its singular values.
func TestSpectrumIsWhatWasPutIn(t *testing.T) {
	const rows, columns = 6, 20
	want := []float64{5, 3, 3, 1, 0.01, 0}
	left, right := basis(rows, rows), basis(columns, rows)
	w := make([]float32, rows*columns)
	for i := range rows {
		for j := range columns {
			var v float64
			for k, s := range want {
				v += left[k][i] * s * right[k][j]
			}
			w[i*columns+j] = float32(v)
		}
	}
	for name, shape := range map[string][2]int{"wide": {rows, columns}, "tall": {columns, rows}} {
		m := w
		if name == "tall" {
			m = make([]float32, len(w))
			for i := range w {
				m[i%columns*rows+i/columns] = w[i]
			}
		}
		got, err := analyze.NewSpectrum(shape[0], shape[1], m)
		if err != nil {
			t.Fatal(err)
		}
		for k := range want {
			if math.Abs(got[k]-want[k]) > 5*rounding {
				t.Errorf("%s: value %d is %v, want %v", name, k, got[k], want[k])
			}
		}
	}
}

// basis returns n orthonormal vectors of the given length (Gram-Schmidt).
func basis(length, n int) [][]float64 {
	rng := rand.New(rand.NewPCG(1, uint64(length)))
	var all [][]float64
	for range n {
		v := make([]float64, length)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		for range 2 { // once more, against rounding
			for _, u := range all {
				d := dot(u, v)
				for i := range v {
					v[i] -= d * u[i]
				}
			}
		}
		norm := math.Sqrt(dot(v, v))
		for i := range v {
			v[i] /= norm
		}
		all = append(all, v)
	}
	return all
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func TestRanks(t *testing.T) {
	for _, tc := range []struct {
		name              string
		values            analyze.Spectrum
		effective, stable float64
		rank90            int
	}{
		{"equal", analyze.Spectrum{2, 2, 2, 2}, 4, 4, 4},
		{"equal and zeros", analyze.Spectrum{2, 2, 0, 0}, 2, 2, 2},
		{"one", analyze.Spectrum{7, 0, 0}, 1, 1, 1},
		{"zeros", analyze.Spectrum{0, 0}, 0, 0, 0},
		{"falling", analyze.Spectrum{3, 1}, math.Exp(0.75*math.Log(4.0/3) + 0.25*math.Log(4)), 10.0 / 9, 1},
	} {
		const exact = 1e-12
		if got := tc.values.EffectiveRank(); math.Abs(got-tc.effective) > exact {
			t.Errorf("%s: effective rank %v, want %v", tc.name, got, tc.effective)
		}
		if got := tc.values.StableRank(); math.Abs(got-tc.stable) > exact {
			t.Errorf("%s: stable rank %v, want %v", tc.name, got, tc.stable)
		}
		if got := tc.values.RankFor(0.9); got != tc.rank90 {
			t.Errorf("%s: rank for 90 %% is %d, want %d", tc.name, got, tc.rank90)
		}
	}
}

func TestSpectrumRefuses(t *testing.T) {
	_, err := analyze.NewSpectrum(1, 2, []float32{1, float32(math.NaN())})
	if err == nil || !strings.Contains(err.Error(), "finite") {
		t.Errorf("got %v, want an error about finite weights", err)
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "want 2 x 2 numbers, got 3") {
			t.Errorf("got %v, want a panic with the shape", r)
		}
	}()
	_, _ = analyze.NewSpectrum(2, 2, make([]float32, 3))
}

func trained(t *testing.T, variant model.Variant) *engine.Trained {
	t.Helper()
	net, err := model.Build(model.Spec{Model: "resnet8", Variant: variant, Batch: 1})
	if err != nil {
		t.Fatal(err)
	}
	f := &checkpoint.File{Metadata: map[string]string{"model": "resnet8", "variant": string(variant)}}
	err = net.Init(rand.New(rand.NewPCG(1, 2)), func(p nn.Param, w []float32) error {
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: p.Name, Shape: p.Shape, Data: w})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range net.States {
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: s.Name, Shape: []int{s.Len}, Data: make([]float32, s.Len)})
	}
	n, err := engine.ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Before training, nothing but overlap makes filters alike: a map of 4,096
// numbers in place of 36,864 still spans nearly every direction.
func TestNetwork(t *testing.T) {
	plain, err := analyze.Network(trained(t, model.Plain), nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	fm, err := analyze.Network(trained(t, model.FM), func(done, total int) {
		if steps++; done != steps || total != 9 {
			t.Errorf("told %d of %d after %d", done, total, steps-1)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(plain) != 9 || len(fm) != 9 || steps != 9 {
		t.Fatalf("%d and %d layers, want 9", len(plain), len(fm))
	}
	for i, l := range fm {
		p := plain[i]
		if l.Name != p.Name || l.Filters != p.Filters || l.Elements != p.Elements || len(l.Spectrum) != l.Most() {
			t.Errorf("layer %d: %s with %d x %d, plain %s with %d x %d", i, l.Name, l.Filters, l.Elements, p.Name, p.Filters, p.Elements)
		}
		if r := l.Spectrum.EffectiveRank(); r > float64(l.Most())+rounding || r < 0.5*float64(l.Most()) {
			t.Errorf("%s: effective rank %.1f of %d", l.Name, r, l.Most())
		}
	}
	if l := fm[7]; l.Name != "layer3.0.conv2" || l.Params != 4096 || plain[7].Params != 36864 {
		t.Errorf("%s learns %d, plain %d; want layer3.0.conv2 with 4096 and 36864", l.Name, l.Params, plain[7].Params)
	}
}

func ExampleSpectrum_EffectiveRank() {
	// Three filters of four numbers; the third is the sum of the others.
	filters := []float32{
		1, 0, 0, 0,
		0, 1, 0, 0,
		1, 1, 0, 0,
	}
	s, err := analyze.NewSpectrum(3, 4, filters)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("singular values %.3f\n", []float64(s))
	fmt.Printf("effective rank %.2f of 3\n", s.EffectiveRank())
	// Output:
	// singular values [1.732 1.000 0.000]
	// effective rank 1.93 of 3
}
