package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// browserKey names the browser's program for the tests of the page.
const browserKey = "CHROMIUM"

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
	if err := aptInstall(ctx, w, "chromium"); err != nil {
		return "", err
	}
	if program := lookForChromium(); program != "" {
		return program, nil
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

// needDisplay makes sure of a virtual display for the tests of the window. Where
// none can be had they skip and say so, or fail in CI.
func needDisplay(ctx context.Context, w io.Writer) error {
	if _, err := exec.LookPath("Xvfb"); err == nil || runtime.GOOS != "linux" {
		return nil
	}
	return aptInstall(ctx, w, "xvfb", "libgl1", "libegl1", "libgl1-mesa-dri", "libx11-6", "libxrandr2",
		"libxi6", "libxcursor1", "libxinerama1", "libxrender1", "libxext6")
}

// aptInstall installs packages on Debian and its relatives, if this is root. It
// does nothing elsewhere.
func aptInstall(ctx context.Context, w io.Writer, packages ...string) error {
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return nil
	}
	fmt.Fprintf(w, "installing %s\n", strings.Join(packages, " "))
	quiet := []string{"DEBIAN_FRONTEND=noninteractive"}
	for _, args := range [][]string{{"update", "-qq"}, append([]string{"install", "-y", "-qq", "--no-install-recommends"}, packages...)} {
		var log logTail
		if err := command(ctx, &log, quiet, apt, args...).Run(); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", args[0], err, log.String())
		}
	}
	return nil
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
