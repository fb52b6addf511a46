package checkpoint_test

import (
	"encoding/binary"
	"os"
	"strings"
	"testing"

	"filtermaplab/engine/checkpoint"
)

// file returns a file with this header and n bytes of data.
func file(header string, n int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, n)...)
}

// oneTensor returns a header with one F32 tensor.
func oneTensor(shape, offsets string) string {
	return `{"w":{"dtype":"F32","shape":` + shape + `,"data_offsets":` + offsets + `}}`
}

// What is accepted although it is not what Write would write.
func TestReadAccepts(t *testing.T) {
	for name, b := range map[string][]byte{
		"any order and white space": file(`{ "w" : {"data_offsets":[ 0,4],
			"shape": [1] ,"dtype":"F32"}}`+"\n\t  ", 4),
		"unknown keys":     file(`{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"later":{"a":[1,{}]}}}`, 4),
		"data out of turn": file(`{"v":{"dtype":"U8","shape":[4],"data_offsets":[4,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 8),
		"empty tensors in between": file(`{"c":{"dtype":"U8","shape":[0],"data_offsets":[4,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},`+
			`"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}`, 4),
		"unaligned": file(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}`, 5),
	} {
		f, err := checkpoint.ReadBytes(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if w, ok := f.Lookup("w"); !ok || len(w.Data) != 1 {
			t.Errorf("%s: w = %+v, %v, want one number", name, w, ok)
		}
	}
}

// Every way a file can lie is an error that says what is wrong.
func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		b    []byte
		want string // part of the message
	}{
		{"nothing", nil, "want at least 8 bytes, got 0"},
		{"seven bytes", make([]byte, 7), "want at least 8 bytes, got 7"},
		{"no header", make([]byte, 8), "want an object that begins with {"},
		{"header beyond the file", append(binary.LittleEndian.AppendUint64(nil, 3), "{}"...), "want at most 2 bytes, got a length of 3"},
		{"header of 2^64-1", append(binary.LittleEndian.AppendUint64(nil, 1<<64-1), "{}"...), "got a length of 18446744073709551615"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n and more"), "not safetensors"},
		{"no JSON", file(`{nonsense}`, 0), "want JSON"},
		{"cut JSON", file(`{"w":{"dtype":"F32"`, 0), "want JSON: unexpected EOF"},
		{"cut in a list", file(`{"w":{"shape":[1`, 0), "want JSON: unexpected EOF"},
		{"leading space", file(` {}`, 0), "want an object that begins with {"},
		{"not UTF-8", file("{\"\xff\":{}}", 0), "want UTF-8"},
		{"two objects", file(`{}{}`, 0), "want only spaces after the object"},
		{"zero bytes as padding", file("{}\x00\x00", 0), "want only spaces after the object"},
		{"tensor is a number", file(`{"w":1}`, 0), `"w": want {, got 1`},
		{"tensor is null", file(`{"w":null}`, 0), `"w": want {, got <nil>`},
		{"metadata is a list", file(`{"__metadata__":[]}`, 0), `"__metadata__": want {, got [`},
		{"metadata is a number", file(`{"__metadata__":{"epoch":3}}`, 0), `"epoch": want a string, got 3`},
		{"no dtype", file(`{"w":{"shape":[1],"data_offsets":[0,4]}}`, 4), "want dtype, shape and data_offsets"},
		{"no shape", file(`{"w":{"dtype":"F32","data_offsets":[0,4]}}`, 4), "want dtype, shape and data_offsets"},
		{"no offsets", file(`{"w":{"dtype":"F32","shape":[1]}}`, 4), "want dtype, shape and data_offsets"},
		{"shape null", file(oneTensor(`null`, `[0,4]`), 4), `"shape": want [, got <nil>`},
		{"size null", file(oneTensor(`[null]`, `[0,0]`), 0), "want a number, got <nil>"},
		{"size negative", file(oneTensor(`[-1]`, `[0,4]`), 4), "want a whole number of 0 to"},
		{"size fraction", file(oneTensor(`[1.0]`, `[0,4]`), 4), "want a whole number of 0 to"},
		{"size beyond int", file(oneTensor(`[9223372036854775808]`, `[0,4]`), 4), "want a whole number of 0 to"},
		{"one offset", file(oneTensor(`[1]`, `[0]`), 4), "want dtype, shape and data_offsets [begin,end]"},
		{"three offsets", file(oneTensor(`[1]`, `[0,4,4]`), 4), "want dtype, shape and data_offsets [begin,end]"},
		{"offsets backwards", file(oneTensor(`[1]`, `[4,0]`), 4), "want dtype, shape and data_offsets [begin,end]"},
		{"unknown dtype", file(`{"w":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}`, 1), `got "F8_E4M3"; convert`},
		{"dtype in lower case", file(`{"w":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}`, 4), `got "f32"`},
		{"too few bytes for the shape", file(oneTensor(`[2]`, `[0,4]`), 4), "want 2 elements of 4 bytes for F32 of shape [2], got data_offsets [0 4], which span 4 bytes"},
		{"too many bytes for the shape", file(oneTensor(`[1]`, `[0,8]`), 8), "which span 8 bytes"},
		{"half an element", file(oneTensor(`[1]`, `[0,6]`), 6), "which span 6 bytes"},
		{"product overflows to the right size", file(oneTensor(`[4294967296,4294967296,1]`, `[0,0]`), 0), "elements, got shape"},
		{"bytes overflow to the right size", file(oneTensor(`[4611686018427387904]`, `[0,0]`), 0), "which span 0 bytes"},
		{"huge sizes beside a zero", file(oneTensor(`[0,4294967296,4294967296]`, `[0,0]`), 0), "elements, got shape"},
		{"huge tensor", file(oneTensor(`[1099511627776]`, `[0,4398046511104]`), 4), "want data up to byte 4398046511104, got 4 bytes"},
		{"cut short", file(oneTensor(`[2]`, `[0,8]`), 7), "the file is cut short"},
		{"bytes left over", file(oneTensor(`[2]`, `[0,8]`), 9), "want 8 bytes of data, got 9"},
		{"hole at the start", file(oneTensor(`[1]`, `[4,8]`), 8), "want data from byte 0"},
		{"overlap", file(`{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12),
			`tensor "w": want data from byte 8, where the tensor before it ends, got 4`},
		{"same data twice", file(`{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4),
			"want data from byte 4"},
		{"name twice", file(`{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2),
			`"w": want it once, got it again`},
		{"name twice in disguise", file(`{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0077":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2),
			`"w": want it once, got it again`},
		{"dtype twice", file(`{"w":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 1), `"dtype": want it once`},
		{"metadata twice", file(`{"__metadata__":{},"__metadata__":{}}`, 0), `"__metadata__": want it once`},
		{"deep nesting", file(`{"w":{"later":`+strings.Repeat("[", 100_000), 0), "exceeded max depth"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := checkpoint.ReadBytes(tt.b)
			if err == nil || !strings.HasPrefix(err.Error(), "checkpoint: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ReadBytes = %+v, %v, want an error with %q", f, err, tt.want)
			}
		})
	}
}

// A real file that is cut anywhere is an error, never half a file.
func TestReadCutAnywhere(t *testing.T) {
	b := readGolden(t, "fmconv_stem_3_16.safetensors")
	for n := range len(b) {
		if n > 2000 && n%97 != 0 { // every byte of the header, then samples
			continue
		}
		if _, err := checkpoint.ReadBytes(b[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are accepted", n, len(b))
		}
	}
}

// FuzzReadBytes: no input panics, and what is read can be written and read back
// as the same tensors, in bytes that no longer change.
func FuzzReadBytes(f *testing.F) {
	f.Add(file(`{}`, 0))
	f.Add(file(`{"__metadata__":{"rule":"mean"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}`, 8))
	for _, dtype := range []string{"I64", "F64", "F32", "I32", "BF16", "F16", "U8"} {
		f.Add(append(file(`{"w":{"dtype":"`+dtype+`","shape":[],"data_offsets":[0,8]}}`, 0), "\x01\x02\x80\xff\x7f\xfe\x7f\x7f"...))
	}
	f.Add(file(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"F16","shape":[2],"data_offsets":[1,5]}}`, 5))
	f.Add(file(`{"w":{"dtype":"F32","shape":[0,4294967296],"data_offsets":[0,0],"x":null}}   `, 0))
	f.Add(file(oneTensor(`[4611686018427387904]`, `[0,0]`), 0))
	f.Add(append(binary.LittleEndian.AppendUint64(nil, 1<<63), '{'))
	if b, err := os.ReadFile(goldenPath("fmconv_stem_3_16.safetensors")); err == nil {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		first, err := checkpoint.ReadBytes(b)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "checkpoint: ") {
				t.Errorf("error without its package: %v", err)
			}
			return
		}
		written := encode(t, first)
		second, err := checkpoint.ReadBytes(written)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		byName := &checkpoint.File{Metadata: second.Metadata}
		for _, want := range first.Tensors {
			got, _ := second.Lookup(want.Name)
			byName.Tensors = append(byName.Tensors, got)
		}
		if d := difference(byName, first); d != "" || len(second.Tensors) != len(first.Tensors) {
			t.Fatalf("after writing and reading: %s", d)
		}
		if string(encode(t, second)) != string(written) {
			t.Fatal("writing again gives other bytes")
		}
	})
}
