package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fake is a stage that counts what it is told to.
func fake(name string, c counts, err error) stage {
	return stage{name, func(_ context.Context, w io.Writer) (counts, error) {
		_, writeErr := io.WriteString(w, "about "+name+"\n")
		return c, errors.Join(err, writeErr)
	}}
}

func TestRunAll(t *testing.T) {
	for _, tc := range []struct {
		name   string
		stages []stage
		ok     bool
		last   string
	}{
		{"tests and a stage without", []stage{fake("vet", counts{}, nil), fake("go", counts{12, 0, 3}, nil)}, true, "13 passed, 0 failed, 3 skipped"},
		{"a failed test", []stage{fake("go", counts{12, 2, 0}, errors.New("exit status 1")), fake("vet", counts{}, nil)}, false, "13 passed, 2 failed"},
		{"a failed stage", []stage{fake("vet", counts{}, errors.New("exit status 1")), fake("go", counts{12, 0, 0}, nil)}, false, "12 passed, 1 failed"},
		{"a failure that is only counted", []stage{fake("go", counts{12, 1, 0}, nil)}, false, "12 passed, 1 failed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out bytes.Buffer
			if ok := runAll(t.Context(), tc.stages, &out); ok != tc.ok {
				t.Errorf("ok = %v, want %v", ok, tc.ok)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if got := lines[len(lines)-1]; got != tc.last {
				t.Errorf("last line %q, want %q", got, tc.last)
			}
			for _, s := range tc.stages {
				if !strings.Contains(out.String(), "about "+s.name) {
					t.Errorf("stage %s has not run", s.name)
				}
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stop := stage{"stop", func(context.Context, io.Writer) (counts, error) { cancel(); return counts{passed: 1}, nil }}
	var out bytes.Buffer
	if runAll(ctx, []stage{stop, fake("go", counts{12, 0, 0}, nil)}, &out) {
		t.Error("an interrupted check must not count as passed")
	}
	if strings.Contains(out.String(), "about go") {
		t.Error("a stage has run after the interruption")
	}
}

func TestChoose(t *testing.T) {
	all := stages(treeCheck{})
	if got, err := choose(all, nil); err != nil || len(got) != len(all) {
		t.Errorf("without names: %d stages, %v; want all %d", len(got), err, len(all))
	}
	got, err := choose(all, []string{"go", "vet"})
	if err != nil || len(got) != 2 || got[0].name != "vet" || got[1].name != "go" {
		t.Errorf("go and vet: %v, %v; want both in their order", got, err)
	}
	if _, err := choose(all, []string{"go", "lint"}); err == nil || !strings.Contains(err.Error(), `no stage "lint"; choose from format, vet`) {
		t.Errorf("an unknown stage: %v", err)
	}
}

// A folder of checks that is not among the packages would be checked by nobody.
func TestPackages(t *testing.T) {
	folders, err := filepath.Glob("../*/*.go")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no Go files beside this folder (%v)", err)
	}
	for _, file := range folders {
		if folder := "./.ci/" + filepath.Base(filepath.Dir(file)); !slices.Contains(packages(), folder) {
			t.Errorf("%s is not among the packages", folder)
		}
	}
}
