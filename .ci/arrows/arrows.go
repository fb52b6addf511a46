package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the module's path, which begins the paths of its packages.
const module = "filtermaplab"

// rule says what the packages of a folder may import of this module.
type rule struct {
	folder string   // and what lies below, unless a longer rule fits
	may    []string // folders of this module, with what lies below
	std    bool     // of other modules nothing: the standard library only
	why    string
}

// rules returns the arrows, finer ones first.
func rules() []rule {
	return []rule{
		{folder: "filtermap", may: []string{"filtermap"}, std: true, why: "filtermap is pure mathematics on the standard library"},
		{folder: "engine/program", may: []string{"filtermap", "engine/program"}, why: "a program is a leaf that every device reads"},
		{folder: "engine/optim", may: []string{"engine/optim"}, why: "schedules know nothing of networks"},
		{folder: "engine/data", may: []string{"engine/data"}, why: "pictures know nothing of networks"},
		{folder: "engine/checkpoint", may: []string{"engine/checkpoint"}, why: "a file of tensors knows nothing of networks"},
		{folder: "engine", may: []string{"filtermap", "engine"}, why: "the engine knows no browser and no drawing"},
		{folder: "ui/words", may: []string{"ui/words"}, std: true, why: "words know nothing of what they are about"},
		{folder: "ui/scene", may: []string{"filtermap", "engine", "ui/scene", "ui/words"}, why: "the scene is drawn by others"},
		{folder: "ui/lesson", may: []string{"filtermap", "engine", "ui/scene", "ui/words", "ui/lesson"}, why: "a lesson points at things and draws none"},
		{folder: "ui", may: []string{"filtermap", "engine", "ui"}, why: "the desktop knows no browser"},
		{folder: "wasm", may: []string{"filtermap", "engine", "ui/scene", "ui/lesson", "ui/words", "wasm"}, why: "the browser knows no desktop"},
		{folder: ".ci", may: []string{".ci"}, std: true, why: "checks do not depend on what they check"},
	}
}

// check returns a line for each import of tree that points the wrong way, and
// the number of Go files that it has read.
func check(tree fs.FS) (violations []string, files int, err error) {
	err = fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped(name) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		imports, err := importsOf(tree, name)
		if err != nil {
			return err
		}
		files++
		for _, p := range imports {
			if why := wrong(name, p); why != "" {
				violations = append(violations, fmt.Sprintf("%s: imports %s: %s", name, p, why))
			}
		}
		return nil
	})
	if err == nil && files == 0 {
		err = errors.New("there is no Go file here; name the project's folder")
	}
	return violations, files, err
}

// skipped tells which folders hold no code of this module.
func skipped(folder string) bool {
	switch base := path.Base(folder); base {
	case ".", ".ci":
		return false
	case "testdata", "node_modules", "dist", "data":
		return base != "data" || folder == "data" // engine/data is a package
	default:
		return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
	}
}

// importsOf returns the import paths of a file.
func importsOf(tree fs.FS, name string) ([]string, error) {
	src, err := fs.ReadFile(tree, name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: import %s: %w", name, spec.Path.Value, err)
		}
		paths = append(paths, p)
	}
	return paths, nil
}

// wrong says why the file called name must not import p; "" if it may.
func wrong(name, p string) string {
	if p == "syscall/js" {
		if forBrowser(name) {
			return ""
		}
		return "only wasm/ and the *_js.go files of engine/device/simd and engine/device/webgpu speak to the browser"
	}
	all := rules()
	i := slices.IndexFunc(all, func(r rule) bool { return within(name, r.folder) })
	if i < 0 {
		return "no rule covers this folder; add one to .ci/arrows"
	}
	r := all[i]
	own, ok := strings.CutPrefix(p, module+"/")
	switch {
	case ok && !slices.ContainsFunc(r.may, func(folder string) bool { return within(own, folder) }):
		return r.why
	case ok && within(own, "engine/cmd") && !within(name, "engine/cmd"):
		return "commands are the end of the arrows"
	case !ok && r.std && strings.Contains(strings.Split(p, "/")[0], "."):
		return r.why
	}
	return ""
}

// forBrowser tells which files may import syscall/js.
func forBrowser(name string) bool {
	if within(name, "wasm") {
		return true
	}
	js := strings.HasSuffix(name, "_js.go") || strings.HasSuffix(name, "_js_test.go")
	return js && (within(name, "engine/device/simd") || within(name, "engine/device/webgpu"))
}

// within tells whether a path is folder or lies below it.
func within(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }
