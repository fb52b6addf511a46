package main

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// repository makes a git repository with one committed file and goes there.
func repository(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git here")
	}
	t.Chdir(t.TempDir())
	write(t, "a.go", "package a\n")
	write(t, ".gitignore", "/dist/\n")
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "."},
		{"-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "-m", "first"},
	} {
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestTree(t *testing.T) {
	for _, tc := range []struct {
		name          string
		ci            string
		before, while func(t *testing.T)
		want          string // in the error; "" for none
	}{
		{name: "nothing happens"},
		{name: "a file is changed", while: func(t *testing.T) { write(t, "a.go", "package b\n") }, want: " M a.go"},
		{name: "a file is left behind", while: func(t *testing.T) { write(t, "b.go", "package a\n") }, want: "?? b.go"},
		{name: "an ignored file is left behind", while: func(t *testing.T) {
			if err := os.Mkdir("dist", 0o777); err != nil {
				t.Fatal(err)
			}
			write(t, "dist/a.js", "")
		}},
		{name: "a change that was there", before: func(t *testing.T) { write(t, "a.go", "package b\n") }},
		{name: "a change that was there in CI", ci: "true", before: func(t *testing.T) { write(t, "a.go", "package b\n") }, want: "not clean to begin with"},
		{
			name:   "a change of a change",
			before: func(t *testing.T) { write(t, "a.go", "package b\n") },
			while:  func(t *testing.T) { write(t, "a.go", "package c\n") },
			want:   "has changed the tree",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			repository(t)
			t.Setenv("CI", tc.ci)
			if tc.before != nil {
				tc.before(t)
			}
			check := look(t.Context())
			if tc.while != nil {
				tc.while(t)
			}
			_, err := check.compare(t.Context(), io.Discard)
			if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestNoTree(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("GIT_CEILING_DIRECTORIES", "/")
	c, err := look(t.Context()).compare(t.Context(), io.Discard)
	if err != nil || c.skipped != 1 {
		t.Errorf("outside a checkout: %v, %v; want it skipped", c, err)
	}
}
