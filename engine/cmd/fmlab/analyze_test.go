package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestAnalyze(t *testing.T) {
	tiny := tiny(t)
	for _, variant := range []string{"fm", "plain", "thin"} {
		succeed(t, tiny("-epochs", "1", "-variant", variant, "-out", variant+".safetensors")...)
	}
	networks := decodeLines[analyzedNetwork](t, succeed(t, "analyze", "-json",
		"-weights", "fm.safetensors", "-weights", "plain.safetensors", "-weights", "thin.safetensors"))
	if len(networks) != 3 {
		t.Fatalf("%d lines, want 3", len(networks))
	}
	for i, want := range []struct {
		variant string
		params  int
	}{{"fm", 14314}, {"plain", 78042}, {"thin", 14317}} {
		n := networks[i]
		if n.Variant != want.variant || n.Params != want.params || len(n.Layers) != 9 {
			t.Errorf("%s has %d parameters and %d layers, want %s, %d and 9", n.Variant, n.Params, len(n.Layers), want.variant, want.params)
		}
		for _, l := range n.Layers {
			most := min(l.Filters, l.Elements)
			if len(l.Values) != most || l.EffectiveRank < 1 || l.EffectiveRank > float64(most)+1e-9 ||
				l.Rank90 > l.Rank99 || l.Rank99 > most || !slices.IsSortedFunc(l.Values, func(a, b float64) int {
				if a > b {
					return -1
				}
				return 1
			}) {
				t.Errorf("%s %s: %d values, effective rank %v of %d, ranks %d and %d", n.Variant, l.Layer, len(l.Values), l.EffectiveRank, most, l.Rank90, l.Rank99)
			}
		}
	}

	r := fmlab(t, "analyze", "-weights", "fm.safetensors", "-weights", "plain.safetensors", "-plot", "figures/new", "-layer", "layer3.0.conv2", "-data", "pictures")
	if r.status != exitOK {
		t.Fatal(r.stderr)
	}
	for _, want := range []string{"fm.safetensors: ResNet-8-FM, 14,314 parameters", "layer3.0.conv2", "64       576      36,864"} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("want %q in\n%s", want, r.stdout)
		}
	}
	for _, name := range []string{
		"ranks", "spectrum-layer3.0.conv2", "fm-filters-layer3.0.conv2", "fm-map-layer3.0.conv2", "plain-filters-layer3.0.conv2",
		"fm-curves", "plain-curves", "fm-confusion", "plain-confusion",
	} {
		for _, ending := range []string{".png", ".svg"} {
			if size(t, filepath.Join("figures", "new", name+ending)) < 1000 {
				t.Errorf("%s%s is nearly empty", name, ending)
			}
		}
		if !strings.Contains(r.stderr, name+".png") {
			t.Errorf("%s is not told of", name)
		}
	}
	if _, err := os.Stat("figures/new/plain-map-layer3.0.conv2.png"); err == nil {
		t.Error("a map was drawn of a network that has none")
	}
}

func TestAnalyzeComplaints(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "1", "-out", "fm.safetensors")...)
	for _, tc := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"analyze"}, exitUsage, "-weights"},
		{[]string{"analyze", "-weights", "fm.safetensors", "-layer", "conv1"}, exitUsage, "with -plot"},
		{[]string{"analyze", "-weights", "fm.safetensors", "-plot", "f", "-layer", "conv9"}, exitUsage, `no convolution "conv9"`},
		{[]string{"analyze", "-weights", "fm.safetensors", "-plot", "fm.safetensors/f"}, exitFailed, "-plot"},
	} {
		r := fmlab(t, tc.args...)
		if r.status != tc.status || !strings.Contains(r.stderr, tc.want) {
			t.Errorf("%q: status %d, %q; want %d and %q", tc.args, r.status, r.stderr, tc.status, tc.want)
		}
	}
}
