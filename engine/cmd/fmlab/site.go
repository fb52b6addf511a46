package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"strings"
)

// site answers requests with the page's files. An os.Root keeps it inside its
// folder whatever a path or a symbolic link says.
type site struct {
	root *os.Root
}

// Close gives the folder back.
func (s *site) Close() error { return s.root.Close() }

// built tells whether there is a dist/ to serve.
func (s *site) built() bool {
	info, err := s.root.Stat("dist")
	return err == nil && info.IsDir()
}

// contentTypes are the types of what the page is made of. The system's own
// table differs from machine to machine, and a browser compiles wasm as it
// arrives only under the right type.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".mjs":         "text/javascript; charset=utf-8",
	".png":         "image/png",
	".safetensors": "application/octet-stream",
	".svg":         "image/svg+xml",
	".ttf":         "font/ttf",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
	".woff2":       "font/woff2",
}

// encodings are the compressed forms that may lie beside a file, best first.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// ServeHTTP answers GET and HEAD for index.html, sw.js, assets/ and dist/.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	// Together these make the page cross-origin isolated: only then may its
	// workers share memory.
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
		return
	}
	name, ok := served(r.URL.Path)
	if !ok || !s.send(w, r, name) {
		http.Error(w, "there is no such page here", http.StatusNotFound)
	}
}

// served maps the path of a request to a file and tells whether it may be
// seen.
func served(urlPath string) (name string, ok bool) {
	name = strings.TrimPrefix(urlPath, "/")
	if name == "" {
		return "index.html", true
	}
	if !fs.ValidPath(name) || hidden(name) {
		return "", false
	}
	top, _, inside := strings.Cut(name, "/")
	return name, name == "index.html" || name == "sw.js" || inside && (top == "assets" || top == "dist")
}

// hidden tells whether an element of the path begins with a dot.
func hidden(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return true
		}
	}
	return false
}

// send answers with the file called name, compressed if the browser takes
// that and such a file lies beside it, or it is a text. It returns false where
// there is no such file.
func (s *site) send(w http.ResponseWriter, r *http.Request, name string) bool {
	file, info, err := s.open(name)
	if err != nil {
		return false
	}
	defer file.Close()

	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Cache-Control", "no-cache") // keep it, but ask each time whether it is still right
	h.Add("Vary", "Accept-Encoding")
	accepted := r.Header.Get("Accept-Encoding")
	for _, e := range encodings {
		if !accepts(accepted, e.name) {
			continue
		}
		small, smallInfo, err := s.open(name + e.suffix)
		if err != nil {
			continue
		}
		defer small.Close()
		if smallInfo.ModTime().Before(info.ModTime()) {
			continue // left over from an earlier build
		}
		h.Set("Content-Encoding", e.name)
		file, info = small, smallInfo
		break
	}
	content := io.ReadSeeker(file)
	if h.Get("Content-Encoding") == "" && accepts(accepted, "gzip") && worthZipping(name, info.Size()) {
		if content, err = zipped(file); err != nil {
			return false
		}
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", fmt.Sprintf(`"%x-%x%s"`, info.ModTime().UnixNano(), info.Size(), h.Get("Content-Encoding")))
	http.ServeContent(w, r, "", info.ModTime(), content)
	return true
}

// worthZipping tells texts that are compressed while they are sent, in a
// millisecond or two.
func worthZipping(name string, size int64) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".css", ".html", ".js", ".json", ".mjs", ".svg", ".webmanifest":
		return 1<<10 < size && size < 1<<20
	}
	return false
}

func zipped(r io.Reader) (io.ReadSeeker, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, r); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return bytes.NewReader(b.Bytes()), nil
}

// open opens a regular file of the folder.
func (s *site) open(name string) (*os.File, fs.FileInfo, error) {
	file, err := s.root.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

func contentType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t, ok := contentTypes[ext]; ok {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// accepts tells whether an Accept-Encoding header names an encoding without
// refusing it by q=0.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q := strings.ReplaceAll(params, " ", "")
		return q != "q=0" && strings.TrimRight(q, "0") != "q=0."
	}
	return false
}
