package checkpoint_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"filtermaplab/engine/checkpoint"
)

// encode writes f to memory.
func encode(t *testing.T, f *checkpoint.File) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := checkpoint.Write(&buf, f); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// difference describes the first difference between two files, comparing floats
// by their bits, so that NaNs count and zeros keep their sign; "" if none.
func difference(got, want *checkpoint.File) string {
	if !maps.Equal(got.Metadata, want.Metadata) {
		return fmt.Sprintf("metadata %v, want %v", got.Metadata, want.Metadata)
	}
	if len(got.Tensors) != len(want.Tensors) {
		return fmt.Sprintf("%d tensors, want %d", len(got.Tensors), len(want.Tensors))
	}
	sameBits := func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }
	for i, g := range got.Tensors {
		w := want.Tensors[i]
		if g.Name != w.Name || g.DType != w.DType || !slices.Equal(g.Shape, w.Shape) {
			return fmt.Sprintf("tensor %d is %q %v %v, want %q %v %v", i, g.Name, g.DType, g.Shape, w.Name, w.DType, w.Shape)
		}
		if !slices.EqualFunc(g.Data, w.Data, sameBits) || !slices.Equal(g.Ints, w.Ints) {
			return fmt.Sprintf("tensor %q holds other numbers", g.Name)
		}
	}
	return ""
}

// The bytes are those that the official library writes, header padding
// included.
func TestBytes(t *testing.T) {
	length := func(n byte) string { return string([]byte{n, 0, 0, 0, 0, 0, 0, 0}) }
	for _, tt := range []struct {
		name string
		f    checkpoint.File
		want string
	}{
		{"empty", checkpoint.File{}, length(8) + "{}      "},
		{"metadata", checkpoint.File{Metadata: map[string]string{"framework": "pt"}},
			length(40) + `{"__metadata__":{"framework":"pt"}}     `},
		{"tensors",
			checkpoint.File{Tensors: []checkpoint.Tensor{
				{Name: "b", DType: checkpoint.U8, Shape: []int{1}, Ints: []int64{255}},
				{Name: "a<&>", Shape: []int{}, Data: []float32{1}},
			}},
			length(112) + `{"a<&>":{"dtype":"F32","shape":[],"data_offsets":[0,4]},` +
				`"b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}` + "    " +
				"\x00\x00\x80\x3f" + "\xff"},
	} {
		got := string(encode(t, &tt.f))
		if got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

// Every type comes back as it was, in the order of the file, whatever the order
// in which the tensors were given.
func TestRoundTrip(t *testing.T) {
	inf, nan := float32(math.Inf(1)), math.Float32frombits(0x7fc12345)
	f := &checkpoint.File{
		Metadata: map[string]string{"model": "resnet8", "": "empty key", "quotes": "\"\\\n\u2028<&>é"},
		Tensors: []checkpoint.Tensor{ // in the order of the file
			{Name: "steps", DType: checkpoint.I64, Shape: []int{}, Ints: []int64{math.MinInt64}},
			{Name: "f64", DType: checkpoint.F64, Shape: []int{2}, Data: []float32{math.MaxFloat32, -math.SmallestNonzeroFloat32}},
			{Name: "conv1.map", DType: checkpoint.F32, Shape: []int{2, 1, 3},
				Data: []float32{0, float32(math.Copysign(0, -1)), inf, -inf, nan, math.SmallestNonzeroFloat32}},
			{Name: "empty", DType: checkpoint.F32, Shape: []int{4, 0, 2}, Data: []float32{}},
			{Name: "é \"quoted\"", DType: checkpoint.F32, Shape: []int{1}, Data: []float32{1}},
			{Name: "labels", DType: checkpoint.I32, Shape: []int{2}, Ints: []int64{math.MinInt32, math.MaxInt32}},
			{Name: "brain", DType: checkpoint.BF16, Shape: []int{2}, Data: []float32{inf, 0x1p-133}},
			{Name: "half", DType: checkpoint.F16, Shape: []int{3}, Data: []float32{65504, 0x1p-24, -inf}},
			{Name: "pixels", DType: checkpoint.U8, Shape: []int{3}, Ints: []int64{0, 127, 255}},
		},
	}
	shuffled := &checkpoint.File{Metadata: f.Metadata, Tensors: slices.Clone(f.Tensors)}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(f.Tensors), func(i, j int) {
		shuffled.Tensors[i], shuffled.Tensors[j] = shuffled.Tensors[j], shuffled.Tensors[i]
	})
	b := encode(t, shuffled)
	if !bytes.Equal(b, encode(t, f)) {
		t.Error("the order of the tensors changes the bytes")
	}
	got, err := checkpoint.ReadBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := difference(got, f); d != "" {
		t.Error(d)
	}
}

func TestWriteRefuses(t *testing.T) {
	one := []float32{1}
	for _, tt := range []struct {
		name string
		f    checkpoint.File
		want string // part of the message
	}{
		{"too few numbers", tensors(checkpoint.Tensor{Name: "w", Shape: []int{2}, Data: one}),
			`checkpoint: tensor "w": want 2 floats and 0 integers for F32 of shape [2], got 1 and 0`},
		{"floats for integers", tensors(checkpoint.Tensor{Name: "w", DType: checkpoint.I32, Shape: []int{1}, Data: one}),
			"want 0 floats and 1 integers for I32"},
		{"both", tensors(checkpoint.Tensor{Name: "w", Shape: []int{1}, Data: one, Ints: []int64{1}}), "got 1 and 1"},
		{"negative size", tensors(checkpoint.Tensor{Name: "w", Shape: []int{-1, -1}, Data: one}), "want sizes of 0 or more"},
		{"overflow", tensors(checkpoint.Tensor{Name: "w", Shape: []int{1 << 32, 1 << 32}}), "elements, got shape"},
		{"unknown type", tensors(checkpoint.Tensor{Name: "w", DType: 99, Shape: []int{1}, Data: one}), "got DType(99)"},
		{"repeated name", tensors(
			checkpoint.Tensor{Name: "w", Shape: []int{1}, Data: one},
			checkpoint.Tensor{Name: "v", Shape: []int{1}, Data: one},
			checkpoint.Tensor{Name: "w", Shape: []int{1}, Data: one},
		), `tensor "w": want it once`},
		{"repeated name in another type", tensors(
			checkpoint.Tensor{Name: "w", Shape: []int{1}, Data: one},
			checkpoint.Tensor{Name: "v", Shape: []int{1}, Data: one},
			checkpoint.Tensor{Name: "w", DType: checkpoint.F16, Shape: []int{1}, Data: one},
		), `tensor "w": want it once`},
		{"reserved name", tensors(checkpoint.Tensor{Name: "__metadata__", Shape: []int{1}, Data: one}), "other than __metadata__"},
		{"name not UTF-8", tensors(checkpoint.Tensor{Name: "\xff", Shape: []int{1}, Data: one}), "want a name in UTF-8"},
		{"metadata not UTF-8", checkpoint.File{Metadata: map[string]string{"k": "\xff"}}, `metadata "k": want UTF-8`},
		{"I32 range", tensors(checkpoint.Tensor{Name: "w", DType: checkpoint.I32, Shape: []int{2}, Ints: []int64{0, 1 << 31}}),
			"within the range of I32, got 2147483648 at 1"},
		{"U8 range", tensors(checkpoint.Tensor{Name: "w", DType: checkpoint.U8, Shape: []int{1}, Ints: []int64{-1}}),
			"within the range of U8, got -1 at 0"},
		{"F16 range", tensors(checkpoint.Tensor{Name: "w", DType: checkpoint.F16, Shape: []int{1}, Data: []float32{65520}}),
			"within the range of F16, got 65520 at 0"},
		{"BF16 range", tensors(checkpoint.Tensor{Name: "w", DType: checkpoint.BF16, Shape: []int{1}, Data: []float32{-math.MaxFloat32}}),
			"within the range of BF16"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var buf bytes.Buffer
			err := checkpoint.Write(&buf, &tt.f)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Write = %v, want %q in it", err, tt.want)
			}
			if buf.Len() > 0 {
				t.Errorf("Write left %d bytes behind its error", buf.Len())
			}
		})
	}
}

func tensors(list ...checkpoint.Tensor) checkpoint.File { return checkpoint.File{Tensors: list} }

// fullDisk accepts some bytes and then fails.
type fullDisk struct{ room int }

var errFull = errors.New("disk full")

func (d *fullDisk) Write(b []byte) (int, error) {
	n := min(len(b), d.room)
	d.room -= n
	if n < len(b) {
		return n, errFull
	}
	return n, nil
}

func TestWriteReportsItsWriter(t *testing.T) {
	f := tensors(checkpoint.Tensor{Name: "w", Shape: []int{100_000}, Data: make([]float32, 100_000)})
	for _, room := range []int{0, 10, 70_000, 400_000} {
		if err := checkpoint.Write(&fullDisk{room}, &f); !errors.Is(err, errFull) {
			t.Errorf("Write with room for %d bytes = %v, want %v", room, err, errFull)
		}
	}
}

func TestReadLimit(t *testing.T) {
	f := tensors(checkpoint.Tensor{Name: "w", Shape: []int{3}, Data: []float32{1, 2, 3}})
	b := encode(t, &f)
	size := int64(len(b))
	for _, limit := range []int64{size, size + 1, math.MaxInt64} {
		got, err := checkpoint.Read(iotest.OneByteReader(bytes.NewReader(b)), limit)
		if err != nil {
			t.Errorf("Read of %d bytes with limit %d: %v", size, limit, err)
		} else if d := difference(got, &f); d != "" {
			t.Error(d)
		}
	}
	for _, limit := range []int64{size - 1, 0, -1} {
		r := bytes.NewReader(append(slices.Clone(b), make([]byte, 1000)...))
		if _, err := checkpoint.Read(r, limit); err == nil || !strings.Contains(err.Error(), "raise the limit") {
			t.Errorf("Read of %d bytes with limit %d = %v, want an error about the limit", size, limit, err)
		}
		if r.Len() < 1000 {
			t.Errorf("Read with limit %d read on", limit)
		}
	}
	if _, err := checkpoint.Read(iotest.ErrReader(io.ErrClosedPipe), 100); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Read of a broken reader = %v, want %v", err, io.ErrClosedPipe)
	}
}

func TestLookupAndSub(t *testing.T) {
	f := &checkpoint.File{
		Metadata: map[string]string{"model": "resnet8"},
		Tensors: []checkpoint.Tensor{
			{Name: "init.bn1.weight", Shape: []int{1}, Data: []float32{1}},
			{Name: "step1.bn1.weight", Shape: []int{1}, Data: []float32{2}},
			{Name: "step1", Shape: []int{1}, Data: []float32{3}},
		},
	}
	sub := f.Sub("step1.")
	if got, ok := sub.Lookup("bn1.weight"); !ok || got.Data[0] != 2 || len(sub.Tensors) != 1 || sub.Metadata["model"] != "resnet8" {
		t.Errorf("Sub(step1.) = %+v, want bn1.weight = 2 and the metadata", sub)
	}
	if got, ok := f.Lookup("step1.bn1.weight"); !ok || got.Data[0] != 2 {
		t.Errorf("Lookup after Sub = %+v, %v: the original's names must stay", got, ok)
	}
	if got, ok := f.Lookup("bn1.weight"); ok {
		t.Errorf("Lookup of a name that is not there = %+v", got)
	}
}
