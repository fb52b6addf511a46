package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filtermaplab/engine/checkpoint"
)

// goldenFiles are the golden files that stand beside the packages, convolutions
// first.
func goldenFiles(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"../../../filtermap/testdata/fmconv_*.safetensors", "../../golden/testdata/net_*.safetensors"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no golden files %s (%v)", pattern, err)
		}
		all = append(all, files...)
	}
	return all
}

// writeBent writes a copy of a golden file with one value of a tensor changed.
func writeBent(t *testing.T, from, tensor string, bend func(float32) float32) string {
	t.Helper()
	f := read(t, from)
	i := slices.IndexFunc(f.Tensors, func(t checkpoint.Tensor) bool { return t.Name == tensor })
	if i < 0 {
		t.Fatalf("%s has no tensor %s", from, tensor)
	}
	f.Tensors[i].Data[0] = bend(f.Tensors[i].Data[0])
	path := filepath.Join(t.TempDir(), "bent.safetensors")
	if err := checkpoint.WriteFile(path, f); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVerifyHolds(t *testing.T) {
	files := goldenFiles(t)
	for _, device := range deviceNames()[1:] { // auto is one of the others
		if _, err := openDevice(device); err != nil {
			t.Logf("device %s left out: %v", device, err)
			continue
		}
		r := fmlab(t, append([]string{"verify", "-device", device}, files...)...)
		if r.status != exitOK {
			t.Errorf("device %s: status %d\n%s", device, r.status, r.stdout)
		}
		for _, want := range []string{"tensor", "worst error", "grad_map_mean", "files hold on device"} {
			if !strings.Contains(r.stdout, want) {
				t.Errorf("device %s: want %q in\n%s", device, want, r.stdout)
			}
		}
	}
}

// A tensor beyond tolerance fails its file, and no other.
func TestVerifyFails(t *testing.T) {
	good := goldenFiles(t)[0]
	text := filepath.Join(t.TempDir(), "text.safetensors")
	if err := os.WriteFile(text, []byte("no tensors here"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, file, want string
	}{
		{"a wrong value", writeBent(t, good, "output", func(v float32) float32 { return v + 1 }), "beyond tolerance"},
		{"not a number", writeBent(t, good, "output", func(float32) float32 { return float32(math.NaN()) }), "not a number"},
		{"no safetensors", text, "cannot be compared"},
		{"no file", filepath.Join(t.TempDir(), "nowhere"), "cannot be compared"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := fmlab(t, "verify", tc.file, good)
			if r.status != exitFailed {
				t.Errorf("status %d, want %d", r.status, exitFailed)
			}
			for _, want := range []string{tc.want, good, "1 of 2 files hold"} {
				if !strings.Contains(r.stdout, want) {
					t.Errorf("want %q in\n%s", want, r.stdout)
				}
			}

			r = fmlab(t, "verify", "-json", tc.file, good)
			results := decodeLines[verifyResult](t, r.stdout)
			if r.status != exitFailed || len(results) != 2 || results[0].OK || !results[1].OK {
				t.Fatalf("status %d, %+v; want the first of two files to fail", r.status, results)
			}
			if results[0].File != tc.file || (results[0].Error == "") == (len(results[0].Tensors) == 0) {
				t.Errorf("%+v: want the file, and either tensors or what is wrong", results[0])
			}
		})
	}
}

// A small difference is within tolerance: the command measures, it does not
// ask for equality.
func TestVerifyTolerates(t *testing.T) {
	bent := writeBent(t, goldenFiles(t)[0], "output", func(v float32) float32 { return v + 1e-6 })
	r := decodeLines[verifyResult](t, succeed(t, "verify", "-json", bent))[0]
	i := slices.IndexFunc(r.Tensors, func(v verifyTensor) bool { return v.Name == "output" })
	if i < 0 || r.Tensors[i].Error == nil || *r.Tensors[i].Error <= 0 || *r.Tensors[i].Error > r.Tensors[i].Tolerance {
		t.Errorf("%+v: want an error of output between 0 and its tolerance", r.Tensors)
	}
}
