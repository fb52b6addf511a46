package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// runtimeFolder has ONNX Runtime, in which a test runs exported networks.
const runtimeFolder = "engine/onnx/ort"

// nativeTests runs all Go tests on this machine. What they need besides Go is
// installed if it can be; where it cannot, tests skip and say so. In CI that is
// not good enough.
func nativeTests(ctx context.Context, w io.Writer) (counts, error) {
	if err := errors.Join(needDisplay(ctx, w), nodeModules(ctx, w, runtimeFolder)); err != nil {
		if os.Getenv("CI") == "true" {
			return counts{}, err
		}
		fmt.Fprintln(w, err)
	}
	return goTest(ctx, w, os.Environ(), packages()...)
}

// wasmTests runs the tests of the mathematics and the engine as WebAssembly in
// Node: the same code, in the arithmetic and the 32 bits of the browser.
func wasmTests(ctx context.Context, w io.Writer) (counts, error) {
	runner, err := nodeRunner(ctx)
	if err != nil {
		return counts{}, err
	}
	env := append(smallEnviron(), browser()...)
	list := exec.CommandContext(ctx, "go", "list", "./filtermap/...", "./engine/...")
	list.Env, list.Stderr = env, w
	out, err := list.Output()
	if err != nil {
		return counts{}, fmt.Errorf("go list: %w", err)
	}
	inBrowser := slices.DeleteFunc(strings.Fields(string(out)), func(pkg string) bool {
		// A command line and a processor's vector units are not to be had there.
		return strings.Contains(pkg, "/engine/cmd/") || strings.Contains(pkg, "/engine/device/native")
	})
	// Tests that take minutes without vector instructions have run on this machine.
	return goTest(ctx, w, env, append([]string{"-short", "-exec=" + runner}, inBrowser...)...)
}

// nodeRunner is the command that runs a WebAssembly test in Node. It is
// go_js_wasm_exec of the Go distribution with one more flag: kernels with
// relaxed SIMD are an experiment in the older versions of Node.
func nodeRunner(ctx context.Context) (string, error) {
	node, err := findNode(ctx)
	if err != nil {
		return "", err
	}
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	words := []string{node, "--stack-size=8192"}
	const relaxed = "--experimental-wasm-relaxed-simd"
	if exec.CommandContext(ctx, node, relaxed, "-e", "0").Run() == nil {
		words = append(words, relaxed)
	}
	words = append(words, filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js"))
	for i, word := range words {
		words[i] = "'" + word + "'" // the go command splits at blanks and knows quotes
	}
	return strings.Join(words, " "), nil
}

// smallEnviron is what the go command and the tests need of the environment.
// Go's WebAssembly has room for a few kilobytes of it only.
func smallEnviron() []string {
	var env []string
	for _, entry := range os.Environ() {
		key, _, _ := strings.Cut(entry, "=")
		switch {
		case strings.HasPrefix(key, "GO"), strings.HasSuffix(strings.ToUpper(key), "_PROXY"),
			slices.Contains([]string{"PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "CI", sharedKey}, key):
			env = append(env, entry)
		}
	}
	return env
}

// goTest runs go test and reports a line for each package, the output of tests
// that fail, and the reasons of those that skip.
func goTest(ctx context.Context, w io.Writer, env []string, args ...string) (counts, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-timeout=20m"}, args...)...)
	cmd.Env, cmd.Stderr = env, w
	out, err := cmd.StdoutPipe()
	if err != nil {
		return counts{}, err
	}
	if err := cmd.Start(); err != nil {
		return counts{}, err
	}
	c, readErr := readTests(out, w)
	if err := errors.Join(readErr, cmd.Wait()); err != nil {
		return c, fmt.Errorf("go test: %w", err)
	}
	if c.passed == 0 {
		return c, errors.New("go test: no test has run")
	}
	return c, nil
}

// testEvent is a line of "go test -json"; see "go doc test2json".
type testEvent struct {
	Action     string
	Package    string
	ImportPath string // of a build event
	Test       string
	Elapsed    float64
	Output     string
}

// readTests reads the events of a run and counts them.
func readTests(r io.Reader, w io.Writer) (counts, error) {
	var c counts
	type test struct{ pkg, name string }
	output := make(map[test]string)
	failures := make(map[string]int) // by package
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return c, nil
		}
		if err != nil {
			return c, err
		}
		var e testEvent
		if err := json.Unmarshal(line, &e); err != nil {
			fmt.Fprintf(w, "%s", line) // not an event: the go command complains in words
			continue
		}
		at := test{e.Package, e.Test}
		switch e.Action {
		case "output":
			output[at] += e.Output
			continue
		case "build-output":
			fmt.Fprint(w, e.Output)
			continue
		case "pass", "fail", "skip":
		default:
			continue
		}
		switch {
		case e.Test == "" && e.Action == "fail":
			fmt.Fprintf(w, "FAIL %s (%.1f s)\n", e.Package, e.Elapsed)
			if failures[e.Package] == 0 { // it did not build, or died between tests
				c.failed++
				fmt.Fprint(w, output[at])
			}
		case e.Test == "" && e.Action == "pass":
			fmt.Fprintf(w, "ok   %s (%.1f s)\n", e.Package, e.Elapsed)
		case e.Test == "":
			// A package without tests.
		case e.Action == "pass":
			c.passed++
		case e.Action == "fail":
			c.failed++
			failures[e.Package]++
			fmt.Fprint(w, output[at])
		default:
			c.skipped++
			fmt.Fprintf(w, "skip %s %s: %s\n", e.Package, e.Test, reason(output[at]))
		}
		delete(output, at)
	}
}

// reason is what a skipped test says, in a line.
func reason(output string) string {
	var said []string
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}
