package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommittedFilesAreCurrent generates again and compares. Only the first
// line, which repeats the command, may differ.
func TestCommittedFilesAreCurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the generator and loads the package")
	}
	dir := t.TempDir()
	files := []string{"avx2_amd64.s", "avx2_stubs_amd64.go"}
	gen := exec.Command("go", "run", "./asm", "-out", filepath.Join(dir, files[0]), "-stubs", filepath.Join(dir, files[1]), "-pkg", "native")
	gen.Dir = ".."
	if out, err := gen.CombinedOutput(); err != nil {
		t.Fatalf("generating: %v\n%s", err, out)
	}
	for _, name := range files {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		_, newBody, _ := strings.Cut(string(got), "\n")
		_, oldBody, _ := strings.Cut(string(want), "\n")
		if newBody != oldBody {
			t.Errorf("%s is not what the generator writes; run go generate ./engine/device/native", name)
		}
	}
}
