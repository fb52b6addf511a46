package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"filtermaplab/wasm/edge/share"
)

// failure is a refusal: a status and what to say.
type failure struct {
	status int
	share.Problem
	retry int // seconds after which it may be tried again; 0 says nothing
}

func (f *failure) Error() string { return f.Problem.Error }

// problem refuses a request in a sentence.
func problem(status int, code, sentence string) error {
	return &failure{status: status, Problem: share.Problem{Code: code, Error: sentence}}
}

// answering turns what a handler returns into an answer, and a panic into a
// 500: in a Worker it would end the program and leave the asker waiting.
func (s *Server) answering(answer func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				s.refuse(w, r, fmt.Errorf("server: %s %s: panic: %v", r.Method, r.URL.Path, p))
			}
		}()
		if err := answer(w, r); err != nil {
			s.refuse(w, r, err)
		}
	}
}

// refuse answers with a problem. What is not a failure is our own fault, which
// is logged and not told.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var f *failure
	if !errors.As(err, &f) {
		s.Log(err)
		f = &failure{status: http.StatusInternalServerError, Problem: share.Problem{
			Code: "internal", Error: "something went wrong on the server; try again in a minute"}}
	}
	if f.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.retry))
	}
	w.Header().Set("Cache-Control", "no-store")
	s.write(w, r, f.status, f.Problem)
}

// write answers with JSON.
func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		s.Log(fmt.Errorf("server: %w", err))
		status, b = http.StatusInternalServerError, []byte(`{"code":"internal","error":"something went wrong on the server"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(b) // an asker that has gone away needs no answer
	}
}

// explain is an error of share or of the engine as a sentence for the asker:
// without the package's name, and not endless.
func explain(err error) string {
	text := err.Error()
	if _, rest, ok := strings.Cut(text, ": "); ok && !strings.Contains(text[:len(text)-len(rest)-2], " ") {
		text = rest
	}
	const longest = 600
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + " ..."
	}
	return text
}
