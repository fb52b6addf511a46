package site_test

import (
	"crypto/sha256"
	"encoding/base64"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"filtermaplab/wasm/edge/site"
)

// project is the real page with a dist/ that stands for a built one.
func project(t *testing.T) fstest.MapFS {
	t.Helper()
	index, err := os.ReadFile("../../../index.html")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{
		"index.html":               {Data: index},
		"assets/tokens.css":        {Data: []byte("a{}")},
		"assets/page.css":          {Data: []byte("b{}")},
		"assets/screenshot.png":    {Data: []byte("png")},
		"dist/fmlab.js":            {Data: []byte("program")},
		"dist/fmlab.wasm":          {Data: []byte("\x00asm")},
		"dist/fmlab.wasm.js":       {Data: []byte("only for files")},
		"dist/fmlab.wasm.gz":       {Data: []byte("only for fmlab serve")},
		"dist/edge/public/old.txt": {Data: []byte("of an earlier build")},
	}
}

func lay(t *testing.T, p fstest.MapFS) map[string]string {
	t.Helper()
	files, err := site.Lay(p)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		if _, twice := all[f.Path]; twice {
			t.Errorf("%s is there twice", f.Path)
		}
		all[f.Path] = string(f.Body)
	}
	return all
}

// The page names files that are there, under addresses that change with them
// and with nothing else.
func TestAddresses(t *testing.T) {
	p := project(t)
	first := lay(t, p)
	for _, m := range regexp.MustCompile(`(?:src|href)="((?:app|look|assets|dist)/[^"]*)"`).FindAllStringSubmatch(first["index.html"], -1) {
		name := path.Base(m[1])
		if _, there := first[m[1]]; !there && (name == "tokens.css" || name == "page.css" || name == "fmlab.js") {
			t.Errorf("the page names %s, which is not there", m[1])
		}
		if !strings.HasPrefix(m[1], "app/") && !strings.HasPrefix(m[1], "look/") {
			t.Errorf("the page names %s, which may change under that name", m[1])
		}
	}
	find := func(files map[string]string, ending string) string {
		for name := range files {
			if strings.HasSuffix(name, ending) && strings.Count(name, "/") > 1 {
				return name
			}
		}
		t.Fatalf("no %s", ending)
		return ""
	}
	p["dist/fmlab.wasm"] = &fstest.MapFile{Data: []byte("\x00asm2")}
	second := lay(t, p)
	if find(first, "/fmlab.js") == find(second, "/fmlab.js") {
		t.Error("another program has the same address")
	}
	if find(first, "/page.css") != find(second, "/page.css") {
		t.Error("what has not changed has another address")
	}
	for name := range first {
		if strings.Contains(name, "screenshot") || strings.HasSuffix(name, ".wasm.js") || strings.Contains(name, "old.txt") {
			t.Errorf("%s is no part of the site", name)
		}
	}
}

// Every script and style that stands in the page is named by its hash, and
// nothing that stands there is forbidden.
func TestPolicy(t *testing.T) {
	files := lay(t, project(t))
	line := regexp.MustCompile(`Content-Security-Policy: (.*)`).FindStringSubmatch(files["_headers"])
	if line == nil {
		t.Fatal("no policy")
	}
	policy := map[string]string{}
	for part := range strings.SplitSeq(line[1], "; ") {
		name, sources, _ := strings.Cut(part, " ")
		policy[name] = sources
	}
	page := files["index.html"]
	inline := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(page, -1)
	if len(inline) == 0 {
		t.Error("the page has no inline script any more; this test has nothing to test")
	}
	for _, m := range inline {
		sum := sha256.Sum256([]byte(m[1]))
		if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy["script-src"], want) {
			t.Errorf("script-src lacks %s", want)
		}
	}
	if s := policy["script-src"]; strings.Contains(s, "'unsafe-eval'") || strings.Contains(s, "'unsafe-inline'") || !strings.Contains(s, "'wasm-unsafe-eval'") {
		t.Errorf("script-src %s", s)
	}
	if policy["default-src"] != "'none'" || policy["style-src"] != "'self'" || strings.Contains(policy["style-src"], "unsafe-inline") {
		t.Errorf("policy %v", policy)
	}
	if strings.Contains(page, "onerror=") {
		t.Error("the page has a handler that the policy forbids")
	}
	for _, header := range []string{"Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Embedder-Policy: require-corp", "nosniff"} {
		if !strings.Contains(files["_headers"], header) {
			t.Errorf("no header %s", header)
		}
	}
	for l := range strings.Lines(files["_headers"]) {
		if len(l) > 2000 {
			t.Errorf("a line of %d characters, of which Cloudflare takes 2000", len(l))
		}
	}
}

func TestLayRefuses(t *testing.T) {
	for name, change := range map[string]func(fstest.MapFS){
		"make build": func(p fstest.MapFS) { delete(p, "dist/fmlab.js") },
		"inline handler": func(p fstest.MapFS) {
			p["index.html"].Data = append(p["index.html"].Data, `<button onclick="x()">`...)
		},
	} {
		p := project(t)
		change(p)
		if _, err := site.Lay(p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want an error about %s", err, name)
		}
	}
}
