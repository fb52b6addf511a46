package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"filtermaplab/engine/race"
)

// smallRace is a race on few pictures, from a folder of its own.
func smallRace(t *testing.T, more ...string) []string {
	t.Helper()
	tiny(t)
	return append([]string{"race", "-data", "pictures", "-per-class", "4", "-batch", "16", "-epochs", "2"}, more...)
}

func TestRace(t *testing.T) {
	args := smallRace(t, "-plot", "figures", "-save", "nets")
	r := fmlab(t, args...)
	if r.status != exitOK {
		t.Fatal(r.stderr)
	}
	for _, want := range []string{
		"ResNet-8-FM            epoch   2", "ResNet-8-thin          epoch   2", "14,314", "78,042", "12.5 / 2.3", "2.2 / 2.2", "10,000 params",
	} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("want %q in\n%s", want, r.stdout)
		}
	}
	for _, name := range []string{"race-epochs", "race-seconds", "race-parameters", "race-direct", "race-fast"} {
		for _, ending := range []string{".png", ".svg"} {
			if size(t, filepath.Join("figures", name+ending)) < 1000 {
				t.Errorf("%s%s is nearly empty", name, ending)
			}
		}
	}

	// A network of the race is the one that train gives.
	succeed(t, "train", "-data", "pictures", "-per-class", "4", "-batch", "16", "-epochs", "2", "-out", "alone.safetensors")
	sameTensors(t, read(t, "nets/resnet-8-fm.safetensors"), read(t, "alone.safetensors"))
}

func TestRaceJSON(t *testing.T) {
	lines := decodeLines[race.Standing](t, succeed(t, smallRace(t, "-json", "-entrants", "fm:mean,fm:sum,resnet14/plain")...))
	if len(lines) != 6 {
		t.Fatalf("%d lines, want three for each of two epochs", len(lines))
	}
	for i, want := range []struct {
		name   string
		params int
		points int
	}{
		{"ResNet-8-FM mean", 14314, 1}, {"ResNet-8-FM sum", 14314, 1}, {"ResNet-14", 175258, 1},
		{"ResNet-8-FM mean", 14314, 2}, {"ResNet-8-FM sum", 14314, 2}, {"ResNet-14", 175258, 2},
	} {
		s := lines[i]
		if s.Name != want.name || s.Params != want.params || len(s.Points) != want.points || !(s.Seconds > 0 && s.StepSeconds > 0) {
			t.Errorf("line %d: %+v, want %+v", i, s, want)
		}
	}
	if lines[3].Points[1].Loss == lines[4].Points[1].Loss {
		t.Error("the rules make no difference")
	}
}

func TestRaceComplaints(t *testing.T) {
	for _, tc := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-entrants", "fat"}, exitUsage, `variant "fat"`},
		{[]string{"-entrants", "fm,"}, exitUsage, "want [MODEL/]VARIANT[:RULE]"},
		{[]string{"-entrants", "fm:median"}, exitUsage, "median"},
		{[]string{"-entrants", "resnet9/fm"}, exitUsage, "resnet9"},
		{[]string{"-variant", "fm"}, exitUsage, "unknown flag: --variant"},
		{[]string{"-data", "none"}, exitFailed, "no file or folder none"},
	} {
		r := fmlab(t, smallRace(t, tc.args...)...)
		if r.status != tc.status || !strings.Contains(r.stderr, tc.want) {
			t.Errorf("%q: status %d, %q; want %d and %q", tc.args, r.status, r.stderr, tc.status, tc.want)
		}
	}
}

func TestRaceInterrupted(t *testing.T) {
	args := smallRace(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stderr strings.Builder
	if status := run(ctx, args, io.Discard, &stderr); status != exitInterrupted || !strings.Contains(stderr.String(), "interrupted after round 0 of 4") {
		t.Errorf("status %d, %q", status, stderr.String())
	}
}
