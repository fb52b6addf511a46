package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/atotto/clipboard"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/ui/scene"
)

// link is the fragment of a link to this run and this view.
func (w *window) link() string {
	values := w.status.ready.Config.Values()
	for key, v := range w.scene.Link().Values() {
		values[key] = v
	}
	return values.Encode()
}

// clip is the system's clipboard.
type clip struct {
	read  func() (string, error)
	write func(string) error
}

func systemClip() clip { return clip{clipboard.ReadAll, clipboard.WriteAll} }

// askOpen asks for a file or a link.
func (w *window) askOpen() {
	w.surface.strip.put(&question{label: w.words.T("File or link to open"), button: w.words.T("Open"), answer: w.open})
	w.surface.refocus()
}

// open reads what a person has named: a link, or a file.
func (w *window) open(name string) {
	w.status.failure, w.status.news = "", ""
	if name == "" {
		return
	}
	if isLink(name) {
		w.follow(name)
		return
	}
	f, err := os.Open(name)
	if err != nil {
		w.unreadable(name)
		return
	}
	w.take(filepath.Base(name), f)
}

// unreadable says that a file cannot be opened.
func (w *window) unreadable(name string) {
	w.fail(w.words.T("%s cannot be opened. What is under the microscope stays as it is.", name))
}

// take hands a file to the trainer: a checkpoint, known by its first bytes,
// or pictures.
func (w *window) take(name string, f fs.File) {
	size := int64(0)
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	r := bufio.NewReader(f)
	head, _ := r.Peek(checkpoint.RecognisedBy)
	file := struct {
		io.Reader
		io.Closer
	}{r, f}
	if checkpoint.Recognise(head, size) {
		w.send(engine.Open{Name: name, R: file, Size: size})
		return
	}
	w.send(engine.Load{Name: name, R: file, Size: size})
}

// askSave asks for the name of a file.
func (w *window) askSave() {
	r := w.status.ready
	if r.Steps == 0 {
		return
	}
	name := fmt.Sprintf("%s-%s-%d.safetensors", r.Config.Model, r.Config.Variant, w.status.last.Step)
	w.surface.strip.put(&question{label: w.words.T("File to save in"), button: w.words.T("Save"), value: name, answer: w.save})
	w.surface.refocus()
}

// save asks the trainer for the run; the file is written when it has come.
func (w *window) save(name string) {
	w.status.failure, w.status.news = "", ""
	if name == "" {
		return
	}
	w.saveAs = name
	w.send(engine.Save{As: engine.AsRun})
}

// write puts a saved run into its file, whole or not at all.
func (w *window) write(e engine.Saved) {
	name := w.saveAs
	if name == "" {
		return
	}
	w.saveAs = ""
	if err := writeWhole(name, e.Bytes); err != nil {
		w.fail(w.words.T("%s could not be written: %s. The run goes on; save it elsewhere.", name, err))
		return
	}
	w.status.news = w.words.T("Saved the run at step %d in %s, %s kB.", e.Step, name, w.words.Mark(strconv.Itoa((len(e.Bytes)+999)/1000)))
}

// writeWhole replaces a file only when all of the new one is written.
func writeWhole(name string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".save-*")
	if err != nil {
		return reason(err)
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(b); err == nil {
		err = f.Chmod(0o644)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return reason(err)
}

// reason is an error without the path of a file that nobody has named.
func reason(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}

// isLink tells a page's link, or the part of it behind the #, from a file.
func isLink(s string) bool {
	return strings.HasPrefix(s, "#") || strings.Contains(s, "://") || strings.Contains(s, "=") && strings.Contains(s, "&")
}

// follow opens a link: what it says of the view, and of the run. The run
// starts anew only if the link says something of it, and wants another.
func (w *window) follow(link string) {
	if _, fragment, ok := strings.Cut(link, "#"); ok {
		link = fragment
	} else if strings.Contains(link, "://") {
		w.fail(w.words.T("This link has no part behind a #, so there is nothing to open."))
		return
	}
	l, err := scene.ParseFragment(link)
	if err != nil {
		w.fail(w.linkError(err))
		return
	}
	values, err := url.ParseQuery(link)
	if err != nil {
		w.fail(w.linkError(err))
		return
	}
	config := engine.DefaultConfig() // what a link leaves out is the default
	err = config.SetValues(values)
	if err == nil {
		err = config.Validate()
	}
	if err != nil {
		w.fail(w.linkError(err))
		return
	}
	if config != engine.DefaultConfig() && config != w.status.ready.Config {
		w.send(engine.Configure{Config: config})
	}
	w.scene.Open(l)
	w.status.news = w.words.T("The link is open.")
	w.refresh()
}

// linkError is a sentence about a link that makes no sense.
func (w *window) linkError(err error) string {
	what := err.Error()
	for _, p := range []string{"scene: link: ", "engine: ", "model: "} {
		what = strings.TrimPrefix(what, p)
	}
	return w.words.T("This link cannot be opened: %s.", what)
}

// fail says what went wrong.
func (w *window) fail(what string) {
	w.status.failure = what
	w.refresh()
}

// copyLink puts the link where others can paste it.
func (w *window) copyLink() {
	link := "#" + w.link()
	fmt.Println(link)
	if err := w.clip.write(link); err != nil {
		w.status.news = w.words.T("The link is printed where the program was started; to copy it, install xclip, xsel or wl-clipboard.")
	} else {
		w.status.news = w.words.T("The link is in the clipboard.")
	}
	w.refresh()
}

// paste opens the link in the clipboard, or puts what is there into the field
// that asks.
func (w *window) paste() {
	text, err := w.clip.read()
	if err != nil {
		w.fail(w.words.T("Nothing can be pasted: install xclip, xsel or wl-clipboard, or start with -link."))
		return
	}
	text = strings.TrimSpace(text)
	switch s := &w.surface.strip; {
	case s.asks():
		s.field.Insert([]rune(text))
	case isLink(text):
		w.open(text)
	default:
		w.fail(w.words.T("The clipboard holds no link of the lab; a link has settings behind a #."))
	}
}

// drop reads the first file that was dropped on the window.
func (w *window) drop(files fs.FS) error {
	return fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := files.Open(path)
		if err != nil {
			w.unreadable(path)
			return fs.SkipAll
		}
		w.take(path, f)
		return fs.SkipAll
	})
}
