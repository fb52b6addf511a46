// Bundle builds dist/, what the page needs besides index.html and assets/:
//
//	fmlab.wasm     the program in ./wasm, which is both the page and the trainer
//	fmlab.wasm.gz  the same, gzipped, for servers that send what lies beside a
//	               file to browsers that take it, as fmlab serve does
//	fmlab.js       Go's wasm_exec.js and boot.js, in one classic script
//	fmlab.wasm.js  the program again, gzipped, in a script: for file://, where
//	               nothing can be fetched
//	fmlab.models.js  the trained networks of assets/models, for the same case
//
// and one file of all of it, index.html with everything inside, which can be
// mailed, put on a stick and opened:
//
//	filtermap-lab.html
//
// Beside index.html it writes sw.js, which keeps the page for machines without
// a network (package offline).
//
// It is run from the root of the project:
//
//	go run ./wasm/bundle
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"filtermaplab/ui/words"
	"filtermaplab/wasm/canvas"
)

//go:embed boot.js
var boot string

func main() {
	log.SetFlags(0)
	log.SetPrefix("bundle: ")
	dist := flag.String("o", "dist", "folder to write to")
	flag.Parse()
	if err := bundle(*dist); err != nil {
		log.Fatal(err)
	}
}

// bundle writes the files into dist.
func bundle(dist string) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	wasmExec, err := readWasmExec()
	if err != nil {
		return err
	}
	program, err := compile("./wasm", filepath.Join(dist, "fmlab.wasm"))
	if err != nil {
		return err
	}
	zipped, err := zip(program)
	if err != nil {
		return err
	}
	models, err := modelsScript(filepath.Join("assets", "models"))
	if err != nil {
		return err
	}
	files := map[string]string{
		"fmlab.js":        bootScript(wasmExec, program),
		"fmlab.wasm.gz":   string(zipped),
		"fmlab.wasm.js":   inlineScript(zipped),
		"fmlab.models.js": models,
	}
	if files[singleName], err = singleFile(os.DirFS("."), models+files["fmlab.js"], zipped); err != nil {
		return err
	}
	worker, err := serviceWorker(os.DirFS("."), files["fmlab.js"], program)
	if err != nil {
		return err
	}
	if err := os.WriteFile("sw.js", []byte(worker), 0o644); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dist, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%s: fmlab.wasm is %.1f MB, %.2f MB gzipped; %s is %.1f MB\n",
		dist, float64(len(program))/1e6, float64(len(zipped))/1e6, singleName, float64(len(files[singleName]))/1e6)
	return nil
}

// readWasmExec returns the support script of the Go that compiles the program;
// another version's would not fit.
func readWasmExec() (string, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	script, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	return string(script), err
}

// compile builds a package for the browser and returns the bytes.
func compile(pkg, file string) ([]byte, error) {
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, pkg)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("go build %s: %w", pkg, err)
	}
	return os.ReadFile(file)
}

func zip(program []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(program); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// buildDigits is how much of the program's hash tells builds apart.
const buildDigits = 12

// bootScript is boot.js with what it expects around it.
func bootScript(wasmExec string, program []byte) string {
	sum := sha256.Sum256(program)
	build := hex.EncodeToString(sum[:])[:buildDigits]
	return fmt.Sprintf("\"use strict\";\n(() => {\nconst build = %q;\nconst german = %s;\nfunction wasmExec() {\n%s\n}\n%s%s})();\n",
		build, germanFor(boot), wasmExec, canvas.ReplayScript(), boot)
}

// said finds the sentences that boot.js says.
var said = regexp.MustCompile(`say\("([^"]+)"`)

// germanFor is a JavaScript object of what a script says, in German.
func germanFor(script string) string {
	t, german := words.In(words.German), make(map[string]string)
	for _, m := range said.FindAllStringSubmatch(script, -1) {
		german[m[1]] = t.Lookup(m[1])
	}
	b, err := json.Marshal(german)
	if err != nil {
		panic(err) // strings only
	}
	return string(b)
}

// inlineScript carries the program where it cannot be fetched.
func inlineScript(zipped []byte) string {
	return fmt.Sprintf("globalThis.fmlabProgram = %q;\n", base64.StdEncoding.EncodeToString(zipped))
}

// modelsScript carries the trained networks and their list where they cannot
// be fetched.
func modelsScript(folder string) (string, error) {
	all := map[string]string{}
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); ext == ".safetensors" || ext == ".json" {
			b, err := os.ReadFile(filepath.Join(folder, e.Name()))
			if err != nil {
				return "", err
			}
			all[e.Name()] = base64.StdEncoding.EncodeToString(b)
		}
	}
	b, err := json.Marshal(all)
	return fmt.Sprintf("globalThis.fmlabModels = %s;\n", b), err
}
