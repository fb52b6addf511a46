package golden

import (
	"os"
	"path/filepath"
	"testing"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/device/reference"
)

// files returns the golden files that stand beside the tests and, where it is
// there, in the folder of shared material.
func files(t *testing.T) []string {
	names, err := filepath.Glob("testdata/*.safetensors")
	if err != nil || len(names) == 0 {
		t.Fatalf("no golden files in testdata (%v)", err)
	}
	shared := os.Getenv("FILTERMAP_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	more, err := filepath.Glob(filepath.Join(shared, "golden", "fmconv_*.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	if len(more) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no golden files in %s/golden; set FILTERMAP_SHARED", shared)
		}
		t.Logf("only the files in testdata: none in %s/golden (set FILTERMAP_SHARED)", shared)
	}
	return append(names, more...)
}

func TestReferenceHolds(t *testing.T) {
	for _, name := range files(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, err := checkpoint.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			report, err := Verify(f, reference.Device{})
			if err != nil {
				t.Fatal(err)
			}
			worst := Tensor{}
			for _, tensor := range report.Tensors {
				if !tensor.OK() {
					t.Errorf("%s: off by %.3g of its maximum %.3g, want at most %.1g", tensor.Name, tensor.Error(), tensor.Max, tensor.Tolerance)
				}
				if tensor.Tolerance > 0 && tensor.Error()/tensor.Tolerance >= worst.Error()/max(worst.Tolerance, 1e-30) {
					worst = tensor
				}
			}
			t.Logf("%s: %d tensors, worst %s %.2g", report.What, len(report.Tensors), worst.Name, worst.Error())
		})
	}
}
