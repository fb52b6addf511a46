// Build makes dist/edge/ from the built dist/: the folder public/ of the site's
// files, and the folder worker/ with the program that answers the rest. It is
// run from the root of the project, after ./wasm/bundle:
//
//	go run ./wasm/edge/build
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"filtermaplab/wasm/edge/site"
)

// maxProgram is what Cloudflare's free plan takes, gzipped, in bytes.
const maxProgram = 3 << 20

func main() {
	log.SetFlags(0)
	log.SetPrefix("edge: ")
	out := flag.String("o", filepath.Join("dist", "edge"), "folder to write to; it is emptied")
	flag.Parse()
	if err := errors.Join(buildSite(filepath.Join(*out, "public")), buildWorker(filepath.Join(*out, "worker"))); err != nil {
		log.Fatal(err)
	}
}

// buildSite lays the files out.
func buildSite(folder string) error {
	files, err := site.Lay(os.DirFS("."))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	size := 0
	for _, f := range files {
		name := filepath.Join(folder, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Body, 0o644); err != nil {
			return err
		}
		size += len(f.Body)
	}
	fmt.Printf("%s: %d files, %.1f MB\n", folder, len(files), float64(size)/1e6)
	return nil
}

// buildWorker compiles the program and puts beside it what starts it: the
// workers library's scripts, and our entrance before them.
func buildWorker(folder string) error {
	scripts := exec.Command("go", "run", "github.com/syumai/workers/cmd/workers-assets-gen", "-mode=go", "-o", folder)
	scripts.Stdout, scripts.Stderr = os.Stdout, os.Stderr
	if err := scripts.Run(); err != nil {
		return fmt.Errorf("workers-assets-gen: %w", err)
	}
	front, err := os.ReadFile(filepath.Join("wasm", "edge", "front.mjs"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "front.mjs"), front, 0o644); err != nil {
		return err
	}
	program := filepath.Join(folder, "app.wasm")
	compile := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./wasm/edge")
	compile.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	compile.Stdout, compile.Stderr = os.Stdout, os.Stderr
	if err := compile.Run(); err != nil {
		return fmt.Errorf("go build ./wasm/edge: %w", err)
	}
	raw, zipped, err := sizes(program)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %.1f MB, %.2f MB gzipped\n", program, float64(raw)/1e6, float64(zipped)/1e6)
	if zipped > maxProgram {
		return fmt.Errorf("the program has %d bytes gzipped, more than the %d that Cloudflare's free plan takes", zipped, maxProgram)
	}
	return nil
}

// sizes returns the length of a file as it is and gzipped.
func sizes(name string) (raw, zipped int, err error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return 0, 0, err
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return 0, 0, err
	}
	if _, err := z.Write(b); err != nil {
		return 0, 0, err
	}
	if err := z.Close(); err != nil {
		return 0, 0, err
	}
	return len(b), out.Len(), nil
}
