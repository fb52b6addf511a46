package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// The one file is made of the real page, and names no other file.
func TestSingleFile(t *testing.T) {
	page, err := singleFile(os.DirFS("../.."), "start();\n", []byte("program"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="fmlab-program">cHJvZ3JhbQ==</script>`, "<script>\nstart();\n</script>", "--accent:", `href="data:image/svg+xml;base64,`, `id="go"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the file lacks %s", want)
		}
	}
	for _, not := range []string{`href="assets/`, `src="dist/`} {
		if strings.Contains(page, not) {
			t.Errorf("the file has %s", not)
		}
	}
	if strings.Index(page, "fmlab-program") > strings.Index(page, "start();") {
		t.Error("the boot script comes before the program that it looks for")
	}
}

func TestSingleFileRefuses(t *testing.T) {
	const tag = "<!-- Everything that moves is here -->\n<script src=\"dist/fmlab.js\"></script>\n"
	for name, c := range map[string]struct{ page, boot string }{
		"no boot tag":        {"<body></body>", "x"},
		"a missing style":    {`<link rel="stylesheet" href="assets/none.css">` + tag + "</body>", "x"},
		"another picture":    {tag + `<img src="assets/a.png"></body>`, "x"},
		"a script that ends": {tag + "</body>", "'</SCRIPT>'"},
	} {
		if _, err := singleFile(fstest.MapFS{"index.html": {Data: []byte(c.page)}}, c.boot, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
