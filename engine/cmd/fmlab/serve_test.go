package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeSite makes a folder with the page, and with files that are nobody's
// business.
func writeSite(t *testing.T) string {
	t.Helper()
	built := time.Now().Add(-time.Minute)
	dir := t.TempDir()
	for name, content := range map[string]string{
		"index.html":              "<title>FilterMap Lab</title>",
		"assets/fonts/a.ttf":      "font",
		"assets/.secret":          "secret",
		"assets/style.css":        "p{}",
		"dist/trainer.wasm":       "wasm",
		"dist/trainer.wasm.br":    "small",
		"dist/trainer.wasm.gz":    "smaller",
		"dist/boot.js":            "js",
		"dist/boot.js.gz":         "stale",
		"dist/model.safetensors":  "weights",
		"go.mod":                  "module",
		"engine/engine.go":        "package",
		".git/config":             "config",
		"data/cifar-10.bin":       "data",
		"assets.txt":              "not in assets",
		"resnet8-fm.safetensors":  "weights",
		"dist/sub/index.html":     "sub",
		"assetsandmore/other.txt": "other",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, built, built); err != nil {
			t.Fatal(err)
		}
	}
	old := built.Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "dist/boot.js.gz"), old, old); err != nil {
		t.Fatal(err)
	}
	return dir
}

// startServe runs the command until the test ends, and returns the address
// that it prints.
func startServe(t *testing.T, args ...string) (url string, stop func() result) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, append([]string{"serve"}, args...), writer, &stderr)
		writer.Close()
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("serve %v: %v, %s", args, err, stderr.String())
	}
	_, rest, ok := strings.Cut(line, "http://")
	if !ok {
		t.Fatalf("serve printed %q, want its address", line)
	}
	url = "http://" + strings.Fields(rest)[0]
	stopped := false
	stop = func() result {
		stopped = true
		cancel()
		return result{<-status, line, stderr.String()}
	}
	t.Cleanup(func() {
		if !stopped {
			stop()
		}
	})
	return url, stop
}

// get asks for a path as it stands, without the cleaning that clients do.
func get(t *testing.T, method, url, path string, header ...string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	request := method + " " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
	for _, h := range header {
		request += h + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestServeFiles(t *testing.T) {
	url, stop := startServe(t, "-addr", "127.0.0.1:0", "-dir", writeSite(t))
	for _, tc := range []struct{ path, body, contentType string }{
		{"/", "<title>FilterMap Lab</title>", "text/html; charset=utf-8"},
		{"/index.html?model=resnet8", "<title>FilterMap Lab</title>", "text/html; charset=utf-8"},
		{"/assets/fonts/a.ttf", "font", "font/ttf"},
		{"/assets/style.css", "p{}", "text/css; charset=utf-8"},
		{"/dist/trainer.wasm", "wasm", "application/wasm"},
		{"/dist/boot.js", "js", "text/javascript; charset=utf-8"},
		{"/dist/model.safetensors", "weights", "application/octet-stream"},
	} {
		response, body := get(t, "GET", url, tc.path)
		if response.StatusCode != http.StatusOK || body != tc.body {
			t.Errorf("%s: %s %q, want %q", tc.path, response.Status, body, tc.body)
		}
		for key, want := range map[string]string{
			"Content-Type":                 tc.contentType,
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Embedder-Policy": "require-corp",
			"Cache-Control":                "no-cache",
			"X-Content-Type-Options":       "nosniff",
		} {
			if got := response.Header.Get(key); got != want {
				t.Errorf("%s: %s %q, want %q", tc.path, key, got, want)
			}
		}
	}
	for _, path := range []string{
		"/go.mod", "/engine/engine.go", "/.git/config", "/data/cifar-10.bin", "/resnet8-fm.safetensors", "/assets.txt",
		"/assetsandmore/other.txt", "/assets/.secret", "/assets", "/assets/", "/dist/sub", "/dist/sub/", "/dist/nowhere.js",
		"/assets/../go.mod", "/dist/../../etc/passwd", "/dist/%2e%2e/go.mod", "//go.mod", "/dist//boot.js", "/dist\\..\\go.mod",
	} {
		if response, body := get(t, "GET", url, path); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s %q, want it not found", path, response.Status, body)
		}
	}
	if response, body := get(t, "HEAD", url, "/"); response.StatusCode != http.StatusOK || body != "" || response.ContentLength != 28 {
		t.Errorf("HEAD: %s, %d bytes announced, %q sent", response.Status, response.ContentLength, body)
	}
	if response, _ := get(t, "POST", url, "/", "Content-Length: 0"); response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %s, Allow %q", response.Status, response.Header.Get("Allow"))
	}
	if r := stop(); r.status != exitOK || r.stderr != "" {
		t.Errorf("after Ctrl-C: status %d, %q; want a quiet end", r.status, r.stderr)
	}
	if _, err := net.Dial("tcp", strings.Trim(strings.TrimPrefix(url, "http:"), "/")); err == nil {
		t.Error("the port is still open after the end")
	}
}

func TestServeEncodings(t *testing.T) {
	url, _ := startServe(t, "-addr", "127.0.0.1:0", "-dir", writeSite(t))
	tags := map[string]bool{}
	for _, tc := range []struct{ path, accept, encoding, body string }{
		{"/dist/trainer.wasm", "gzip, deflate, br, zstd", "br", "small"},
		{"/dist/trainer.wasm", "gzip", "gzip", "smaller"},
		{"/dist/trainer.wasm", "br;q=0, gzip;q=0.5", "gzip", "smaller"},
		{"/dist/trainer.wasm", "br;q=0.000", "", "wasm"},
		{"/dist/trainer.wasm", "identity", "", "wasm"},
		{"/dist/boot.js", "gzip", "", "js"}, // its .gz is older than itself
	} {
		response, body := get(t, "GET", url, tc.path, "Accept-Encoding: "+tc.accept)
		if got := response.Header.Get("Content-Encoding"); got != tc.encoding || body != tc.body {
			t.Errorf("%s, %s: %q in %q, want %q in %q", tc.path, tc.accept, body, got, tc.body, tc.encoding)
		}
		if got := response.Header.Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("%s: Vary %q", tc.path, got)
		}
		tags[response.Header.Get("ETag")] = true
	}
	if len(tags) != 4 || tags[""] {
		t.Errorf("tags %v, want one for each of four representations", tags)
	}
	if response, _ := get(t, "GET", url, "/dist/trainer.wasm", "Accept-Encoding: br"); response.Header.Get("Content-Type") != "application/wasm" {
		t.Errorf("compressed: Content-Type %q, want application/wasm", response.Header.Get("Content-Type"))
	}
}

// Texts of some length are compressed while they are sent.
func TestServeCompressesTexts(t *testing.T) {
	dir := writeSite(t)
	text := strings.Repeat("p { color: red }\n", 1000)
	for _, name := range []string{"assets/long.css", "assets/long.ttf"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	url, _ := startServe(t, "-addr", "127.0.0.1:0", "-dir", dir)
	response, body := get(t, "GET", url, "/assets/long.css", "Accept-Encoding: gzip, br")
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil || response.Header.Get("Content-Encoding") != "gzip" || len(body) > len(text)/10 {
		t.Fatalf("%q, %d bytes of %d: %v", response.Header.Get("Content-Encoding"), len(body), len(text), err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != text {
		t.Errorf("%d bytes come out (%v), want the %d that went in", len(got), err, len(text))
	}
	tag := response.Header.Get("ETag")
	if again, body := get(t, "GET", url, "/assets/long.css", "Accept-Encoding: gzip", "If-None-Match: "+tag); again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("unchanged: %s, %d bytes", again.Status, len(body))
	}
	if plain, body := get(t, "GET", url, "/assets/long.css"); body != text || plain.Header.Get("ETag") == tag {
		t.Errorf("not asked for: %d bytes, ETag %s for both", len(body), tag)
	}
	if response, body := get(t, "GET", url, "/assets/long.ttf", "Accept-Encoding: gzip"); body != text {
		t.Errorf("no text: %q", response.Header.Get("Content-Encoding"))
	}
}

// A browser that has the file is told so, until the file changes.
func TestServeRevalidates(t *testing.T) {
	dir := writeSite(t)
	url, _ := startServe(t, "-addr", "127.0.0.1:0", "-dir", dir)
	response, _ := get(t, "GET", url, "/")
	tag := "If-None-Match: " + response.Header.Get("ETag")
	if response, body := get(t, "GET", url, "/", tag); response.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("unchanged: %s %q", response.Status, body)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("changed"), 0o666); err != nil {
		t.Fatal(err)
	}
	if response, body := get(t, "GET", url, "/", tag); response.StatusCode != http.StatusOK || body != "changed" {
		t.Errorf("changed: %s %q", response.Status, body)
	}
}

// A symbolic link does not lead out of the folder.
func TestServeStaysInside(t *testing.T) {
	dir, outside := writeSite(t), filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "assets/link.txt")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	url, _ := startServe(t, "-addr", "127.0.0.1:0", "-dir", dir)
	if response, body := get(t, "GET", url, "/assets/link.txt"); response.StatusCode != http.StatusNotFound {
		t.Errorf("%s %q, want it not found", response.Status, body)
	}
}

func TestServeWithoutBuild(t *testing.T) {
	dir := t.TempDir()
	if r := fmlab(t, "serve", "-dir", dir); r.status != exitFailed || !strings.Contains(r.stderr, "has no index.html") {
		t.Errorf("empty folder: status %d, %q", r.status, r.stderr)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	_, stop := startServe(t, "-addr", "127.0.0.1:0", "-dir", dir)
	if r := stop(); !strings.Contains(r.stderr, "make build") {
		t.Errorf("without dist/: %q, want a word on make build", r.stderr)
	}
}

func TestListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()

	var notes bytes.Buffer
	if _, err := listen(addr, true, &notes); err == nil || !strings.Contains(err.Error(), "is taken; choose another with -addr") {
		t.Errorf("a port that was asked for and is taken: %v", err)
	}
	l, err := listen(addr, false, &notes)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if l.Addr().String() == addr || !strings.Contains(notes.String(), "is taken, using") {
		t.Errorf("listens on %v, %q; want another port, and a note", l.Addr(), notes.String())
	}
	if _, err := listen("127.0.0.1:port", true, &notes); err == nil || !strings.Contains(err.Error(), "cannot listen on 127.0.0.1:port") {
		t.Errorf("no port at all: %v", err)
	}
}

func TestURLOf(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:8000": "http://127.0.0.1:8000/", "0.0.0.0:80": "http://localhost:80/", "[::]:80": "http://localhost:80/", "[::1]:80": "http://[::1]:80/",
	} {
		a, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := urlOf(a); got != want {
			t.Errorf("urlOf(%s) = %s, want %s", addr, got, want)
		}
	}
}
