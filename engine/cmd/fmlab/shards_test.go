package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestShards(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shapes")
	want := shardsResult{Name: "Shapes", Train: 3, Test: 1, TrainPerClass: 500, TestPerClass: 100, Bytes: 6000 * 3073}
	for _, args := range [][]string{
		{"shards", "-data", "shapes", "-per-class", "200", "-out", dir, "-json"},
		{"shards", "-check", dir, "-json"},
	} {
		if got := decodeLines[shardsResult](t, succeed(t, args...)); len(got) != 1 || got[0] != want {
			t.Errorf("%v: %+v, want %+v", args, got, want)
		}
	}
	if out := succeed(t, "shards", "-check", dir); !strings.Contains(out, "Shapes: 3 shards to learn from (500 pictures a class), 1 to test on (100), 18,438,000 bytes, whole") {
		t.Errorf("it says %q", out)
	}
	if err := os.Truncate(filepath.Join(dir, "train", "1.bin"), 1000); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"shards", "-check", dir}, "train/1.bin: want 6146000 bytes, got 1000"},
		{[]string{"shards"}, "-out"},
		{[]string{"shards", "-out", dir, "-check", dir}, "-out"},
		{[]string{"shards", "-data", "shapes", "-per-class", "0", "-out", dir}, "want 1 to 1000"},
	} {
		if r := fmlab(t, tt.args...); r.status == exitOK || !strings.Contains(r.stderr, tt.says) {
			t.Errorf("%v: status %d, %q, want %q", tt.args, r.status, r.stderr, tt.says)
		}
	}
}
