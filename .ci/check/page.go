package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
)

// pageFolder holds the tests of the page in a real browser.
const pageFolder = "wasm/e2e"

// browserKey names the browser's program for those tests.
const browserKey = "CHROMIUM"

// pageTests builds dist/ and tests the page in Chromium.
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
	if err := nodeModules(ctx, w, pageFolder); err != nil {
		return counts{}, err
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

// oldestNode is the first version whose test runner and WebAssembly will do.
const oldestNode = 20

func findNode(ctx context.Context) (string, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return "", fmt.Errorf("there is no node; install Node.js %d or later (Debian: apt-get install nodejs npm)", oldestNode)
	}
	out, err := exec.CommandContext(ctx, node, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("node --version: %w", err)
	}
	var major int
	if _, err := fmt.Sscanf(string(out), "v%d.", &major); err != nil || major < oldestNode {
		return "", fmt.Errorf("want Node.js %d or later, got %s", oldestNode, out)
	}
	return node, nil
}

// findChromium returns the browser's program. On Debian and its relatives,
// where there is none, root installs it.
func findChromium(ctx context.Context, w io.Writer) (string, error) {
	if program := os.Getenv(browserKey); program != "" {
		return exec.LookPath(program)
	}
	if program := lookForChromium(); program != "" {
		return program, nil
	}
	if apt, err := exec.LookPath("apt-get"); err == nil && os.Geteuid() == 0 {
		fmt.Fprintln(w, "installing chromium")
		quiet := []string{"DEBIAN_FRONTEND=noninteractive"}
		for _, args := range [][]string{{"update", "-qq"}, {"install", "-y", "-qq", "--no-install-recommends", "chromium"}} {
			var log logTail
			if err := command(ctx, &log, quiet, apt, args...).Run(); err != nil {
				return "", fmt.Errorf("apt-get %s: %w\n%s", args[0], err, log.String())
			}
		}
		if program := lookForChromium(); program != "" {
			return program, nil
		}
	}
	return "", fmt.Errorf("there is no Chromium or Chrome to test the page with; install one, or name its program in %s", browserKey)
}

// lookForChromium returns the first browser that is there, or "".
func lookForChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	if runtime.GOOS == "darwin" {
		for _, app := range []string{"Google Chrome", "Chromium"} {
			program := filepath.Join("/Applications", app+".app", "Contents", "MacOS", app)
			if _, err := os.Stat(program); err == nil {
				return program
			}
		}
	}
	return ""
}

// logTail keeps the end of what a chatty program says.
type logTail struct{ end []byte }

// tailSize is enough for the lines in which apt-get says what went wrong.
const tailSize = 4 << 10

func (l *logTail) Write(b []byte) (int, error) {
	l.end = append(l.end, b...)
	l.end = l.end[max(0, len(l.end)-tailSize):]
	return len(b), nil
}

func (l *logTail) String() string { return string(l.end) }
