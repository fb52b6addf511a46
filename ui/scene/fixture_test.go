package scene

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/filtermap"
	"filtermaplab/ui/scene/fixture"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func geometry16() filtermap.Geometry                   { return fixture.Usual() }
func tiny() filtermap.Geometry                         { return fixture.Tiny() }
func geometries() map[string]filtermap.Geometry        { return fixture.Geometries() }
func snapshotOf(g filtermap.Geometry) *engine.Snapshot { return fixture.Snapshot(g) }

func subjectOf(g filtermap.Geometry) *Subject {
	return NewSubject(snapshotOf(g), filtermap.Geometry{}, nil)
}

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: the draw list differs; look at it and run with -update if it is meant\n%s", name, firstDifference(got, string(want)))
	}
}

func firstDifference(got, want string) string {
	line := 1
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return "line " + strconv.Itoa(line) + ": got  " + got[i:min(len(got), i+120)] + "\n want " + want[i:min(len(want), i+120)]
		}
		if got[i] == '\n' {
			line++
		}
	}
	return "one is longer than the other"
}
