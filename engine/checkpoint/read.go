package checkpoint

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
)

const (
	prefixLen = 8 // bytes of the header's length

	// maxHeader is the official library's limit for the header, in bytes.
	maxHeader = 100_000_000
)

// Read reads a file from r to its end. A file of more than limit bytes is an
// error, found without reading on.
func Read(r io.Reader, limit int64) (*File, error) {
	limit = min(limit, math.MaxInt64-1)
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("checkpoint: want at most %d bytes, got more; raise the limit if the file is meant to be so large", limit)
	}
	return ReadBytes(b)
}

// ReadBytes reads a file from b, which it neither keeps nor changes. Any b may
// come from outside: what is wrong is returned as an error, and what is
// allocated is bounded by a small multiple of len(b).
func ReadBytes(b []byte) (*File, error) {
	if len(b) < prefixLen {
		return nil, fmt.Errorf("checkpoint: want at least %d bytes, got %d; the file is cut short or not safetensors", prefixLen, len(b))
	}
	n, rest := binary.LittleEndian.Uint64(b), b[prefixLen:]
	if limit := uint64(min(len(rest), maxHeader)); n > limit {
		return nil, fmt.Errorf("checkpoint: header: want at most %d bytes, got a length of %d; the file is cut short or not safetensors", limit, n)
	}
	header, data := rest[:n], rest[n:]
	metadata, entries, err := parseHeader(header)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: header: %w", err)
	}
	// Tensors without elements share their begin with the next one.
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end))
	})
	if err := checkCover(entries, len(data)); err != nil {
		return nil, err
	}
	f := &File{Metadata: metadata, Tensors: make([]Tensor, len(entries))}
	for i, e := range entries {
		f.Tensors[i] = decode(e, data[e.begin:e.end])
	}
	return f, nil
}

// checkCover returns an error unless the entries, sorted by where they begin,
// fill size bytes of data without gap or overlap.
func checkCover(entries []entry, size int) error {
	at := 0
	for _, e := range entries {
		if e.begin != at {
			return fmt.Errorf("checkpoint: tensor %q: want data from byte %d, where the tensor before it ends, got %d", e.name, at, e.begin)
		}
		if e.end > size {
			return fmt.Errorf("checkpoint: tensor %q: want data up to byte %d, got %d bytes of data in all; the file is cut short", e.name, e.end, size)
		}
		at = e.end
	}
	if at != size {
		return fmt.Errorf("checkpoint: want %d bytes of data, got %d; the end of the file belongs to no tensor", at, size)
	}
	return nil
}

// decode converts the data of one tensor, whose length entry has checked.
func decode(e entry, b []byte) Tensor {
	t := Tensor{Name: e.name, DType: e.dtype, Shape: e.shape}
	size := e.dtype.Size()
	n := len(b) / size
	if e.dtype.Integer() {
		t.Ints = make([]int64, n)
		for i := range t.Ints {
			t.Ints[i] = e.dtype.int(b[i*size:])
		}
	} else {
		t.Data = make([]float32, n)
		for i := range t.Data {
			t.Data[i] = e.dtype.float(b[i*size:])
		}
	}
	return t
}

// float reads one number of a float type.
func (d DType) float(b []byte) float32 {
	switch d {
	case F32:
		return math.Float32frombits(binary.LittleEndian.Uint32(b))
	case F64:
		return float32(math.Float64frombits(binary.LittleEndian.Uint64(b)))
	case F16:
		return floatFromHalf(binary.LittleEndian.Uint16(b))
	case BF16:
		return floatFromBrain(binary.LittleEndian.Uint16(b))
	}
	panic(fmt.Sprintf("checkpoint: %v holds no floats", d))
}

// int reads one number of an integer type.
func (d DType) int(b []byte) int64 {
	switch d {
	case I64:
		return int64(binary.LittleEndian.Uint64(b))
	case I32:
		return int64(int32(binary.LittleEndian.Uint32(b)))
	case U8:
		return int64(b[0])
	}
	panic(fmt.Sprintf("checkpoint: %v holds no integers", d))
}
