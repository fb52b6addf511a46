package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// The script for file:// gives back the very program.
func TestInlineScript(t *testing.T) {
	program := bytes.Repeat([]byte("\x00asm</script>"), 1000)
	zipped, err := zip(program)
	if err != nil {
		t.Fatal(err)
	}
	script := inlineScript(zipped)
	text := strings.TrimSuffix(strings.TrimPrefix(script, `globalThis.fmlabProgram = "`), "\";\n")
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatalf("%v in %.80s", err, script)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(got, program) {
		t.Errorf("got %d bytes (%v), want the %d that went in", len(got), err, len(program))
	}
}

// The boot script is a script, and the build in it follows the program.
func TestBootScript(t *testing.T) {
	wasmExec, err := readWasmExec()
	if err != nil {
		t.Fatal(err)
	}
	script := bootScript(wasmExec, []byte("one"))
	if script == bootScript(wasmExec, []byte("another")) {
		t.Error("two programs have the same boot script")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	check := exec.Command(node, "--check", "-")
	check.Stdin = strings.NewReader(script)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
