package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// pageFolder holds the tests of the page in a real browser.
const pageFolder = "wasm/e2e"

// edgeFolder has wrangler, which runs the hosted site for these tests.
const edgeFolder = "wasm/edge"

// pageTests builds dist/ and tests the page in Chromium, on its own and as the
// hosted site.
func pageTests(ctx context.Context, w io.Writer) (counts, error) {
	if _, err := findNode(ctx); err != nil {
		return counts{}, err
	}
	chromium, err := findChromium(ctx, w)
	if err != nil {
		return counts{}, err
	}
	if err := command(ctx, w, nil, "go", "run", "./wasm/bundle").Run(); err != nil {
		return counts{}, fmt.Errorf("building dist/: %w", err)
	}
	if err := command(ctx, w, nil, "go", "run", "./wasm/edge/build").Run(); err != nil {
		return counts{}, fmt.Errorf("building dist/edge/: %w", err)
	}
	for _, folder := range []string{pageFolder, edgeFolder} {
		if err := nodeModules(ctx, w, folder); err != nil {
			return counts{}, err
		}
	}
	files, err := fs.Glob(os.DirFS(pageFolder), "*.test.mjs")
	if err != nil {
		return counts{}, err
	}
	// What takes no notice of time shares the machine; the others have it alone.
	measure := func(file string) bool { return slices.Contains(measuring, file) }
	alone := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !measure(f) })
	if len(alone) != len(measuring) {
		return counts{}, fmt.Errorf("of %v only %v are in %s", measuring, alone, pageFolder)
	}
	var sum counts
	var errs error
	for _, part := range []struct {
		at    int // files at a time
		files []string
	}{{2, slices.DeleteFunc(files, measure)}, {1, alone}} {
		c, err := twice(w, part.at, part.files, func(at int, files []string) (counts, []string, error) {
			return nodeTest(ctx, w, chromium, at, files)
		})
		sum.passed, sum.failed, sum.skipped = sum.passed+c.passed, sum.failed+c.failed, sum.skipped+c.skipped
		errs = errors.Join(errs, err)
	}
	return sum, errs
}

// measuring are the tests whose figures are of time.
var measuring = []string{"pace.test.mjs", "training.test.mjs"}

// twice runs files of tests, and those that failed once more, one at a time: a
// browser that shares a small machine may be starved. What fails then has
// failed. Run returns the files that failed, as far as they are known.
func twice(w io.Writer, at int, files []string, run func(at int, files []string) (counts, []string, error)) (counts, error) {
	first, failed, err := run(at, files)
	if err == nil || len(failed) == 0 {
		return first, err
	}
	fmt.Fprintf(w, "once more, with the machine to themselves: %v\n", failed)
	second, _, err := run(1, failed)
	first.passed += first.failed - second.failed
	first.failed = second.failed
	return first, err
}

// nodeTest runs files of tests, at most so many at a time. It returns the files
// of those that failed.
func nodeTest(ctx context.Context, w io.Writer, chromium string, at int, files []string) (counts, []string, error) {
	node, err := findNode(ctx)
	if err != nil {
		return counts{}, nil, err
	}
	report, err := os.CreateTemp("", "page-*.tap")
	if err != nil {
		return counts{}, nil, err
	}
	defer os.Remove(report.Name())
	defer report.Close()
	args := []string{"--test", "--test-timeout=900000", fmt.Sprint("--test-concurrency=", at),
		"--test-reporter=spec", "--test-reporter-destination=stdout",
		"--test-reporter=tap", "--test-reporter-destination=" + report.Name()}
	test := command(ctx, w, []string{browserKey + "=" + chromium}, node, append(args, files...)...)
	test.Dir = pageFolder
	testErr := test.Run()
	text, err := io.ReadAll(report)
	if err != nil {
		return counts{}, nil, err
	}
	c, err := readTAP(bytes.NewReader(text))
	if err := errors.Join(testErr, err); err != nil {
		return c, failedFiles(string(text), files), fmt.Errorf("node --test in %s: %w", pageFolder, err)
	}
	return c, nil, nil
}

// failedFiles are those of files in which a report has a test that failed.
func failedFiles(report string, files []string) []string {
	var failed []string
	not := false
	for line := range strings.Lines(report) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "not ok "):
			not = true
		case strings.HasPrefix(line, "ok "):
			not = false
		case not && strings.HasPrefix(line, "location: "):
			for _, f := range files {
				if strings.Contains(line, "/"+f+":") && !slices.Contains(failed, f) {
					failed = append(failed, f)
				}
			}
		}
	}
	return failed
}

// nodeModules installs what a folder's package-lock.json names, and runs none
// of its scripts.
func nodeModules(ctx context.Context, w io.Writer, folder string) error {
	install := command(ctx, w, nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	install.Dir = folder
	if err := install.Run(); err != nil {
		return fmt.Errorf("npm ci in %s: %w", folder, err)
	}
	return nil
}

var tapCount = regexp.MustCompile(`^# (pass|fail|cancelled|skipped|todo) (\d+)$`)

// readTAP reads the counts at the end of a report of node's test runner.
func readTAP(r io.Reader) (counts, error) {
	var c counts
	for lines := bufio.NewScanner(r); lines.Scan(); {
		m := tapCount.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[2])
		if err != nil {
			return c, err
		}
		switch m[1] {
		case "pass":
			c.passed += n
		case "fail", "cancelled":
			c.failed += n
		default:
			c.skipped += n
		}
	}
	if c.passed == 0 && c.failed == 0 {
		return c, errors.New("no test has run")
	}
	return c, nil
}
