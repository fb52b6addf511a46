package shard_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filtermaplab/engine/data"
	"filtermaplab/engine/data/shard"
)

// cut writes shards of the built-in pictures, which are as CIFAR's are.
func cut(t *testing.T) (folder string, pair *data.Pair, x *shard.Index) {
	t.Helper()
	folder, pair = t.TempDir(), data.Shapes(5, 3, 1)
	x, err := shard.Write(folder, pair, 2)
	if err != nil {
		t.Fatal(err)
	}
	return folder, pair, x
}

// The first shards have the first pictures of every class, classes take turns,
// and package data reads them.
func TestWrite(t *testing.T) {
	folder, pair, x := cut(t)
	var sizes []int
	for _, s := range append(x.Train, x.Test...) {
		sizes = append(sizes, s.PerClass)
	}
	if len(x.Train) != 3 || len(x.Test) != 2 || sizes[2] != 1 || sizes[4] != 1 {
		t.Fatalf("shards of %v pictures a class", sizes)
	}
	want, err := pair.Train.PerClass(4)
	if err != nil {
		t.Fatal(err)
	}
	var both []byte
	for _, s := range shard.First(x.Train, 3) {
		b, err := os.ReadFile(filepath.Join(folder, s.File))
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, b...)
	}
	for i := range 40 { // shapes take turns, too, so that picture i is picture i
		if both[i*3073] != byte(i%10) || !bytes.Equal(both[i*3073+1:(i+1)*3073], want.Image(i)) {
			t.Errorf("picture %d is another one", i)
		}
	}
	files := t.TempDir()
	test, err := os.ReadFile(filepath.Join(folder, x.Test[0].File))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"data_batch_1.bin": both, "test_batch.bin": test} {
		if err := os.WriteFile(filepath.Join(files, name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	read, err := data.Open(files, data.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read.Train.Pixels, want.Pixels) || read.Test.Len() != 20 {
		t.Errorf("read %d pictures and %d to test", read.Train.Len(), read.Test.Len())
	}
	if _, err := shard.Check(os.DirFS(folder)); err != nil {
		t.Error(err)
	}
}

// An archive of shards is one that package data reads.
func TestArchive(t *testing.T) {
	folder, pair, x := cut(t)
	var all []byte
	for i, s := range append(x.Train, x.Test...) {
		name := fmt.Sprintf("data_batch_%d.bin", i)
		if i >= len(x.Train) {
			name = fmt.Sprintf("test_batch_%d.bin", i)
		}
		b, err := os.ReadFile(filepath.Join(folder, s.File))
		if err != nil {
			t.Fatal(err)
		}
		header, padding, err := shard.Archive(name, s.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		all = append(append(append(all, header...), b...), make([]byte, padding)...)
	}
	all = append(all, make([]byte, shard.ArchiveEnd)...)
	read, err := data.Read("site.tar", bytes.NewReader(all), int64(len(all)), data.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read.Train.Pixels, pair.Train.Pixels) || !bytes.Equal(read.Test.Labels, pair.Test.Labels) {
		t.Errorf("%d and %d pictures are not those of the shards", read.Train.Len(), read.Test.Len())
	}
}

func TestCheckFindsDamage(t *testing.T) {
	for name, tt := range map[string]struct {
		damage func(folder string) error
		says   string
	}{
		"a flipped bit": {func(f string) error {
			name := filepath.Join(f, "train/1.bin")
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			b[500] ^= 1
			return os.WriteFile(name, b, 0o666)
		}, "train/1.bin: its SHA-256"},
		"cut short":    {func(f string) error { return os.Truncate(filepath.Join(f, "test/0.bin"), 100) }, "test/0.bin: want"},
		"missing":      {func(f string) error { return os.Remove(filepath.Join(f, "train/2.bin")) }, "2.bin"},
		"one too many": {func(f string) error { return os.WriteFile(filepath.Join(f, "train/3.bin"), nil, 0o666) }, "does not name"},
		"no index":     {func(f string) error { return os.Remove(filepath.Join(f, "index.json")) }, "no whole set"},
		"a torn index": {func(f string) error { return os.Truncate(filepath.Join(f, "index.json"), 50) }, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			folder, _, _ := cut(t)
			if err := tt.damage(folder); err != nil {
				t.Fatal(err)
			}
			if _, err := shard.Check(os.DirFS(folder)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, want %q in it", err, tt.says)
			}
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	pair := data.Shapes(3, 2, 1)
	for _, perClass := range []int{0, -1, 1001} {
		if _, err := shard.Write(t.TempDir(), pair, perClass); err == nil {
			t.Errorf("shards of %d pictures a class", perClass)
		}
	}
	uneven := &data.Set{Name: "x", Classes: pair.Train.Classes, Pixels: pair.Train.Pixels[:11*data.PictureSize], Labels: pair.Train.Labels[:11]}
	if _, err := shard.Write(t.TempDir(), &data.Pair{Train: uneven, Test: pair.Test}, 1); err == nil {
		t.Error("shards of a set with more pictures of one class")
	}
}

// An index comes from a server: nothing that it says is taken for granted.
func FuzzParseIndex(f *testing.F) {
	folder, err := os.MkdirTemp("", "shard")
	if err != nil {
		f.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if _, err := shard.Write(folder, data.Shapes(2, 1, 1), 1); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(folder, "index.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(bytes.Replace(good, []byte("train/0.bin"), []byte("../secret"), 1))
	f.Add([]byte(`{"version":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := shard.ParseIndex(b)
		if err != nil {
			return
		}
		for _, s := range append(x.Train, x.Test...) {
			if strings.Contains(s.File, "..") || s.Bytes <= 0 || s.Bytes > maxBytes {
				t.Fatalf("accepted %+v", s)
			}
		}
	})
}

// maxBytes is the largest shard of 256 classes.
const maxBytes = 1000 * 256 * 3073
