package native

import (
	"os"
	"path/filepath"
	"testing"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/device/devicetest"
	"filtermaplab/engine/golden"
)

func TestConformance(t *testing.T) {
	for name, d := range devices(t) {
		t.Run(name, func(t *testing.T) { devicetest.Run(t, d, devicetest.Options{}) })
	}
}

// TestGoldenVectors holds the device to what PyTorch computed.
func TestGoldenVectors(t *testing.T) {
	shared := os.Getenv("FILTERMAP_SHARED")
	if shared == "" {
		shared = "../../../../shared"
	}
	var names []string
	for _, pattern := range []string{"../../golden/testdata/*.safetensors", filepath.Join(shared, "golden", "*.safetensors")} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 && os.Getenv("CI") == "true" {
			t.Errorf("no golden files at %s; set FILTERMAP_SHARED", pattern)
		}
		names = append(names, found...)
	}
	if len(names) == 0 {
		t.Skip("no golden files; set FILTERMAP_SHARED")
	}
	d := devices(t)["avx2"]
	if d == nil {
		t.Skip("the processor lacks AVX2 or FMA")
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, err := checkpoint.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			report, err := golden.Verify(f, d)
			if err != nil {
				t.Fatal(err)
			}
			for _, tensor := range report.Tensors {
				if !tensor.OK() {
					t.Errorf("%s: off by %.3g of its maximum, want at most %.1g", tensor.Name, tensor.Error(), tensor.Tolerance)
				}
			}
		})
	}
}
