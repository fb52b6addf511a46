package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filtermaplab/ui/scene"
)

// A run is saved in a named file, and goes on from there in another window.
func TestSaveAndOpen(t *testing.T) {
	w := opened(t, defaults(t))
	name := filepath.Join(t.TempDir(), "run.safetensors")
	w.save(name)
	wait(t, w, func() bool { return strings.Contains(w.status.news, "step 1 in "+name) })
	info, err := os.Stat(name)
	if err != nil || info.Size() < 50_000 {
		t.Fatalf("saved %v, %v", info, err)
	}
	map1 := w.scene.Subject().Snap.Weights

	o := defaults(t, "-open", name)
	o.config.Seed = 99 // the file's is taken
	other := newWindow(nil, nil)
	stop := other.train(o)
	defer stop()
	wait(t, other, func() bool {
		s := other.scene.Subject()
		return s != nil && s.Snap.Step == 1
	})
	got := other.scene.Subject().Snap.Weights
	for i, v := range map1 {
		if got[i] != v {
			t.Fatalf("weight %d is %v after opening, was %v", i, got[i], v)
		}
	}
	if s := other.status.ready.Config.Seed; s == 99 {
		t.Errorf("the opened run has seed %d, want the file's", s)
	}
	other.set(scene.Set{Name: "run.step"})
	wait(t, other, func() bool { return other.status.last.Step == 2 })
}

// What cannot be opened, saved or pasted is told, and nothing is lost.
func TestFailuresLoseNothing(t *testing.T) {
	w := opened(t, defaults(t))
	damaged := filepath.Join(t.TempDir(), "damaged.safetensors")
	if err := os.WriteFile(damaged, []byte("\x10\x00\x00\x00\x00\x00\x00\x00{ not a header }"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.clip = clip{
		read:  func() (string, error) { return "a shopping list", nil },
		write: func(string) error { return errors.New("none") },
	}
	for what, do := range map[string]func(){
		"a file that is not there": func() { w.open("nowhere.bin") },
		"a damaged checkpoint":     func() { w.open(damaged) },
		"a link to nothing":        func() { w.open("https://example.org/index.html") },
		"a link that is wrong":     func() { w.open("#mode=fly&seed=1") },
		"a run that is wrong":      func() { w.open("#epochs=0&seed=1") },
		"a paste of no link":       w.paste,
		"a folder that is missing": func() { w.save(filepath.Join(t.TempDir(), "no", "run.safetensors")) },
	} {
		w.status.failure = ""
		do()
		wait(t, w, func() bool { return w.status.failure != "" })
		if left, _, _ := w.line(); left != w.status.failure || !strings.HasSuffix(left, ".") {
			t.Errorf("%s: the strip says %q", what, left)
		}
		if w.scene.Subject() == nil || w.status.last.Step != 1 {
			t.Errorf("%s: the run is at step %d, want 1", what, w.status.last.Step)
		}
	}
	w.copyLink()
	if !strings.Contains(w.status.news, "printed") {
		t.Errorf("no clipboard: %q", w.status.news)
	}
}

// A pasted link opens, and starts another run only if it asks for one.
func TestPaste(t *testing.T) {
	w := opened(t, defaults(t))
	link := ""
	w.clip = clip{read: func() (string, error) { return link, nil }}
	link = "http://127.0.0.1:8000/#" + w.link() + "&fan=1"
	w.paste()
	if w.scene.State().Fan != 1 || w.status.last.Step != 1 {
		t.Errorf("opened %+v at step %d", w.scene.State(), w.status.last.Step)
	}
	link += "&seed=5"
	w.paste()
	wait(t, w, func() bool { return w.status.ready.Config.Seed == 5 })
}
