package data

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOpen(t *testing.T) {
	archive, train, test := official(t)
	folder := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	half := len(train) / 2
	write("data_batch_1.bin", train[:half])
	write("data_batch_2.bin", train[half:])
	write("test_batch.bin", test)
	if err := os.Mkdir(filepath.Join(folder, "train.bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	var done, total int64
	options := Options{Progress: func(d, all int64) { done, total = d, all }}
	for _, path := range []string{folder, write("notes.tar.gz", zipped(t, archive))} {
		pair, err := Open(path, options)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(encode(pair.Train), train) || !bytes.Equal(encode(pair.Test), test) {
			t.Errorf("%s: the records differ from those written", path)
		}
		if done == 0 || done != total {
			t.Errorf("%s: want progress to end at its total, got %d of %d", path, done, total)
		}
	}

	if _, err := Open(filepath.Join(folder, "absent"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an absent file: got %v", err)
	}
	if _, err := Open(t.TempDir(), Options{}); err == nil || !strings.Contains(err.Error(), "no CIFAR file") {
		t.Errorf("an empty folder: got %v", err)
	}
	write("data_batch_2.bin", train[:5000])
	if _, err := Open(folder, Options{}); err == nil || !strings.Contains(err.Error(), `"data_batch_2.bin": 5000 bytes`) {
		t.Errorf("a folder with a file cut short: got %v", err)
	}
}

// TestCIFARSubset reads the real archive of 5,000 and 2,000 pictures.
func TestCIFARSubset(t *testing.T) {
	pair := openSubset(t)
	if pair.Train.Name != "CIFAR-10" || !slices.Equal(pair.Train.Classes, cifar10Classes()) {
		t.Errorf("got %q with classes %v", pair.Train.Name, pair.Train.Classes)
	}
	// 500 of each class to learn from, but any 2,000 of the test pictures.
	if got, want := pair.Train.CountByClass(), slices.Repeat([]int{500}, 10); !slices.Equal(got, want) {
		t.Errorf("training pictures by class: want %v, got %v", want, got)
	}
	if got, want := pair.Test.CountByClass(), []int{217, 201, 199, 182, 198, 202, 207, 197, 200, 197}; !slices.Equal(got, want) {
		t.Errorf("test pictures by class: want %v, got %v", want, got)
	}
	// The subset is a fair sample: its numbers are near the whole set's.
	const tol = 2.0 // of 255; five standard errors of a mean over 5,000 pictures
	got, want := Stats(pair.Train), DefaultNorm()
	for c := range Channels {
		if d := got.Mean[c] - want.Mean[c]; d < -tol || d > tol {
			t.Errorf("channel %d: want a mean of about %v, got %v", c, want.Mean[c], got.Mean[c])
		}
		if d := got.Std[c] - want.Std[c]; d < -tol || d > tol {
			t.Errorf("channel %d: want a spread of about %v, got %v", c, want.Std[c], got.Std[c])
		}
	}
}

// openSubset opens the real archive, or skips where it is not at hand.
func openSubset(tb testing.TB) *Pair {
	tb.Helper()
	shared := os.Getenv("FILTERMAP_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	path := filepath.Join(shared, "data", "cifar10-subset.tar.gz")
	pair, err := Open(path, Options{})
	if errors.Is(err, os.ErrNotExist) {
		if os.Getenv("CI") == "true" {
			tb.Fatalf("%s is wanted in CI; set FILTERMAP_SHARED to the folder that holds data/", path)
		}
		tb.Skipf("%s is not here; set FILTERMAP_SHARED to the folder that holds data/", path)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return pair
}
