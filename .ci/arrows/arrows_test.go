package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// file is a Go file with one import.
func file(p string) *fstest.MapFile {
	return &fstest.MapFile{Data: fmt.Appendf(nil, "package p\n\nimport _ %q\n", p)}
}

func TestImports(t *testing.T) {
	for _, tc := range []struct {
		name, imports string
		ok            bool
	}{
		{"filtermap/a.go", "math", true},
		{"filtermap/a.go", "filtermaplab/engine", false},
		{"filtermap/a.go", "gonum.org/v1/gonum/mat", false},
		{"filtermap/a_test.go", "github.com/google/go-cmp/cmp", false},
		{"filtermap/a.go", "syscall/js", false},

		{"engine/a.go", "filtermaplab/filtermap", true},
		{"engine/a.go", "filtermaplab/engine/nn", true},
		{"engine/a.go", "filtermaplab/ui/scene", false},
		{"engine/a.go", "filtermaplab/wasm", false},
		{"engine/a.go", "filtermaplab/wasm/protocol", false},
		{"engine/a.go", "filtermaplab/engine/cmd/fmlab", false},
		{"engine/a_test.go", "filtermaplab/wasm/protocol", false},
		{"engine/cmd/fmlab/a.go", "github.com/spf13/cobra", true},
		{"engine/cmd/fmlab/a.go", "filtermaplab/engine", true},
		{"engine/program/a.go", "filtermaplab/filtermap", true},
		{"engine/program/a.go", "filtermaplab/engine/nn", false},
		{"engine/optim/a.go", "filtermaplab/engine", false},
		{"engine/data/a.go", "filtermaplab/engine/nn", false},
		{"engine/checkpoint/a.go", "filtermaplab/engine", false},

		{"engine/device/simd/run_js.go", "syscall/js", true},
		{"engine/device/simd/run_js_test.go", "syscall/js", true},
		{"engine/device/webgpu/run_js.go", "syscall/js", true},
		{"engine/device/simd/run.go", "syscall/js", false},
		{"engine/device/reference/run_js.go", "syscall/js", false},
		{"engine/device/simdless/run_js.go", "syscall/js", false},

		{"ui/scene/a.go", "filtermaplab/engine", true},
		{"ui/scene/a.go", "filtermaplab/ui/desktop", false},
		{"ui/scene/a.go", "filtermaplab/wasm", false},
		{"ui/scene/a.go", "syscall/js", false},
		{"ui/desktop/a.go", "filtermaplab/ui/scene", true},
		{"ui/desktop/a.go", "filtermaplab/wasm", false},
		{"wasm/a.go", "filtermaplab/ui/scene", true},
		{"wasm/a.go", "syscall/js", true},
		{"wasm/a.go", "filtermaplab/ui/desktop", false},

		{"elsewhere/a.go", "fmt", false}, // a new folder needs a rule
		{"a.go", "fmt", false},
	} {
		violations, files, err := check(fstest.MapFS{tc.name: file(tc.imports)})
		if err != nil || files != 1 {
			t.Fatalf("%s: %d files, %v", tc.name, files, err)
		}
		if got := len(violations) == 0; got != tc.ok {
			t.Errorf("%s importing %s: violations %q, want ok = %v", tc.name, tc.imports, violations, tc.ok)
		}
	}
}

// A file that this machine does not build counts too; a folder that holds no
// code of ours does not.
func TestWhichFiles(t *testing.T) {
	tagged := &fstest.MapFile{Data: []byte("//go:build plan9 && js\n\npackage p\n\nimport _ \"filtermaplab/wasm\"\n")}
	violations, files, err := check(fstest.MapFS{
		"engine/a_plan9.go":              tagged,
		"engine/testdata/a.go":           file("filtermaplab/wasm"),
		"wasm/e2e/node_modules/x/a.go":   file("filtermaplab/ui/desktop"),
		"dist/a.go":                      file("filtermaplab/wasm"),
		".git/a.go":                      file("filtermaplab/wasm"),
		"engine/data/a.go":               file("filtermaplab/wasm"),
		"data/a.go":                      file("filtermaplab/wasm"),
		"filtermap/readme.md":            {Data: []byte("import")},
		".ci/arrows/a.go":                file("filtermaplab/wasm"),
		"engine/cmd/fmlab/_scratch/a.go": file("filtermaplab/wasm"),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{".ci/arrows/a.go", "engine/a_plan9.go", "engine/data/a.go"}
	if files != len(want) || len(violations) != len(want) {
		t.Fatalf("%d files, %q; want a violation in each of %q", files, violations, want)
	}
	for i, w := range want {
		if !strings.HasPrefix(violations[i], w+": imports filtermaplab/wasm: ") {
			t.Errorf("violation %q, want one of %s", violations[i], w)
		}
	}
}

func TestNothingToCheck(t *testing.T) {
	if _, _, err := check(fstest.MapFS{"README.md": {}}); err == nil {
		t.Error("a folder without Go files must not pass")
	}
	if _, _, err := check(fstest.MapFS{"engine/a.go": {Data: []byte("import ???")}}); err == nil {
		t.Error("a file that cannot be read must not pass")
	}
}

func TestThisModule(t *testing.T) {
	violations, files, err := check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range violations {
		t.Error(v)
	}
	t.Logf("%d files", files)
}
