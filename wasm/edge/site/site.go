package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"filtermaplab/wasm/offline"
)

// File is a file of the site, its path beginning without a slash.
type File struct {
	Path string
	Body []byte
}

// hashLen is how many hexadecimal digits of a hash tell two builds apart.
const hashLen = 12

// Lay lays the site out from the project's folder, in which dist/ is built.
func Lay(project fs.FS) ([]File, error) {
	index, err := fs.ReadFile(project, "index.html")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	app, err := folder(project, "dist", forHost)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(app, func(f File) bool { return f.Path == "fmlab.js" }) {
		return nil, errors.New("site: dist/ has no fmlab.js; run make build")
	}
	look, err := folder(project, "assets", func(name string) bool { return !strings.HasPrefix(name, "screenshot") && path.Ext(name) != ".md" })
	if err != nil {
		return nil, err
	}
	appAt, lookAt := "app/"+hash(app)+"/", "look/"+hash(look)+"/"
	page, err := rewrite(string(index), appAt, lookAt)
	if err != nil {
		return nil, err
	}
	files := []File{
		{"index.html", []byte(page)}, {"404.html", []byte(lost)},
		{"_headers", []byte(headers(policy(page)))}, {"_redirects", []byte(redirects)},
	}
	kept := map[string][]byte{"index.html": []byte(page)}
	for _, f := range app {
		files = append(files, File{appAt + f.Path, f.Body})
		kept[appAt+f.Path] = f.Body
	}
	for _, f := range look {
		files = append(files, File{lookAt + f.Path, f.Body}, File{"assets/" + f.Path, f.Body})
		kept[lookAt+f.Path] = f.Body
	}
	worker, err := offline.Script(kept)
	if err != nil {
		return nil, err
	}
	return append(files, File{"sw.js", []byte(worker)}), nil
}

// forHost leaves out what was built for other ways to open the page. The host
// compresses by itself.
func forHost(name string) bool {
	ext := path.Ext(name)
	return name != "fmlab.wasm.js" && ext != ".html" && ext != ".gz" && !strings.HasPrefix(name, "edge/")
}

// folder reads the files below a folder that are kept.
func folder(project fs.FS, root string, keep func(name string) bool) ([]File, error) {
	var files []File
	err := fs.WalkDir(project, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inside := strings.TrimPrefix(name, root+"/")
		if !keep(inside) || strings.HasPrefix(path.Base(name), ".") {
			return nil
		}
		body, err := fs.ReadFile(project, name)
		files = append(files, File{inside, body})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("site: %w; run make build", err)
	}
	return files, nil
}

// hash is of the names and the contents of files, which WalkDir has sorted.
func hash(files []File) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d\n", f.Path, len(f.Body))
		h.Write(f.Body)
	}
	return hex.EncodeToString(h.Sum(nil))[:hashLen]
}

// rewrite has index.html name files where they stand, and takes out what the
// content security policy would refuse.
func rewrite(index, appAt, lookAt string) (string, error) {
	page := attribute.ReplaceAllStringFunc(index, func(a string) string {
		a = strings.Replace(a, `"dist/`, `"`+appAt, 1)
		return strings.Replace(a, `"assets/`, `"`+lookAt, 1)
	})
	page = unbuilt.ReplaceAllString(page, "") // says that dist/ is missing
	// Tells the page that a server of ours is there to be asked.
	hosted := strings.Replace(page, `<html lang="en"`, `<html lang="en" data-site="hosted"`, 1)
	if hosted == page {
		return "", errors.New("site: index.html does not begin with <html lang=\"en\"")
	}
	page = hosted
	if left := handler.FindString(page); left != "" {
		return "", fmt.Errorf("site: index.html has the inline handler %q, which the content security policy forbids; listen for the event in the program", left)
	}
	if !strings.Contains(page, appAt) || !strings.Contains(page, lookAt) {
		return "", errors.New("site: index.html names no file of dist/ or none of assets/; do src and href still look as they did?")
	}
	if bytes.Contains([]byte(page), []byte(`"dist/`)) {
		return "", errors.New("site: index.html still names dist/")
	}
	return page, nil
}
