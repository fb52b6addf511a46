// Command check runs everything that must hold of the project, in stages:
//
//	format    gofmt has nothing to change
//	vet       go vet, for this machine and for the browser
//	static    staticcheck, for both
//	arrows    imports point one way
//	generate  go generate changes nothing
//	go        all Go tests, on this machine
//	wasm      the mathematics and the engine again as WebAssembly, in Node
//	page      dist/ is built, and the page tested in a browser
//	tree      none of it has changed a file that git knows, or left one behind
//
// Arguments name stages and leave the others out. Every stage runs, also when
// one before it has failed. The last line counts tests, and stages that are no
// tests:
//
//	go run ./.ci/check
//	go run ./.ci/check format vet go
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := prepare(); err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
	tree := look(ctx)
	chosen, err := choose(stages(tree), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(2)
	}
	if !runAll(ctx, chosen, os.Stdout) {
		os.Exit(1)
	}
}

// stage is one part of the check. Its function writes what people should see
// and returns what it counted, or an error where it could not do its work or
// the work shows a fault.
type stage struct {
	name string
	run  func(ctx context.Context, w io.Writer) (counts, error)
}

// stages lists all, in order. The last one compares the tree with what it was.
func stages(tree treeCheck) []stage {
	return []stage{
		{"format", format},
		{"vet", vet},
		{"static", staticcheck},
		{"arrows", arrows},
		{"generate", generate},
		{"go", nativeTests},
		{"wasm", wasmTests},
		{"page", pageTests},
		{"tree", tree.compare},
	}
}

// choose returns the stages of the given names, or all where there are none.
func choose(all []stage, names []string) ([]stage, error) {
	if len(names) == 0 {
		return all, nil
	}
	var chosen []stage
	for _, s := range all {
		if slices.Contains(names, s.name) {
			chosen = append(chosen, s)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(all, func(s stage) bool { return s.name == name }) {
			var known []string
			for _, s := range all {
				known = append(known, s.name)
			}
			return nil, fmt.Errorf("there is no stage %q; choose from %s", name, strings.Join(known, ", "))
		}
	}
	return chosen, nil
}

// runAll runs stages, reports each with its time, and returns whether all is
// well.
func runAll(ctx context.Context, chosen []stage, w io.Writer) bool {
	var sum counts
	var summary strings.Builder
	for _, s := range chosen {
		fmt.Fprintf(w, "== %s\n", s.name)
		start := time.Now()
		c, err := s.run(ctx, w)
		if c == (counts{}) && err == nil {
			c.passed = 1 // the stage itself is the test
		}
		if err != nil {
			c.failed = max(c.failed, 1)
			fmt.Fprintf(w, "%s: %v\n", s.name, err)
		}
		verdict := "ok"
		if c.failed > 0 {
			verdict = "FAILED"
		}
		fmt.Fprintf(&summary, "%-9s %-7s %6.1f s  %v\n", s.name, verdict, time.Since(start).Seconds(), c)
		sum.add(c)
		if ctx.Err() != nil {
			fmt.Fprintln(w, "interrupted")
			sum.failed = max(sum.failed, 1)
			break
		}
	}
	fmt.Fprintf(w, "\n%s\n%v\n", summary.String(), sum)
	return sum.failed == 0
}

// counts are the tests of a stage, subtests included.
type counts struct{ passed, failed, skipped int }

func (c *counts) add(d counts) {
	c.passed += d.passed
	c.failed += d.failed
	c.skipped += d.skipped
}

func (c counts) String() string {
	if c.skipped > 0 {
		return fmt.Sprintf("%d passed, %d failed, %d skipped", c.passed, c.failed, c.skipped)
	}
	return fmt.Sprintf("%d passed, %d failed", c.passed, c.failed)
}
