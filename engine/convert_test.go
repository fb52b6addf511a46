package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/model"
	"filtermaplab/filtermap"
)

// Expanded filters are the same numbers in the same sums, so that on one
// device the answers are equal to the bit.
func TestExpandAnswersTheSame(t *testing.T) {
	pictures := data.Shapes(1, 1, 7)
	for _, spec := range []model.Spec{
		{Model: "resnet8", Variant: model.FM},
		{Model: "resnet8", Variant: model.FM, Padding: filtermap.Authors},
		{Model: "densenet-tiny", Variant: model.FM},
	} {
		f := pytorchFile(t, spec, checkpoint.F32)
		f.Metadata["padding"] = spec.Padding.String()
		fm, err := ReadTrained(f, 4)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := fm.Expand()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ReadTrained(stored(t, plain.Checkpoint(checkpoint.F32)), 4)
		if err != nil {
			t.Fatal(err)
		}
		if back.Spec.Variant != model.Plain {
			t.Errorf("%v: variant %s after expansion", spec, back.Spec.Variant)
		}
		compareScores(t, fmt.Sprint(spec), scoresOf(t, back, pictures.Test), scoresOf(t, fm, pictures.Test), 0)
	}
}

// What is fitted to the windows of a map is that map.
func TestFitRecoversMaps(t *testing.T) {
	for _, padding := range []filtermap.Padding{filtermap.Wrap, filtermap.Authors} {
		f := pytorchFile(t, model.Spec{Model: "resnet8", Variant: model.FM}, checkpoint.F32)
		f.Metadata["padding"] = padding.String()
		fm, err := ReadTrained(f, 1)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := fm.Expand()
		if err != nil {
			t.Fatal(err)
		}
		fitted, report, err := plain.Fit(padding)
		if err != nil {
			t.Fatal(err)
		}
		const rounding = 1e-6 // sums of at most 32 equal float32 up to 0.1, then a division
		for _, e := range report {
			if e.Relative() > rounding {
				t.Errorf("%v, %s: error %g, want 0", padding, e.Layer, e.Relative())
			}
			want, got := fm.Weights(e.Layer+".map"), fitted.Weights(e.Layer+".map")
			for j := range want {
				if math.Abs(float64(got[j]-want[j])) > rounding {
					t.Fatalf("%v, %s: cell %d is %v, want %v", padding, e.Layer, j, got[j], want[j])
				}
			}
		}
		if len(report) != 7 {
			t.Errorf("%d layers were fitted, want the 7 with 3x3 filters", len(report))
		}
	}
}

// At the least-squares solution no single cell can be moved for the better,
// and the error of independent random filters is what theory says.
func TestFitIsLeastSquares(t *testing.T) {
	g, err := filtermap.Default(64, 64)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	filters := make([]float32, g.FilterLen())
	for i := range filters {
		filters[i] = float32(rng.NormFloat64())
	}
	m, e := fitMap(g, filters)
	// Of FilterLen independent squares MapLen are explained by the map.
	want := math.Sqrt(1 - 1/g.Ratio())
	const sampling = 0.01 // 36,864 numbers
	if math.Abs(e.Relative()-want) > sampling {
		t.Errorf("random filters: relative error %.4f, want %.4f", e.Relative(), want)
	}
	squares := func(j int, move float32) (sum float64) {
		for u := range g.Uses(g.CellAt(j)) {
			d := float64(filters[g.ElementIndex(u)]) - float64(m[j]+move)
			sum += d * d
		}
		return sum
	}
	for _, j := range []int{0, 1, 100, g.MapLen() - 1} {
		if at := squares(j, 0); squares(j, 0.01) <= at || squares(j, -0.01) <= at {
			t.Errorf("cell %d: moving it by 0.01 does not raise the error of %g", j, at)
		}
	}
}

func TestFitRefuses(t *testing.T) {
	f := pytorchFile(t, model.Spec{Model: "resnet8", Variant: model.FM}, checkpoint.F32)
	fm, err := ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = fm.Fit(filtermap.Wrap)
	wantError(t, "fm", err, "want a plain network, got resnet8 fm")
}

func ExampleFitError_Relative() {
	e := FitError{Squares: 8, Norm: 9}
	fmt.Printf("%.3f\n", e.Relative())
	// Output: 0.943
}
