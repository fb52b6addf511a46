package data

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestDamagedFiles(t *testing.T) {
	archive, _, _ := official(t)
	good := zipped(t, archive)
	records := noise(cifar10(), 60, 1)
	badLabel := slices.Clone(records)
	badLabel[20*(1+PictureSize)] = 200
	badFine := noise(cifar100(), 60, 1)
	badFine[30*(2+PictureSize)+1] = 100
	badSum := slices.Clone(good)
	badSum[len(badSum)-8] ^= 1 // the first byte of the checksum
	badBits := slices.Clone(good)
	for i := range 40 {
		badBits[len(badBits)/2+i] ^= 0xff
	}
	badHeader := slices.Clone(archive)
	second := bytes.Index(badHeader, []byte("cifar-10-batches-bin/batches.meta.txt"))
	badHeader[second] = 'x'
	python := append([]byte{0x80, 2, '}'}, make([]byte, 4000)...)

	tests := []struct {
		name string
		data []byte
		want string // that the error says, besides the name of the file
	}{
		{"nothing", nil, "the file is empty; fetch it again"},
		{"cut short", records[:len(records)-1], "184379 bytes are 59 whole CIFAR-10 pictures and 3072 bytes more: the file is cut short or damaged; fetch it again"},
		{"cut short in gzip", zipped(t, records[:len(records)-1]), "the data end inside picture 59: unexpected EOF: the file is cut short; fetch it again"},
		{"label", badLabel, "picture 20 has the label 200, where CIFAR-10 has 0 to 9: the file is damaged or of another kind"},
		{"fine label", badFine, "picture 30 has the label 100, where CIFAR-100 has 0 to 99"},
		{"too few", records[:5*(1+PictureSize)], "5 pictures are too few to set some aside for testing; want 6 of a class"},
		{"text", []byte(strings.Repeat("not a data set\n", 1000)), "these are not CIFAR records; choose the binary version"},
		{"zeros", make([]byte, 10240), "there are only zeros in it"},
		{"web page", []byte("\r\n<!DOCTYPE HTML><title>404</title>"), "this is a web page, not data: the download went wrong; fetch the file again"},
		{"zip", []byte("PK\x03\x04 and so on"), "this is a zip file; unpack it"},
		{"xz", []byte("\xfd7zXZ\x00 and so on"), "this is compressed by something other than gzip; unpack it"},
		{"png", []byte("\x89PNG\r\n\x1a\n"), "this is a single picture, not a data set"},
		{"pickle", python, "this is the Python version of the data; choose the binary version"},
		{"pickles", makeTar(t, entry{"cifar-10-batches-py/data_batch_4", python}), `"cifar-10-batches-py/data_batch_4": this is the Python version of the data; choose the binary version`},
		{"mat", makeTar(t, entry{"cifar-10-batches-mat/data_batch_1.mat", []byte("MATLAB 5.0 MAT-file, Platform: GLNXA64")}), "this is the MATLAB version of the data; choose the binary version"},
		{"empty archive", zipped(t, makeTar(t)), "there are only zeros in it"},
		{"other archive", makeTar(t, entry{"photo.jpg", []byte("\xff\xd8\xff")}), "there is no CIFAR file in it; want data_batch_*.bin and test_batch.bin, or train.bin and test.bin"},
		{"empty member", makeTar(t, entry{"test_batch.bin", nil}), `"test_batch.bin": the file is empty`},
		{"member cut short", makeTar(t, entry{"a/test_batch.bin", records[:5000]}), `"a/test_batch.bin": 5000 bytes are 1 whole CIFAR-10 pictures and 1927 bytes more`},
		{"mixture", makeTar(t, entry{"data_batch_1.bin", records}, entry{"test.bin", badFine}), `"test.bin": this is CIFAR-100 among files of CIFAR-10`},
		{"names missing", makeTar(t, entry{"data_batch_1.bin", records}, entry{"batches.meta.txt", []byte("cat\ndog")}), "batches.meta.txt: want 10 class names, got 2"},
		{"names binary", makeTar(t, entry{"batches.meta.txt", []byte{0xff, 0xfe}}), `"batches.meta.txt": this is no list of class names`},
		{"names control", makeTar(t, entry{"batches.meta.txt", []byte("cat\n\x1b[31mdog\n")}), `"batches.meta.txt": line 2 is no class name`},
		{"names long", makeTar(t, entry{"batches.meta.txt", []byte(strings.Repeat("cat\n", 1<<15))}), `"batches.meta.txt": this is no list of class names`},
		{"gzip cut short", good[:len(good)/2], "unexpected EOF: the file is cut short; fetch it again"},
		{"gzip without its end", good[:len(good)-4], "unexpected EOF: the file is cut short; fetch it again"},
		{"gzip header", good[:5], "unexpected EOF: the file is cut short; fetch it again"},
		{"gzip checksum", badSum, "gzip: invalid checksum: the file is damaged; fetch it again"},
		{"gzip bits", badBits, "fetch it again"},
		{"gzip in gzip", zipped(t, good), "these are not CIFAR records"},
		{"tar cut short", archive[:len(archive)/2], "unexpected EOF: the file is cut short; fetch it again"},
		{"tar header", badHeader, "invalid tar header: the archive is damaged; fetch it again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pair, err := Read(tt.name, bytes.NewReader(tt.data), int64(len(tt.data)), Options{})
			if err == nil {
				t.Fatalf("want an error that says %q, got %d and %d pictures", tt.want, pair.Train.Len(), pair.Test.Len())
			}
			if got := err.Error(); !strings.HasPrefix(got, "data: "+tt.name+": ") || !strings.Contains(got, tt.want) {
				t.Errorf("want an error that says\n%s\ngot\n%s", tt.want, got)
			}
		})
	}
}

// TestTooManyPictures begins with a set that is full but for one picture; its
// pixels are left out, which saves 370 MB.
func TestTooManyPictures(t *testing.T) {
	two := noise(cifar10(), 2, 1)
	for start, want := range map[int]string{
		maxPictures - 2: "",
		maxPictures - 1: "more than 120000 pictures: this is no CIFAR set",
	} {
		set := &Set{Labels: make([]uint8, start)}
		err := cifar10().readRecords(set, 0, bytes.NewReader(two), -1)
		if (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("2 pictures after %d: want error %q, got %v", start, want, err)
		}
	}
}

func TestReaderErrorsPassThrough(t *testing.T) {
	archive, _, _ := official(t)
	stop := errors.New("stopped by the user")
	for _, data := range [][]byte{archive, zipped(t, archive), noise(cifar10(), 60, 1)} {
		for _, at := range []int{0, 1, 1000, len(data) / 2} {
			r := io.MultiReader(bytes.NewReader(data[:at]), iotest.ErrReader(stop))
			if _, err := Read("x", r, int64(len(data)), Options{}); !errors.Is(err, stop) {
				t.Errorf("after %d bytes: want %v, got %v", at, stop, err)
			}
		}
	}
}
