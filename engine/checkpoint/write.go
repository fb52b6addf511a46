package checkpoint

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"unicode/utf8"
)

// Write writes f to w, which may buffer. Reading it back gives the same
// metadata and tensors, to the bit where the type can hold the numbers; floats
// are rounded to the nearest number of a narrower type.
//
// It is an error, found before anything is written, if a name repeats, is
// reserved or not UTF-8, if a tensor's numbers are not as many as its shape
// says, or if one is beyond the range of its type.
func Write(w io.Writer, f *File) error {
	tensors, err := laidOut(f.Tensors)
	if err != nil {
		return err
	}
	header, err := appendHeader(nil, f.Metadata, tensors)
	if err != nil {
		return err
	}
	bw := bufio.NewWriterSize(w, 1<<16)
	bw.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(header))))
	bw.Write(header)
	for _, t := range tensors {
		for _, v := range t.Data {
			bw.Write(t.DType.appendFloat(bw.AvailableBuffer(), v))
		}
		for _, v := range t.Ints {
			bw.Write(t.DType.appendInt(bw.AvailableBuffer(), v))
		}
	}
	if err := bw.Flush(); err != nil { // the first error of any Write above
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

// laidOut returns the tensors in the order of the file: by type, then by name.
// It checks them on the way.
func laidOut(tensors []Tensor) ([]Tensor, error) {
	for _, t := range tensors {
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("checkpoint: tensor %q: %w", t.Name, err)
		}
	}
	order := layout()
	sorted := slices.SortedFunc(slices.Values(tensors), func(a, b Tensor) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.DType), slices.Index(order, b.DType)),
			cmp.Compare(a.Name, b.Name),
		)
	})
	seen := make(map[string]bool, len(sorted))
	for _, t := range sorted {
		if seen[t.Name] {
			return nil, fmt.Errorf("checkpoint: tensor %q: want it once, got it again", t.Name)
		}
		seen[t.Name] = true
	}
	return sorted, nil
}

// check returns an error unless the tensor can be written and read back.
func (t Tensor) check() error {
	if t.DType.Size() == 0 {
		return fmt.Errorf("want a known dtype, got %v", t.DType)
	}
	if t.Name == metadataKey || !utf8.ValidString(t.Name) {
		return fmt.Errorf("want a name in UTF-8 other than %s", metadataKey)
	}
	n, err := elements(t.Shape)
	if err != nil {
		return err
	}
	floats, ints := n, 0
	if t.DType.Integer() {
		floats, ints = 0, n
	}
	if len(t.Data) != floats || len(t.Ints) != ints {
		return fmt.Errorf("want %d floats and %d integers for %v of shape %v, got %d and %d",
			floats, ints, t.DType, t.Shape, len(t.Data), len(t.Ints))
	}
	for i, v := range t.Data {
		if !t.DType.holdsFloat(v) {
			return fmt.Errorf("want numbers within the range of %v, got %g at %d; store it as F32", t.DType, v, i)
		}
	}
	for i, v := range t.Ints {
		if !t.DType.holdsInt(v) {
			return fmt.Errorf("want numbers within the range of %v, got %d at %d; store it as I64", t.DType, v, i)
		}
	}
	return nil
}

// appendHeader appends the header for tensors in the order of the file.
func appendHeader(b []byte, metadata map[string]string, tensors []Tensor) ([]byte, error) {
	b = append(b, '{')
	if len(metadata) > 0 {
		b = append(appendString(b, metadataKey), ":{"...)
		for i, key := range slices.Sorted(maps.Keys(metadata)) {
			if !utf8.ValidString(key) || !utf8.ValidString(metadata[key]) {
				return nil, fmt.Errorf("checkpoint: metadata %q: want UTF-8, got %q", key, metadata[key])
			}
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendString(b, key), ':')
			b = appendString(b, metadata[key])
		}
		b = append(b, '}')
	}
	begin := 0
	for _, t := range tensors {
		if len(b) > len("{") {
			b = append(b, ',')
		}
		end := begin + (len(t.Data)+len(t.Ints))*t.DType.Size()
		b = appendString(b, t.Name)
		b = fmt.Appendf(b, `:{"dtype":"%v","shape":`, t.DType)
		b = appendList(b, t.Shape...)
		b = append(b, `,"data_offsets":`...)
		b = append(appendList(b, begin, end), '}')
		begin = end
	}
	b = append(b, '}')
	for len(b)%8 != 0 { // the data begins aligned
		b = append(b, ' ')
	}
	if len(b) > maxHeader {
		return nil, errors.New("checkpoint: want a header that other libraries read, of at most 100 MB; save fewer tensors or less metadata")
	}
	return b, nil
}

// appendString appends s, valid UTF-8, as a JSON string that keeps < > and &.
func appendString(b []byte, s string) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // a string has no way to fail
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}

// appendList appends a JSON list.
func appendList(b []byte, list ...int) []byte {
	b = append(b, '[')
	for i, n := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Append(b, n)
	}
	return append(b, ']')
}

// holdsFloat reports whether a float type stores v without making a finite
// number infinite.
func (d DType) holdsFloat(v float32) bool {
	if math.IsInf(float64(v), 0) {
		return true
	}
	switch d {
	case F16:
		return halfFromFloat(v)&0x7fff != halfInf
	case BF16:
		return !math.IsInf(float64(floatFromBrain(brainFromFloat(v))), 0)
	}
	return true
}

// holdsInt reports whether v is in the range of an integer type.
func (d DType) holdsInt(v int64) bool {
	switch d {
	case I32:
		return math.MinInt32 <= v && v <= math.MaxInt32
	case U8:
		return 0 <= v && v <= math.MaxUint8
	}
	return true
}

// appendFloat appends v in a float type.
func (d DType) appendFloat(b []byte, v float32) []byte {
	switch d {
	case F32:
		return binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	case F64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(float64(v)))
	case F16:
		return binary.LittleEndian.AppendUint16(b, halfFromFloat(v))
	case BF16:
		return binary.LittleEndian.AppendUint16(b, brainFromFloat(v))
	}
	panic(fmt.Sprintf("checkpoint: %v holds no floats", d))
}

// appendInt appends v in an integer type.
func (d DType) appendInt(b []byte, v int64) []byte {
	switch d {
	case I64:
		return binary.LittleEndian.AppendUint64(b, uint64(v))
	case I32:
		return binary.LittleEndian.AppendUint32(b, uint32(v))
	case U8:
		return append(b, byte(v))
	}
	panic(fmt.Sprintf("checkpoint: %v holds no integers", d))
}
