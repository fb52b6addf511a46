package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// result is what a command line leaves behind.
type result struct {
	status         int
	stdout, stderr string
}

// fmlab runs a command line in this process.
func fmlab(t *testing.T, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), args, &stdout, &stderr)
	return result{status, stdout.String(), stderr.String()}
}

// succeed runs a command line that must succeed, and returns its output.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	r := fmlab(t, args...)
	if r.status != exitOK {
		t.Fatalf("fmlab %s: status %d\n%s", strings.Join(args, " "), r.status, r.stderr)
	}
	return r.stdout
}

func TestStatusAndComplaint(t *testing.T) {
	for _, tc := range []struct {
		name   string
		args   []string
		status int
		want   string // in standard error
	}{
		{"unknown command", []string{"trian"}, exitUsage, `no command "trian"; did you mean "train"?`},
		{"nothing like a command", []string{"xyzzy"}, exitUsage, `no command "xyzzy"`},
		{"unknown flag", []string{"train", "--depth", "3"}, exitUsage, "unknown flag: --depth"},
		{"unknown flag, one dash", []string{"train", "-depth", "3"}, exitUsage, "unknown flag: --depth"},
		{"argument for flags only", []string{"train", "resnet8"}, exitUsage, `train takes flags only, got "resnet8"`},
		{"no number", []string{"train", "-epochs", "many"}, exitUsage, `-epochs: want a whole number, got "many"`},
		{"no rate", []string{"train", "-lr", "fast"}, exitUsage, `-lr: want a number, got "fast"`},
		{"no truth value", []string{"train", "-nesterov=perhaps"}, exitUsage, `-nesterov: want true or false, got "perhaps"`},
		{"negative seed", []string{"train", "-seed", "-1"}, exitUsage, "-seed: want a whole number from 0 on"},
		{"no value", []string{"train", "-epochs"}, exitUsage, "needs an argument"},
		{"epochs out of range", []string{"train", "-epochs", "0"}, exitUsage, "epochs: want 1 to"},
		{"unknown network", []string{"train", "-model", "resnet9"}, exitUsage, `no network is called "resnet9"`},
		{"unknown variant", []string{"train", "-variant", "fat"}, exitUsage, `variant "fat" is unknown`},
		{"unknown rule", []string{"train", "-rule", "median"}, exitUsage, "median"},
		{"unknown schedule", []string{"train", "-schedule", "cyclic"}, exitUsage, "constant, step, onecycle"},
		{"unknown device", []string{"train", "-device", "abacus", "-out", ""}, exitUsage, "want one of auto"},
		{"negative per class", []string{"train", "-per-class", "-5", "-out", ""}, exitUsage, "-per-class: want at least 1"},
		{"too many shapes", []string{"train", "-per-class", "1000000", "-out", ""}, exitUsage, "at most 10000 shapes"},
		{"negative stop", []string{"train", "-stop-after", "-1"}, exitUsage, "-stop-after: want at least 1"},
		{"no such data", []string{"train", "-data", "nowhere.tar.gz", "-out", ""}, exitFailed, "no file or folder nowhere.tar.gz"},
		{"no folder to save to", []string{"train", "-out", "nowhere/a.safetensors"}, exitFailed, "no folder nowhere"},
		{"folder as file", []string{"train", "-out", "."}, exitFailed, "is a folder"},
		{"resume nothing", []string{"train", "-resume", "nowhere.safetensors"}, exitFailed, "nowhere.safetensors"},
		{"eval without weights", []string{"eval"}, exitUsage, "-weights"},
		{"eval without file", []string{"eval", "-weights", "nowhere.safetensors"}, exitFailed, "nowhere.safetensors"},
		{"verify nothing", []string{"verify"}, exitUsage, "at least one file"},
		{"unknown network's size", []string{"params", "resnet9"}, exitUsage, `no network is called "resnet9"`},
		{"serve nothing", []string{"serve", "-dir", "testdata/nowhere"}, exitFailed, "cannot open the folder testdata/nowhere"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			r := fmlab(t, tc.args...)
			if r.status != tc.status {
				t.Errorf("status %d, want %d", r.status, tc.status)
			}
			if !strings.Contains(r.stderr, tc.want) {
				t.Errorf("standard error %q, want it to say %q", r.stderr, tc.want)
			}
			if r.stdout != "" {
				t.Errorf("standard output %q, want nothing", r.stdout)
			}
			if first, _, _ := strings.Cut(r.stderr, "\n"); !strings.HasPrefix(first, "fmlab: ") {
				t.Errorf("standard error begins %q, want the complaint on the first line", first)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{nil, {"-h"}, {"-help"}, {"--help"}, {"help"}} {
		if out := succeed(t, args...); !strings.Contains(out, "Available Commands:") {
			t.Errorf("fmlab %v: want the list of commands, got %q", args, out)
		}
	}
	for _, cmd := range newRoot().Commands() {
		if out := succeed(t, cmd.Name(), "-h"); !strings.Contains(out, "Usage:\n  fmlab "+cmd.Name()) {
			t.Errorf("%s -h: want its usage, got %q", cmd.Name(), out)
		}
	}
}

func TestCompletion(t *testing.T) {
	for _, tc := range []struct {
		line string // an empty last word stands for "_"
		want []string
	}{
		{"train -model _", []string{"resnet8", "resnet56ww", "densenet121"}},
		{"train --model _", []string{"resnet8", "resnet56ww", "densenet121"}},
		{"train -variant _", []string{"fm", "plain", "thin"}},
		{"train -schedule _", []string{"constant", "step", "onecycle"}},
		{"train -rule _", []string{"mean", "sum"}},
		{"verify -device _", []string{"auto", "reference"}},
		{"params resnet8 _", []string{"resnet14"}},
		{"tr", []string{"train"}},
	} {
		words := strings.Fields(tc.line)
		if last := len(words) - 1; words[last] == "_" {
			words[last] = ""
		}
		got := strings.Fields(succeed(t, append([]string{"__completeNoDesc"}, words...)...))
		for _, w := range tc.want {
			if !slices.Contains(got, w) {
				t.Errorf("completion of %q: got %q, want %q among them", tc.line, got, w)
			}
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if out := succeed(t, "completion", shell); !strings.Contains(out, "fmlab") {
			t.Errorf("completion %s: the script does not name fmlab", shell)
		}
	}
}

// The binary itself: built, run by another process, with its exit statuses.
func TestBinary(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command to build with")
	}
	binary := filepath.Join(t.TempDir(), "fmlab")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	out, err := exec.Command(binary, "params", "-json", "resnet8").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(out), "\n"); got != 3 {
		t.Errorf("params -json resnet8: %d lines, want 3", got)
	}
	cmd := exec.Command(binary, "trian")
	cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != exitUsage {
		t.Errorf("unknown command: status %d, want %d", got, exitUsage)
	}
}
