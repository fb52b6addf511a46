package filtermap_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"filtermaplab/filtermap"
)

// tolerance bounds the error of a float32 vector relative to its largest
// element. PyTorch computed in float64 and rounded inputs and results once to
// float32 (6e-8 each); the map gradients are summed here in float32 over at
// most 32 terms.
const tolerance = 1e-6

// TestGolden holds every step of one layer to PyTorch: the filters cut from the
// map, T and the counts themselves, the convolution with these filters, and the
// gradients of the input and, by both rules, of the map.
func TestGolden(t *testing.T) {
	for _, path := range goldenFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file := readGolden(t, path)
			g := filtermap.Geometry{
				K1: file.number("K1"), K2: file.number("K2"), K3: file.number("K3"),
				X: file.number("x"), Y: file.number("y"),
				S1: file.number("S1"), S2: file.number("S2"), C: file.number("C"),
			}
			if err := g.ValidateFor(file.number("K")); err != nil {
				t.Fatal(err)
			}
			if d, err := filtermap.Default(g.K(), g.C); err != nil || d != g {
				t.Errorf("Default(%d, %d) = %v, %v, want %v", g.K(), g.C, d, err, g)
			}
			ix := filtermap.NewIndex(g)

			m, shape := file.floats("map")
			if want := []int{g.Hm(), g.Wm(), g.C}; !slices.Equal(shape, want) {
				t.Fatalf("map has shape %v, want %v", shape, want)
			}
			filters := make([]float32, g.FilterLen())
			ix.Extract(filters, m)
			// The largest file leaves out these two.
			if want, shape := file.floats("filters"); shape != nil && !slices.Equal(filters, want) {
				t.Error("Extract differs from filters; they are copies and must be equal to the bit")
			}
			if want := file.ints("index"); want != nil && !slices.Equal(ix.T(), want) {
				t.Error("T differs from index")
			}
			counts, _ := file.floats("count")
			for j, n := range ix.Counts() {
				if float32(n) != counts[j] {
					t.Fatalf("n at %v = %d, want %v", g.CellAt(j), n, counts[j])
				}
			}

			input, in := file.floats("input")
			conv := convolution{
				n: in[0], c: in[1], h: in[2], w: in[3], k: g.K(), s1: g.S1, s2: g.S2,
				stride: file.number("stride"), pad: file.number("pad"),
			}
			output, out := file.floats("output")
			if want := []int{conv.n, conv.k, conv.outH(), conv.outW()}; !slices.Equal(out, want) {
				t.Fatalf("output has shape %v, want %v", out, want)
			}
			compare(t, "output", conv.forward(input, filters), output)

			gradOutput, _ := file.floats("grad_output")
			dInput, dFilters := conv.backward(gradOutput, input, filters)
			gradInput, _ := file.floats("grad_input")
			compare(t, "grad_input", dInput, gradInput)

			dw, dm := make([]float32, len(dFilters)), make([]float32, g.MapLen())
			for i, d := range dFilters {
				dw[i] = float32(d)
			}
			for name, rule := range map[string]filtermap.Rule{
				"grad_map_sum":  filtermap.Sum,
				"grad_map_mean": filtermap.Mean,
			} {
				want, _ := file.floats(name)
				ix.Scatter(dm, dw, rule)
				compare(t, name, dm, want)
			}
		})
	}
}

// compare reports the largest error of got relative to the largest element of
// want, and fails beyond tolerance.
func compare[F float32 | float64](t *testing.T, name string, got []F, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d elements, want %d", name, len(got), len(want))
	}
	var worst, largest float64
	for i := range want {
		worst = max(worst, math.Abs(float64(got[i])-float64(want[i]))) // a NaN stays: max propagates it
		largest = max(largest, math.Abs(float64(want[i])))
	}
	if largest == 0 || !(worst <= tolerance*largest) {
		t.Errorf("%s: worst error %.2g of the largest element %.3g, want at most %g", name, worst/largest, largest, tolerance)
	}
	t.Logf("%-14s worst error %.1e of the largest element", name, worst/largest)
}

// goldenFiles returns the vectors kept beside the test and those of the shared
// directory, which holds larger ones too.
func goldenFiles(t *testing.T) []string {
	files, err := filepath.Glob("testdata/fmconv_*.safetensors")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files in testdata: %v", err)
	}
	shared := os.Getenv("FILTERMAP_SHARED")
	if shared == "" {
		shared = "../../shared" // beside the project's root
	}
	more, err := filepath.Glob(filepath.Join(shared, "golden", "fmconv_*.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	if len(more) == 0 {
		const msg = "no golden/fmconv_*.safetensors under FILTERMAP_SHARED (%s): the large layers are not checked"
		if os.Getenv("CI") == "true" {
			t.Fatalf(msg, shared)
		}
		t.Run("shared", func(t *testing.T) { t.Skipf(msg, shared) })
	}
	for _, path := range more {
		here := func(local string) bool { return filepath.Base(local) == filepath.Base(path) }
		if !slices.ContainsFunc(files, here) {
			files = append(files, path)
		}
	}
	return files
}
