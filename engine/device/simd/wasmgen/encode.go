package wasmgen

import "slices"

// Type is a value type; the numbers are those of the binary format.
type Type byte

const (
	I32  Type = 0x7f
	I64  Type = 0x7e
	F32  Type = 0x7d
	F64  Type = 0x7c
	V128 Type = 0x7b

	void Type = 0 // of a call without result
)

func (t Type) String() string {
	switch t {
	case I32:
		return "i32"
	case I64:
		return "i64"
	case F32:
		return "f32"
	case F64:
		return "f64"
	case V128:
		return "v128"
	}
	return "nothing"
}

// uleb appends v as unsigned LEB128: seven bits a byte, low bits first, the
// top bit set on all but the last.
func uleb(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// sleb appends v as signed LEB128, which ends when the rest is its sign.
func sleb(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

// str appends a length and the bytes of s.
func str(b []byte, s string) []byte { return append(uleb(b, uint64(len(s))), s...) }

// section appends a section unless it is empty: count counts its entries.
func section(out []byte, id byte, count int, body []byte) []byte {
	if count == 0 {
		return out
	}
	head := uleb(nil, uint64(count))
	out = uleb(append(out, id), uint64(len(head)+len(body)))
	return slices.Concat(out, head, body)
}
