package main

import (
	"io/fs"
	"path"
	"strings"

	"filtermaplab/wasm/offline"
)

// serviceWorker is sw.js for index.html, assets/ and what of dist/ a page asks
// for over http.
func serviceWorker(project fs.FS, boot string, program []byte) (string, error) {
	site := map[string][]byte{"dist/fmlab.js": []byte(boot), "dist/fmlab.wasm": program}
	take := func(name string) (err error) {
		site[name], err = fs.ReadFile(project, name)
		return err
	}
	if err := take("index.html"); err != nil {
		return "", err
	}
	err := fs.WalkDir(project, "assets", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		if err != nil || d.IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "screenshot") || path.Ext(name) == ".md" {
			return err
		}
		return take(name)
	})
	if err != nil {
		return "", err
	}
	return offline.Script(site)
}
