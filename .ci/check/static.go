package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// packages returns all packages of the module. The go command leaves folders
// that begin with a dot out of every pattern, so these are named.
func packages() []string {
	return []string{"./...", "./.ci/arrows", "./.ci/check", "./.ci/docs", "./.ci/makefile"}
}

// inBrowser returns the packages that are built for the browser as well: all
// but the desktop's window.
func inBrowser() []string {
	return []string{"./filtermap/...", "./engine/...", "./ui/lesson/...", "./ui/scene/...", "./ui/words/...", "./wasm/..."}
}

// browser returns the environment that builds for the browser.
func browser() []string { return []string{"GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0"} }

// command returns a command of the project's root that writes to w.
func command(ctx context.Context, w io.Writer, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = w, w
	return cmd
}

// format holds every Go file that git knows, or would take, to gofmt.
func format(ctx context.Context, w io.Writer) (counts, error) {
	var out bytes.Buffer
	if err := command(ctx, &out, nil, "gofmt", "-l", ".").Run(); err != nil {
		return counts{}, fmt.Errorf("gofmt: %w\n%s", err, out.String())
	}
	var bad []string
	for name := range strings.Lines(out.String()) {
		if !strings.Contains(name, "node_modules") {
			bad = append(bad, strings.TrimSpace(name))
		}
	}
	if len(bad) > 0 {
		return counts{}, fmt.Errorf("run gofmt -w %s", strings.Join(bad, " "))
	}
	return counts{}, nil
}

func vet(ctx context.Context, w io.Writer) (counts, error) {
	return counts{}, errors.Join(
		command(ctx, w, nil, "go", append([]string{"vet"}, packages()...)...).Run(),
		command(ctx, w, browser(), "go", append([]string{"vet"}, inBrowser()...)...).Run(),
	)
}

// staticcheck runs the version that go.mod pins. The program is built first:
// "go tool" would build it for the browser, too, where it cannot run.
func staticcheck(ctx context.Context, w io.Writer) (counts, error) {
	dir, err := os.MkdirTemp("", "staticcheck")
	if err != nil {
		return counts{}, err
	}
	defer os.RemoveAll(dir)
	tool := filepath.Join(dir, "staticcheck")
	if err := command(ctx, w, nil, "go", "build", "-o", tool, "honnef.co/go/tools/cmd/staticcheck").Run(); err != nil {
		return counts{}, err
	}
	return counts{}, errors.Join(
		command(ctx, w, nil, tool, packages()...).Run(),
		command(ctx, w, browser(), tool, inBrowser()...).Run(),
	)
}

func arrows(ctx context.Context, w io.Writer) (counts, error) {
	return counts{}, command(ctx, w, nil, "go", "run", "./.ci/arrows").Run()
}

// generate runs every go:generate line; stage tree sees what that changes.
func generate(ctx context.Context, w io.Writer) (counts, error) {
	return counts{}, command(ctx, w, nil, "go", "generate", "./...").Run()
}
