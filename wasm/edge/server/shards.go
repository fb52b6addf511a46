package server

import (
	"errors"
	"net/http"
	"strings"
)

// immutable is for files whose content never changes under their name.
const immutable = "public, max-age=31536000, immutable"

// shardIndex tells which shards there are. It may be replaced by another one,
// so that it is asked for anew. A site without shards is no failure: the page
// asks every site, and 204 is its answer.
func (s *Server) shardIndex(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.Objects.Head(r.Context(), "shards/cifar10/index.json"); errors.Is(err, ErrNotFound) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return s.object(w, r, "shards/cifar10/index.json", "public, max-age=300")
}

// shard hands out pictures.
func (s *Server) shard(w http.ResponseWriter, r *http.Request) error {
	split, file := r.PathValue("split"), r.PathValue("file")
	number, ok := strings.CutSuffix(file, ".bin")
	if split != "train" && split != "test" || !ok || len(number) < 1 || len(number) > 4 || strings.Trim(number, "0123456789") != "" {
		return problem(http.StatusNotFound, "unknown-path", "there is nothing at this address")
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	return s.object(w, r, "shards/cifar10/"+split+"/"+file, immutable)
}
