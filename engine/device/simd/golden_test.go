//go:build !js

package simd_test

import (
	"os"
	"path/filepath"
	"testing"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/device/simd"
	"filtermaplab/engine/golden"
)

// TestGoldens holds whole layers and whole networks in training to PyTorch.
func TestGoldens(t *testing.T) {
	shared := os.Getenv("FILTERMAP_SHARED")
	if shared == "" {
		shared = "../../../../shared"
	}
	files, err := filepath.Glob(filepath.Join(shared, "golden", "*.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no golden files in %s/golden; set FILTERMAP_SHARED", shared)
		}
		t.Skipf("no golden files in %s/golden; set FILTERMAP_SHARED", shared)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, err := checkpoint.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			report, err := golden.Verify(f, simd.Device{Strict: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, tensor := range report.Tensors {
				if !tensor.OK() {
					t.Errorf("%s: off by %.3g of its maximum %.3g, want at most %.1g", tensor.Name, tensor.Error(), tensor.Max, tensor.Tolerance)
				}
			}
		})
	}
}
