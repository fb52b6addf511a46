package checkpoint

import (
	"fmt"
	"slices"
	"strings"
)

// DType is how a file stores the elements of a tensor.
type DType uint8

const (
	F32  DType = iota // IEEE 754 single
	F64               // IEEE 754 double
	F16               // IEEE 754 half
	BF16              // the upper half of an F32
	I64               // two's complement
	I32               // two's complement
	U8                // unsigned byte
)

// layout returns all types in the order in which their tensors are written,
// which is the official library's: aligned data without padding between.
func layout() []DType { return []DType{I64, F64, F32, I32, BF16, F16, U8} }

// String returns the name used in files, such as "BF16".
func (d DType) String() string {
	switch d {
	case F32:
		return "F32"
	case F64:
		return "F64"
	case F16:
		return "F16"
	case BF16:
		return "BF16"
	case I64:
		return "I64"
	case I32:
		return "I32"
	case U8:
		return "U8"
	}
	return fmt.Sprintf("DType(%d)", uint8(d))
}

// Size returns the number of bytes of one element, 0 for an unknown type.
func (d DType) Size() int {
	switch d {
	case I64, F64:
		return 8
	case F32, I32:
		return 4
	case F16, BF16:
		return 2
	case U8:
		return 1
	}
	return 0
}

// Integer reports whether tensors of this type keep their numbers in Ints.
func (d DType) Integer() bool { return d == I64 || d == I32 || d == U8 }

// parseDType is the inverse of String.
func parseDType(s string) (DType, error) {
	known := layout()
	if i := slices.IndexFunc(known, func(d DType) bool { return d.String() == s }); i >= 0 {
		return known[i], nil
	}
	names := make([]string, len(known))
	for i, d := range known {
		names[i] = d.String()
	}
	return 0, fmt.Errorf("want dtype %s, got %q; convert the tensor before saving it", strings.Join(names, ", "), s)
}
