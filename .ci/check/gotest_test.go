package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A module with one test of each kind, counted from a real run of go test.
func TestReadTests(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod": "module m\n\ngo 1.24\n",
		"mixed/mixed_test.go": `package mixed

import "testing"

func TestGood(t *testing.T)   { t.Log("secret of the good") }
func TestBad(t *testing.T)    { t.Error("why it is bad") }
func TestAbsent(t *testing.T) { t.Skip("no such device here") }
func TestTable(t *testing.T) {
	t.Run("one", func(t *testing.T) {})
	t.Run("two", func(t *testing.T) { t.Error("two is bad") })
}
`,
		"broken/broken_test.go": "package broken\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { undefined() }\n",
		"dies/dies_test.go":     "package dies\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestMain(m *testing.M) { println(\"dying words\"); os.Exit(3) }\n",
		"empty/empty.go":        "package empty\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "test", "-vet=off", "-json", "./...")
	cmd.Dir = dir
	events, err := cmd.Output()
	if err == nil || len(events) == 0 {
		t.Fatalf("go test: %v, %d bytes; want a failure with events", err, len(events))
	}

	var out bytes.Buffer
	got, err := readTests(bytes.NewReader(events), &out)
	if err != nil {
		t.Fatal(err)
	}
	// Good and one; Bad, two with its table, the broken and the dying package; Absent.
	if want := (counts{passed: 2, failed: 5, skipped: 1}); got != want {
		t.Errorf("got %v, want %v\n%s", got, want, out.String())
	}
	for _, want := range []string{
		"why it is bad", "two is bad", "FAIL m/mixed", "undefined: undefined", "FAIL m/broken", "dying words", "FAIL m/dies",
		"skip m/mixed TestAbsent: mixed_test.go:7: no such device here",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "secret of the good") {
		t.Error("the output of a test that passed is shown")
	}
}

func TestReadTAP(t *testing.T) {
	report := "TAP version 13\n# Subtest: trains\nok 1 - trains\n# tests 7\n# suites 0\n# pass 4\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n# duration_ms 5\n"
	got, err := readTAP(strings.NewReader(report))
	if want := (counts{passed: 4, failed: 2, skipped: 1}); err != nil || got != want {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if _, err := readTAP(strings.NewReader("TAP version 13\n# pass 0\n# fail 0\n")); err == nil {
		t.Error("a run of no tests must not pass")
	}
}

// The environment of a test in Node stays within what its WebAssembly takes,
// 12288 bytes with the command line, however large the user's is.
func TestSmallEnviron(t *testing.T) {
	for i := range 200 {
		t.Setenv(fmt.Sprintf("LARGE_%d", i), strings.Repeat("x", 100))
	}
	t.Setenv(sharedKey, "/somewhere")
	size := 0
	for _, entry := range smallEnviron() {
		size += len(entry) + 8
	}
	if size > 10000 {
		t.Errorf("the environment takes %d bytes, want at most 10000", size)
	}
	if !strings.Contains(strings.Join(smallEnviron(), "\n"), sharedKey+"=/somewhere") {
		t.Errorf("%s is not passed on", sharedKey)
	}
}
