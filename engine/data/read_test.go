package data

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// entry is a file of an archive.
type entry struct {
	name string
	data []byte
}

// makeTar packs an archive.
func makeTar(tb testing.TB, entries ...entry) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.data))}
		if strings.HasSuffix(e.name, "/") {
			header.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(header); err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write(e.data); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// zipped compresses b.
func zipped(tb testing.TB, b []byte) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(b); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// noise returns n records of a layout with random pixels. Record i has the
// label i mod the number of classes in every label byte.
func noise(l layout, n int, seed uint64) []byte {
	rng := newStream(seed)
	var b []byte
	for i := range n {
		for _, labels := range l.labels {
			b = append(b, byte(i%len(labels.classes)))
		}
		for range PictureSize {
			b = append(b, byte(rng.intn(256)))
		}
	}
	return b
}

// encode writes a set as records of CIFAR-10, the inverse of reading them.
func encode(s *Set) []byte {
	var b []byte
	for i := range s.Len() {
		b = append(b, byte(s.Label(i)))
		b = append(b, s.Image(i)...)
	}
	return b
}

// official returns an archive laid out as the official one of CIFAR-10, with
// the records of its training and test files.
func official(tb testing.TB) (archive, train, test []byte) {
	tb.Helper()
	train, test = noise(cifar10(), 30, 1), noise(cifar10(), 20, 2)
	half := len(train) / 2
	names := strings.Join(cifar10Classes(), "\n") + "\n\n"
	return makeTar(tb,
		entry{"cifar-10-batches-bin/", nil},
		entry{"cifar-10-batches-bin/data_batch_1.bin", train[:half]},
		entry{"cifar-10-batches-bin/batches.meta.txt", []byte(names)},
		entry{"cifar-10-batches-bin/test_batch.bin", test},
		entry{"cifar-10-batches-bin/readme.html", []byte("<html>the real archive has one</html>")},
		entry{"cifar-10-batches-bin/data_batch_2.bin", train[half:]},
	), train, test
}

func TestReadArchives(t *testing.T) {
	archive, train, test := official(t)
	for name, data := range map[string][]byte{"tar": archive, "tar.gz": zipped(t, archive)} {
		for _, size := range []int64{int64(len(data)), -1} {
			// The name says nothing, and the bytes come in small pieces.
			pair, err := Read("download", iotest.HalfReader(bytes.NewReader(data)), size, Options{})
			if err != nil {
				t.Errorf("%s of size %d: %v", name, size, err)
				continue
			}
			if !bytes.Equal(encode(pair.Train), train) || !bytes.Equal(encode(pair.Test), test) {
				t.Errorf("%s: the records differ from those packed", name)
			}
			if pair.Train.Name != "CIFAR-10" || pair.Train.Note != "" || !slices.Equal(pair.Test.Classes, cifar10Classes()) {
				t.Errorf("%s: got name %q, note %q, classes %v", name, pair.Train.Name, pair.Train.Note, pair.Test.Classes)
			}
		}
	}
}

func TestReadSingleFiles(t *testing.T) {
	const (
		noTest  = "There was no test file: the last sixth of each class is set aside for testing."
		noTrain = "There was no training file: the last sixth of each class is set aside for testing."
	)
	c10, c100 := noise(cifar10(), 60, 1), noise(cifar100(), 600, 1)
	tests := []struct {
		name        string
		data        []byte
		opts        Options
		set, note   string
		classes     int
		train, test int // pictures of each class
	}{
		{"data_batch_1.bin", c10, Options{}, "CIFAR-10", noTest, 10, 5, 1},
		{"test_batch.bin", c10, Options{}, "CIFAR-10", noTrain, 10, 5, 1},
		{"test_batch.bin.gz", zipped(t, c10), Options{}, "CIFAR-10", noTrain, 10, 5, 1},
		{"renamed", c10, Options{}, "CIFAR-10", noTest, 10, 5, 1},
		{"train.bin", c100, Options{}, "CIFAR-100", noTest, 100, 5, 1},
		{"train.bin", c100, Options{Coarse: true}, "CIFAR-100", noTest, 20, 25, 5},
	}
	for _, tt := range tests {
		pair, err := Read(tt.name, bytes.NewReader(tt.data), int64(len(tt.data)), tt.opts)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		for _, half := range []struct {
			set  *Set
			each int
		}{{pair.Train, tt.train}, {pair.Test, tt.test}} {
			if half.set.Name != tt.set || half.set.Note != tt.note {
				t.Errorf("%s: want %q, %q, got %q, %q", tt.name, tt.set, tt.note, half.set.Name, half.set.Note)
			}
			if want := slices.Repeat([]int{half.each}, tt.classes); !slices.Equal(half.set.CountByClass(), want) {
				t.Errorf("%s: want %d classes of %d, got %v", tt.name, tt.classes, half.each, half.set.CountByClass())
			}
		}
	}
}

// TestLabelsStayWithPictures checks that the fine and the coarse label belong
// to the picture that they stand before.
func TestLabelsStayWithPictures(t *testing.T) {
	l := cifar100()
	data := noise(l, 600, 3)
	for _, coarse := range []bool{false, true} {
		pair, err := Read("train.bin", bytes.NewReader(data), -1, Options{Coarse: coarse})
		if err != nil {
			t.Fatal(err)
		}
		rest := data
		for i := range pair.Train.Len() { // the test pictures are the last of each class, here of all
			want := int(rest[1])
			if coarse {
				want = int(rest[0])
			}
			if got := pair.Train.Label(i); got != want || !bytes.Equal(pair.Train.Image(i), rest[2:l.size()]) {
				t.Fatalf("coarse %v, picture %d: want label %d, got %d, or the pixels differ", coarse, i, want, got)
			}
			rest = rest[l.size():]
		}
	}
}

func TestClassNamesOfTheArchive(t *testing.T) {
	own := slices.Clone(cifar100FineClasses())
	own[0] = "pomme"
	pair, err := Read("x", bytes.NewReader(makeTar(t,
		entry{"train.bin", noise(cifar100(), 200, 1)},
		entry{"test.bin", noise(cifar100(), 100, 2)},
		entry{"coarse_label_names.txt", []byte("a list of the wrong length, which does not matter here")},
		entry{"fine_label_names.txt", []byte(strings.Join(own, "\r\n"))},
	)), -1, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := pair.Test.Classes; !slices.Equal(got, own) {
		t.Errorf("want %v, got %v", own, got)
	}
}

func TestStandardNames(t *testing.T) {
	for want, names := range map[int][]string{10: cifar10Classes(), 20: cifar100CoarseClasses(), 100: cifar100FineClasses()} {
		sorted := slices.Clone(names)
		slices.Sort(sorted)
		if distinct := len(slices.Compact(sorted)); len(names) != want || distinct != want {
			t.Errorf("want %d names, got %d, of them %d different", want, len(names), distinct)
		}
		if !slices.IsSorted(names[:2]) {
			t.Errorf("%v: the official lists are in alphabetical order", names)
		}
	}
}

func TestProgress(t *testing.T) {
	data := zipped(t, makeTar(t, entry{"data_batch_1.bin", noise(cifar10(), 600, 1)}))
	for _, size := range []int64{int64(len(data)), -1} {
		var reports []int64
		_, err := Read("x", bytes.NewReader(data), size, Options{Progress: func(done, total int64) {
			if last := done == int64(len(data)); total != size && !(last && total == done) {
				t.Errorf("at %d: want a total of %d, got %d", done, size, total)
			}
			reports = append(reports, done)
		}})
		if err != nil {
			t.Fatal(err)
		}
		if len(reports) < 5 || !slices.IsSorted(reports) || reports[len(reports)-1] != int64(len(data)) {
			t.Errorf("want several reports that rise to %d, got %v", len(data), reports)
		}
	}
}

// BenchmarkReadArchive reads an archive of 1,000 pictures.
func BenchmarkReadArchive(b *testing.B) {
	data := zipped(b, makeTar(b, entry{"data_batch_1.bin", noise(cifar10(), 1000, 1)}))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("x", bytes.NewReader(data), int64(len(data)), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
