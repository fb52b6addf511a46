package main

import (
	"encoding/json"
	"strings"
	"testing"

	"filtermaplab/engine/bench"
)

func TestBenchJSON(t *testing.T) {
	out := succeed(t, "bench", "resnet8", "-variant", "fm", "-batch", "2", "-runs", "1", "-device", "reference", "-json")
	var r bench.Result
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	if r.Model != "resnet8" || r.Variant != "fm" || r.Device != "reference" || r.Train.ImagesPerSecond <= 0 || len(r.Layers) == 0 {
		t.Errorf("got %+v", r)
	}
}

func TestBenchTable(t *testing.T) {
	out := succeed(t, "bench", "resnet8", "-batch", "2", "-runs", "1", "-device", "reference", "-layers")
	for _, want := range []string{"plain", "fm", "layer2.0.conv1", "FMConvBackward", "SoftmaxLoss"} {
		if !strings.Contains(out, want) {
			t.Errorf("the table lacks %q:\n%s", want, out)
		}
	}
}

func TestBenchRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"bench", "resnet9"}, {"bench", "-variant", "fast"}, {"bench", "-runs", "0"}, {"bench", "-batch", "0"},
	} {
		if r := fmlab(t, args...); r.status == exitOK || r.stderr == "" {
			t.Errorf("%q: exit %d, %q", args, r.status, r.stderr)
		}
	}
}
