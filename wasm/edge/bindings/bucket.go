//go:build js

package bindings

import (
	"context"
	"fmt"
	"io"
	"syscall/js"

	"github.com/syumai/workers/cloudflare"

	"filtermaplab/wasm/edge/server"
)

// Bucket is an R2 bucket. Unlike the library's own it reads parts of a file.
type Bucket struct{ bucket js.Value }

// OpenBucket returns the bucket that wrangler.jsonc binds to a name.
func OpenBucket(name string) (Bucket, error) {
	b := cloudflare.GetBinding(name)
	if b.IsUndefined() {
		return Bucket{}, fmt.Errorf("bindings: there is no R2 bucket %s; see wrangler.jsonc", name)
	}
	return Bucket{b}, nil
}

// Put implements server.Objects.
func (b Bucket) Put(_ context.Context, key string, content []byte) error {
	bytes := js.Global().Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(bytes, content)
	_, err := await(b.bucket.Call("put", key, bytes))
	return err
}

// Head implements server.Objects.
func (b Bucket) Head(_ context.Context, key string) (server.Info, error) {
	o, err := await(b.bucket.Call("head", key))
	if err != nil {
		return server.Info{}, err
	}
	if o.IsNull() {
		return server.Info{}, server.ErrNotFound
	}
	return server.Info{Size: int64(o.Get("size").Float()), ETag: o.Get("httpEtag").String()}, nil
}

// Get implements server.Objects.
func (b Bucket) Get(_ context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	o, err := await(b.bucket.Call("get", key, map[string]any{"range": map[string]any{"offset": offset, "length": length}}))
	if err != nil {
		return nil, err
	}
	if o.IsNull() {
		return nil, server.ErrNotFound
	}
	return &stream{reader: o.Get("body").Call("getReader")}, nil
}

// Delete implements server.Objects.
func (b Bucket) Delete(_ context.Context, key string) error {
	_, err := await(b.bucket.Call("delete", key))
	return err
}

// stream reads a ReadableStream.
type stream struct {
	reader js.Value
	chunk  js.Value // a Uint8Array
	at     int      // bytes of it that are read
	size   int
}

func (s *stream) Read(p []byte) (int, error) {
	for s.at == s.size {
		result, err := await(s.reader.Call("read"))
		if err != nil {
			return 0, err
		}
		if result.Get("done").Bool() {
			return 0, io.EOF
		}
		s.chunk, s.at = result.Get("value"), 0
		s.size = s.chunk.Get("length").Int()
	}
	n := js.CopyBytesToGo(p, s.chunk.Call("subarray", s.at, s.size))
	s.at += n
	return n, nil
}

func (s *stream) Close() error {
	s.reader.Call("cancel").Call("catch", js.FuncOf(func(js.Value, []js.Value) any { return nil })) // an end that fails is an end
	return nil
}

// await waits for a promise.
func await(promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	done := make(chan outcome, 1)
	var kept, broken js.Func
	kept = js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- outcome{value: args[0]}
		return nil
	})
	broken = js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- outcome{err: fmt.Errorf("bindings: %s", args[0].Call("toString").String())}
		return nil
	})
	defer kept.Release()
	defer broken.Release()
	promise.Call("then", kept, broken)
	o := <-done
	return o.value, o.err
}
