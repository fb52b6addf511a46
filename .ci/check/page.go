package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
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
	report, err := os.CreateTemp("", "page-*.tap")
	if err != nil {
		return counts{}, err
	}
	defer os.Remove(report.Name())
	defer report.Close()
	test := command(ctx, w, []string{browserKey + "=" + chromium}, "npm", "test", "--silent", "--",
		"--test-reporter=spec", "--test-reporter-destination=stdout",
		"--test-reporter=tap", "--test-reporter-destination="+report.Name())
	test.Dir = pageFolder
	testErr := test.Run()
	c, err := readTAP(report)
	if err := errors.Join(testErr, err); err != nil {
		return c, fmt.Errorf("npm test in %s: %w", pageFolder, err)
	}
	return c, nil
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
