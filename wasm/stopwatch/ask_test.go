package stopwatch

import (
	"strings"
	"testing"

	"filtermaplab/engine/bench"
	"filtermaplab/engine/device/reference"
)

func TestParseQuery(t *testing.T) {
	for _, tc := range []struct {
		query string
		want  Ask
	}{
		{"bench=resnet8", Ask{Model: "resnet8", Variant: "fm", Batch: 32}},
		{"bench=resnet14w&variant=plain&threads=2&batch=8&data=none", Ask{Model: "resnet14w", Variant: "plain", Batch: 8, Threads: 2}},
		{"strict=1&bench=resnet8", Ask{Model: "resnet8", Variant: "fm", Batch: 32, Strict: true}},
	} {
		got, ok, err := ParseQuery(tc.query)
		if err != nil || !ok || got != tc.want {
			t.Errorf("%s: got %+v, %v, %v; want %+v", tc.query, got, ok, err, tc.want)
		}
	}
	if _, ok, err := ParseQuery("embed=1"); ok || err != nil {
		t.Errorf("a query without bench: %v, %v", ok, err)
	}
}

func TestParseQueryRefuses(t *testing.T) {
	for query, want := range map[string]string{
		"bench=resnet8&batch=0":      "batch: want 1 to",
		"bench=resnet8&batch=1e9":    "batch: want 1 to",
		"bench=resnet8&threads=-1":   "threads: want 0 to",
		"bench=resnet8&threads=1000": "threads: want 0 to",
		"bench=resnet8&data=cifar":   "data: want none",
	} {
		if _, _, err := ParseQuery(query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", query, err, want)
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	f.Add("bench=resnet8&variant=fm&threads=2&batch=32&data=none")
	f.Add("bench=%zz&batch=+1")
	f.Fuzz(func(t *testing.T, query string) {
		ask, ok, err := ParseQuery(query)
		if ok && err == nil && (ask.Batch < 1 || ask.Batch > maxBatch || ask.Threads < 0 || ask.Threads > maxThreads) {
			t.Errorf("%q: %+v", query, ask)
		}
	})
}

// ResNet-8 takes 25,003,264 FLOPs a picture forward.
func TestInfo(t *testing.T) {
	ask := Ask{Model: "resnet8", Variant: "plain", Batch: 4}
	r, err := bench.NewRunner(ask.spec(), reference.Device{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got := ask.info(r, "reference", 1)
	if got.ForwardFLOPs != 25003264 || got.StepFLOPs != 3*4*25003264 || got.Params != 78042 {
		t.Errorf("got %+v", got)
	}
}
