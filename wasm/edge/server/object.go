package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// object hands a file out, whole or in part. Ranges and conditions are net/http's
// affair, which knows RFC 9110.
func (s *Server) object(w http.ResponseWriter, r *http.Request, key, cache string) error {
	info, err := s.Objects.Head(r.Context(), key)
	if err != nil {
		w.Header().Del("Content-Disposition")
		return notFound(err, "unknown-path", "there is no such file here")
	}
	w.Header().Set("ETag", info.ETag)
	w.Header().Set("Cache-Control", cache)
	body := &seeker{ctx: r.Context(), objects: s.Objects, key: key, size: info.Size}
	defer body.close()
	http.ServeContent(w, r, "", time.Time{}, body)
	if body.err != nil { // the answer has begun: it can only be cut off
		s.Log(body.err)
	}
	return nil
}

// seeker reads a stored file from anywhere. It fetches nothing until something
// is read, and then all from there to the end in one go.
type seeker struct {
	ctx     context.Context
	objects Objects
	key     string
	size    int64

	at   int64
	body io.ReadCloser // what is being read, at at; nil where nothing is
	err  error
}

func (s *seeker) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += s.at
	case io.SeekEnd:
		offset += s.size
	}
	if offset < 0 {
		return s.at, errors.New("server: seek before the beginning of a file")
	}
	if offset != s.at {
		s.close()
		s.at = offset
	}
	return offset, nil
}

func (s *seeker) Read(p []byte) (int, error) {
	if s.at >= s.size {
		return 0, io.EOF
	}
	if s.body == nil {
		if s.body, s.err = s.objects.Get(s.ctx, s.key, s.at, s.size-s.at); s.err != nil {
			return 0, s.err
		}
	}
	n, err := s.body.Read(p)
	s.at += int64(n)
	if err == io.EOF && s.at < s.size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func (s *seeker) close() {
	if s.body != nil {
		s.body.Close()
		s.body = nil
	}
}
