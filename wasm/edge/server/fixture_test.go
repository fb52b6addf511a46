package server_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver" // the database of D1, in this process
	_ "github.com/ncruces/go-sqlite3/embed"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device/reference"
	"filtermaplab/wasm/edge/server"
	"filtermaplab/wasm/edge/share"
	"filtermaplab/wasm/edge/store"
)

// objects keeps files in memory.
type objects struct {
	mu    sync.Mutex
	files map[string][]byte
	reads int // bytes that were asked for
}

func (o *objects) Put(_ context.Context, key string, b []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.files[key] = bytes.Clone(b)
	return nil
}

func (o *objects) Head(_ context.Context, key string) (server.Info, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	b, ok := o.files[key]
	if !ok {
		return server.Info{}, server.ErrNotFound
	}
	sum := sha256.Sum256(b)
	return server.Info{Size: int64(len(b)), ETag: `"` + hex.EncodeToString(sum[:8]) + `"`}, nil
}

func (o *objects) Get(_ context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	b, ok := o.files[key]
	if !ok {
		return nil, server.ErrNotFound
	}
	o.reads += int(length)
	return io.NopCloser(bytes.NewReader(b[offset : offset+length])), nil
}

func (o *objects) Delete(_ context.Context, key string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.files, key)
	return nil
}

// site is a server with everything around it.
type site struct {
	*httptest.Server
	t       *testing.T
	server  *server.Server
	objects *objects
	db      *sql.DB
	now     time.Time
	address string
}

// newSite starts a server with an empty database. Its limits are the usual
// ones where none are given.
func newSite(t *testing.T, limits server.Limits) *site {
	t.Helper()
	schema, err := os.ReadFile("../migrations/0001_start.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // another connection would have another memory
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec(string(schema)); err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, objects: &objects{files: map[string][]byte{}}, db: db, now: time.Unix(1_800_000_000, 0), address: "192.0.2.7"}
	s.server = server.New(server.Options{
		Objects: s.objects, Rows: store.New(db), Now: func() time.Time { return s.now }, Random: rand.NewChaCha8([32]byte{1}),
		Address: func(*http.Request) string { return s.address }, Log: func(err error) { t.Errorf("logged: %v", err) }, Limits: limits,
	})
	s.Server = httptest.NewServer(s.server)
	t.Cleanup(s.Close)
	return s
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) problem() share.Problem {
	var p share.Problem
	json.Unmarshal(a.body, &p)
	return p
}

// ask sends a request. Headers come in pairs.
func (s *site) ask(method, path string, body []byte, headers ...string) answer {
	s.t.Helper()
	r, err := http.NewRequest(method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(r) // follows no redirect
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, b}
}

// publish sends a file as the page does.
func (s *site) publish(file []byte, headers ...string) answer {
	s.t.Helper()
	return s.ask("POST", "/api/models", file, append([]string{server.RequestHeader, "1", "Content-Type", "application/octet-stream"}, headers...)...)
}

// sendJSON sends a small request as the page does.
func (s *site) sendJSON(method, path string, v any, headers ...string) answer {
	s.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.ask(method, path, b, append([]string{server.RequestHeader, "1", "Content-Type", "application/json"}, headers...)...)
}

// bearer is the header of a key.
func bearer(key string) []string { return []string{"Authorization", "Bearer " + key} }

// read decodes an answer of a status.
func read[T any](t *testing.T, a answer, status int) T {
	t.Helper()
	var v T
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	return v
}

// nothingStored fails if a file or a row is there.
func (s *site) nothingStored() {
	s.t.Helper()
	var rows int
	if err := s.db.QueryRow("SELECT COUNT(*) FROM models").Scan(&rows); err != nil {
		s.t.Fatal(err)
	}
	if n := len(s.objects.files); n > 0 || rows > 0 {
		s.t.Errorf("%d files and %d rows are stored, want none", n, rows)
	}
}

// trained is the file of a network that has learned for one epoch, made once.
var trained = sync.OnceValues(func() (*checkpoint.File, error) {
	cfg := engine.DefaultConfig()
	cfg.Epochs, cfg.Batch = 1, 10
	pictures := data.Shapes(1, 1, 1)
	s, err := engine.NewSession(cfg, pictures, reference.Device{})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if _, err := s.Step(); err != nil {
		return nil, err
	}
	test, err := s.Evaluate(pictures.Test, nil)
	if err != nil {
		return nil, err
	}
	if _, err := s.EndEpoch(test, 100); err != nil {
		return nil, err
	}
	return s.Checkpoint()
})

// upload is a file that may be published, changed by the functions.
func upload(t *testing.T, request share.Request, changes ...func(*checkpoint.File)) []byte {
	t.Helper()
	f, err := trained()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	own := &checkpoint.File{Metadata: map[string]string{}, Tensors: append([]checkpoint.Tensor(nil), f.Tensors...)}
	for k, v := range f.Metadata {
		own.Metadata[k] = v
	}
	own.Metadata[share.RequestKey] = string(text)
	for _, change := range changes {
		change(own)
	}
	var b bytes.Buffer
	if err := checkpoint.Write(&b, own); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// usual is what a student asks for.
func usual(room string) share.Request {
	return share.Request{Room: room, Name: "Änne 3", Test: share.TestShapes, Tested: 10}
}

// has tells whether text is in the body.
func (a answer) has(text string) bool { return strings.Contains(string(a.body), text) }
