package server

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// Options are what a server needs. All but Limits must be there.
type Options struct {
	Objects Objects
	Rows    Rows
	Now     func() time.Time
	Random  io.Reader                  // for codes and keys: it must be good
	Address func(*http.Request) string // of who asks
	Log     func(error)                // told what went wrong and was not the asker's fault
	Limits  Limits                     // the zero Limits are DefaultLimits
}

// Server answers requests; see the package's comment.
type Server struct {
	Options
	mux *http.ServeMux
}

// New returns a server.
func New(o Options) *Server {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	s := &Server{Options: o, mux: http.NewServeMux()}
	allow := make(map[string][]string) // methods by path
	var paths []string
	for _, r := range []struct {
		method, path string
		answer       func(http.ResponseWriter, *http.Request) error
	}{
		{"GET", "/shards/cifar10/index.json", s.shardIndex},
		{"GET", "/shards/cifar10/{split}/{file}", s.shard},
		{"POST", "/api/models", s.publish},
		{"GET", "/api/models/{id}", s.model},
		{"DELETE", "/api/models/{id}", s.deleteModel},
		{"GET", "/api/models/{id}/file", s.modelFile},
		{"POST", "/api/models/{id}/verifications", s.check},
		{"POST", "/api/rooms", s.makeRoom},
		{"GET", "/api/rooms/{code}", s.room},
		{"PATCH", "/api/rooms/{code}", s.changeRoom},
		{"DELETE", "/api/rooms/{code}", s.deleteRoom},
	} {
		s.mux.HandleFunc(r.method+" "+r.path, s.answering(r.answer))
		if allow[r.path] == nil {
			paths = append(paths, r.path)
		}
		allow[r.path] = append(allow[r.path], r.method)
		if r.method == "GET" {
			allow[r.path] = append(allow[r.path], "HEAD")
		}
	}
	for _, path := range paths {
		s.mux.HandleFunc(path, s.answering(otherMethod(strings.Join(append(allow[path], "OPTIONS"), ", "))))
	}
	s.mux.HandleFunc("/", s.answering(func(http.ResponseWriter, *http.Request) error {
		return problem(http.StatusNotFound, "unknown-path", "there is nothing at this address")
	}))
	return s
}

// otherMethod answers the methods that a path does not have. OPTIONS is
// answered without any permission for other sites.
func otherMethod(allow string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Allow", allow)
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return problem(http.StatusMethodNotAllowed, "method", "this address answers "+allow+" only")
	}
}

// ServeHTTP implements http.Handler. Paths are taken as they are: the mux would
// answer an unusual one with a redirect.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	if p := r.URL.Path; strings.Contains(p, "//") || strings.Contains(p, "/.") || strings.Contains(p, "\\") {
		s.refuse(w, r, problem(http.StatusNotFound, "unknown-path", "there is nothing at this address"))
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Server) seconds() int64 { return s.Now().Unix() }
