//go:build js

package bindings

import (
	"net/http"
	"strings"
)

// Handler gives h requests and takes answers as net/http's own server would:
// the library that stands between takes every header apart at its commas, and
// fails on an answer to HEAD that tells a length.
func Handler(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for key, values := range r.Header {
			r.Header[key] = []string{strings.Join(values, ",")}
		}
		if r.Method == http.MethodHead {
			w = &bodyless{ResponseWriter: w}
		}
		h.ServeHTTP(w, r)
	})
}

// LengthHeader tells front.mjs what the length of an answer to HEAD is.
const LengthHeader = "Fmlab-Length"

// bodyless drops what is written and moves the length to a header that does no
// harm.
type bodyless struct {
	http.ResponseWriter
	begun bool
}

func (b *bodyless) WriteHeader(status int) {
	if b.begun {
		return
	}
	b.begun = true
	h := b.Header()
	if n := h.Get("Content-Length"); n != "" {
		h.Set(LengthHeader, n)
		h.Del("Content-Length")
	}
	b.ResponseWriter.WriteHeader(status)
}

func (b *bodyless) Write(p []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return len(p), nil
}
