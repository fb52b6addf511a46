//go:build js

package browser

import (
	"fmt"
	"io"
	"syscall/js"
)

// chunk is how much of a file is in memory at a time.
const chunk = 1 << 20

// BlobReader reads a Blob or File from its beginning, a piece at a time. Read
// waits for the browser, so it must not be called from an event's handler.
type BlobReader struct {
	blob     js.Value
	at, size int64
	piece    []byte // of what was read, what has not been taken yet
	buffer   []byte
}

// NewBlobReader returns a reader of a Blob or File.
func NewBlobReader(blob js.Value) *BlobReader {
	return &BlobReader{blob: blob, size: int64(blob.Get("size").Float())}
}

// Size is the length in bytes.
func (r *BlobReader) Size() int64 { return r.size }

func (r *BlobReader) Read(p []byte) (int, error) {
	if len(r.piece) == 0 {
		if r.at >= r.size {
			return 0, io.EOF
		}
		if err := r.fetch(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.piece)
	r.piece = r.piece[n:]
	return n, nil
}

// fetch reads the next piece.
func (r *BlobReader) fetch() error {
	end := min(r.at+chunk, r.size)
	array, err := Await(r.blob.Call("slice", r.at, end).Call("arrayBuffer"))
	if err != nil {
		return fmt.Errorf("the browser cannot read the file any more (%w); choose it again", err)
	}
	if r.buffer == nil {
		r.buffer = make([]byte, chunk)
	}
	n := js.CopyBytesToGo(r.buffer, js.Global().Get("Uint8Array").New(array))
	if int64(n) != end-r.at {
		return fmt.Errorf("want %d bytes of the file, got %d: it has changed; choose it again", end-r.at, n)
	}
	r.piece, r.at = r.buffer[:n], end
	return nil
}
