// Package makefile tests the recipes of the Makefile that do more than call
// one command.
package makefile

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	target = "data/cifar-10-binary.tar.gz"
	part   = target + ".part"
)

// archive stands for the real one.
func archive() []byte { return bytes.Repeat([]byte("CIFAR-10 "), 10000) }

// makeData runs "make data" in the current folder and returns what it says.
func makeData(t *testing.T, makefile, url string) (said string, ok bool) {
	t.Helper()
	out, err := exec.Command("make", "-f", makefile, "data", "CIFAR_URL="+url, fmt.Sprintf("CIFAR_MD5=%x", md5.Sum(archive()))).CombinedOutput()
	return string(out), err == nil
}

func TestData(t *testing.T) {
	for _, program := range []string{"make", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s here", program)
		}
	}
	makefile, err := filepath.Abs("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	var ranges []string
	var content []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ranges = append(ranges, r.Header.Get("Range"))
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}))
	defer server.Close()

	for _, tc := range []struct {
		name   string
		before map[string][]byte
		serves []byte // nil: there is no network
		ok     bool
		says   string
		asks   []string // the ranges asked for
		left   string   // the file that is there afterwards
	}{
		{name: "from nothing", serves: archive(), ok: true, says: "is there, and whole", asks: []string{""}, left: target},
		{name: "cut off", before: map[string][]byte{part: archive()[:30000]}, serves: archive(), ok: true, says: "is there, and whole", asks: []string{"bytes=30000-"}, left: target},
		{name: "whole but not named", before: map[string][]byte{part: archive()}, serves: archive(), ok: true, says: "is there, and whole", left: target},
		{name: "there already", before: map[string][]byte{target: archive()}, ok: true, says: "is there, and whole", left: target},
		{name: "there but damaged", before: map[string][]byte{target: []byte("<html>")}, serves: archive(), ok: true, says: "is there, and whole", asks: []string{""}, left: target},
		{name: "damaged on the way", serves: []byte("<html>sign in first</html>"), says: "is damaged", asks: []string{""}},
		{name: "no network", before: map[string][]byte{part: archive()[:30000]}, says: "could not be fetched", left: part},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.Mkdir("data", 0o777); err != nil {
				t.Fatal(err)
			}
			for name, b := range tc.before {
				if err := os.WriteFile(name, b, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			content, ranges = tc.serves, nil
			url := server.URL + "/cifar-10-binary.tar.gz"
			if tc.serves == nil {
				url = "http://127.0.0.1:1/nobody-listens-here"
			}
			said, ok := makeData(t, makefile, url)
			if ok != tc.ok || !strings.Contains(said, tc.says) {
				t.Errorf("ok = %v, want %v, saying %q:\n%s", ok, tc.ok, tc.says, said)
			}
			if strings.Join(ranges, ",") != strings.Join(tc.asks, ",") || len(ranges) != len(tc.asks) {
				t.Errorf("asked for ranges %q, want %q", ranges, tc.asks)
			}
			for _, name := range []string{target, part} {
				if _, err := os.Stat(name); (err == nil) != (name == tc.left) {
					t.Errorf("%s: %v, want only %q to be there", name, err, tc.left)
				}
			}
			if tc.ok {
				if got, _ := os.ReadFile(target); !bytes.Equal(got, archive()) {
					t.Error("the archive is not what was served")
				}
			}
		})
	}
}
