package checkpoint_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"filtermaplab/engine/checkpoint"
)

// goldenPath is where another package of the project keeps files that the
// official library wrote.
func goldenPath(name string) string {
	return filepath.Join("..", "..", "filtermap", "testdata", name)
}

func readGolden(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(goldenPath(name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Files of the official library are read, and written again they are the same
// bytes except for the order of the metadata, which that library leaves to
// chance.
func TestGolden(t *testing.T) {
	for _, path := range goldenFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f, err := checkpoint.ReadBytes(want)
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Tensors) == 0 || len(f.Metadata) == 0 {
				t.Fatalf("%d tensors and metadata %v, want some of both", len(f.Tensors), f.Metadata)
			}
			got := encode(t, f)
			if len(got) != len(want) {
				t.Fatalf("written again it has %d bytes, want %d", len(got), len(want))
			}
			if !bytes.Equal(afterMetadata(t, got), afterMetadata(t, want)) {
				t.Error("written again its tensors are other bytes")
			}
		})
	}
}

// afterMetadata returns all that follows the metadata, which comes first.
func afterMetadata(t *testing.T, b []byte) []byte {
	t.Helper()
	if n := binary.LittleEndian.Uint64(b); n%8 != 0 {
		t.Errorf("header of %d bytes, want a multiple of 8", n)
	}
	_, rest, ok := bytes.Cut(b, []byte("},"))
	if !ok || !bytes.HasPrefix(b[8:], []byte(`{"__metadata__":{`)) {
		t.Fatal("want the metadata first in the header")
	}
	return rest
}

// One file in detail: the numbers are where the names say.
func TestGoldenContent(t *testing.T) {
	f, err := checkpoint.ReadFile(goldenPath("fmconv_stem_3_16.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Metadata["K1"]; got != "4" {
		t.Errorf("metadata K1 = %q, want 4", got)
	}
	if err := f.Match([]checkpoint.Spec{
		{Name: "count", Shape: []int{8, 8, 3}},
		{Name: "filters", Shape: []int{16, 3, 3, 3}},
		{Name: "grad_input", Shape: []int{2, 3, 8, 8}},
		{Name: "grad_map_mean", Shape: []int{8, 8, 3}},
		{Name: "grad_map_sum", Shape: []int{8, 8, 3}},
		{Name: "grad_output", Shape: []int{2, 16, 8, 8}},
		{Name: "index", Shape: []int{16, 3, 3, 3}, Integer: true},
		{Name: "input", Shape: []int{2, 3, 8, 8}},
		{Name: "map", Shape: []int{8, 8, 3}},
		{Name: "output", Shape: []int{2, 16, 8, 8}},
	}); err != nil {
		t.Fatal(err)
	}
	m, _ := f.Lookup("map")
	filters, _ := f.Lookup("filters")
	index, _ := f.Lookup("index")
	for i, j := range index.Ints {
		if filters.Data[i] != m.Data[j] {
			t.Fatalf("filter element %d = %v, want map element %d = %v", i, filters.Data[i], j, m.Data[j])
		}
	}
}

// goldenFiles returns all golden files of the project and of the shared
// directory.
func goldenFiles(t *testing.T) []string {
	files, err := filepath.Glob(goldenPath("*.safetensors"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files in %s: %v", goldenPath(""), err)
	}
	shared := os.Getenv("FILTERMAP_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared") // beside the project's root
	}
	more, err := filepath.Glob(filepath.Join(shared, "golden", "*.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	if len(more) == 0 {
		const msg = "no golden/*.safetensors under FILTERMAP_SHARED (%s): files of whole networks are not checked"
		if os.Getenv("CI") == "true" {
			t.Fatalf(msg, shared)
		}
		t.Run("shared", func(t *testing.T) { t.Skipf(msg, shared) })
	}
	return append(files, more...)
}
