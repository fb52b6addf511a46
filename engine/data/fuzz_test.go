package data

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// FuzzRead feeds files of every kind to the reader. What it takes must be two
// sound sets, and no larger than the input allows.
func FuzzRead(f *testing.F) {
	one, two := noise(cifar10(), 1, 1), noise(cifar100(), 1, 2)
	names := []byte(strings.Join(cifar10Classes(), "\n"))
	archive := makeTar(f, entry{"data_batch_1.bin", one}, entry{"batches.meta.txt", names}, entry{"test_batch.bin", one})
	var mine bytes.Buffer
	if err := WriteOwn(&mine, own(f)); err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{
		mine.Bytes(), mine.Bytes()[:200], []byte(ownMagic + "{}\n"),
		nil, one, two, archive,
		zipped(f, archive),
		makeTar(f, entry{"train.bin", two}, entry{"test.bin", two}),
		makeTar(f, entry{"data_batch_1.bin", one}, entry{"test.bin", two}),
		makeTar(f, entry{"data_batch_1", []byte{0x80, 2, '}'}}),
		bytes.Repeat(one[:1+PictureSize], 6),
		zipped(f, bytes.Repeat(one[:1+PictureSize], 6)),
		archive[:4000], []byte("<html>"), []byte("PK\x03\x04"),
	} {
		f.Add("data_batch_1.bin", seed, true)
		f.Add("test.bin", seed, false)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte, sizeKnown bool) {
		size := int64(-1)
		if sizeKnown {
			size = int64(len(data))
		}
		pair, err := Read(name, bytes.NewReader(data), size, Options{})
		if err != nil {
			if !strings.HasPrefix(err.Error(), "data: ") {
				t.Fatalf("the error does not name the package: %v", err)
			}
			return
		}
		total := 0
		for _, set := range []*Set{pair.Train, pair.Test} {
			if err := set.Validate(); err != nil {
				t.Fatal(err)
			}
			if set.Len() == 0 {
				t.Fatal("a set of no pictures")
			}
			total += set.Len()
			// An append may leave as much again unused.
			if room := cap(set.Pixels); !isGzip(data) && room > 2*len(data)+2*headSize {
				t.Fatalf("room for %d bytes of pixels after reading %d bytes", room, len(data))
			}
		}
		if !isGzip(data) && total*(1+PictureSize) > len(data) {
			t.Fatalf("%d pictures out of %d bytes", total, len(data))
		}
	})
}

// FuzzRecords reads records of CIFAR-10 and writes them again.
func FuzzRecords(f *testing.F) {
	f.Add(noise(cifar10(), 2, 1))
	f.Add(noise(cifar100(), 2, 1))
	f.Add([]byte{9})
	f.Fuzz(func(t *testing.T, data []byte) {
		set := &Set{Classes: cifar10Classes()}
		err := cifar10().readRecords(set, 0, bytes.NewReader(data), int64(len(data)))
		back := encode(set)
		if err == nil && !bytes.Equal(back, data) {
			t.Fatal("decoding and encoding is not the identity")
		}
		if !bytes.HasPrefix(data, back) {
			t.Fatal("the pictures before the damage are not those of the file")
		}
	})
}

// FuzzClassNames reads lists of names and writes them again.
func FuzzClassNames(f *testing.F) {
	f.Add([]byte("airplane\nautomobile\r\n\n  bird  \n"))
	f.Add([]byte("\xff"))
	f.Add([]byte(strings.Repeat("x", maxName+1)))
	f.Fuzz(func(t *testing.T, text []byte) {
		read := func(text []byte) ([]string, error) {
			c := newCollector(Options{}, &progress{})
			err := c.classNames("names", bytes.NewReader(text))
			return c.names["names"], err
		}
		names, err := read(text)
		if err != nil {
			return
		}
		again, err := read([]byte(strings.Join(names, "\n")))
		if err != nil || !slices.Equal(again, names) {
			t.Fatalf("want %q again, got %q, %v", names, again, err)
		}
	})
}
