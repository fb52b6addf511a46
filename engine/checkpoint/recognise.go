package checkpoint

import (
	"bytes"
	"encoding/binary"
)

// RecognisedBy is how many bytes of a file Recognise looks at.
const RecognisedBy = prefixLen + 2

// Recognise reports whether a file of size bytes that begins with head is
// safetensors, as far as its beginning tells. Whether the rest is in order is
// for Read to say.
func Recognise(head []byte, size int64) bool {
	if len(head) < RecognisedBy {
		return false
	}
	n := binary.LittleEndian.Uint64(head)
	if n < 2 || n > maxHeader || int64(n) > size-prefixLen {
		return false
	}
	for _, start := range []string{`{"`, `{}`, `{ `, "{\n"} {
		if bytes.HasPrefix(head[prefixLen:], []byte(start)) {
			return true
		}
	}
	return false
}
