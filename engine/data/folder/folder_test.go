package folder

import (
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write puts a picture of one colour into a folder.
func write(t *testing.T, file string, w, h int, c color.Color) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, c)
		}
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if filepath.Ext(file) == ".png" {
		err = png.Encode(f, img)
	} else {
		err = jpeg.Encode(f, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpen(t *testing.T) {
	root := filepath.Join(t.TempDir(), "colours")
	red, blue := color.NRGBA{R: 250, A: 255}, color.NRGBA{B: 250, A: 255}
	for _, name := range []string{"1.png", "2.png", "3.jpg"} {
		write(t, filepath.Join(root, "red", name), 40, 50, red)
		write(t, filepath.Join(root, "blue", name), 20, 7, blue)
	}
	if err := os.WriteFile(filepath.Join(root, "red", "broken.png"), []byte("no picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	if !HasClasses(root) {
		t.Error("a folder of classes is not taken for one")
	}
	pair, err := Open(root, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if pair.Train.Len() != 4 || pair.Test.Len() != 2 || pair.Train.Name != "colours" {
		t.Errorf("got %d and %d pictures of %q", pair.Train.Len(), pair.Test.Len(), pair.Train.Name)
	}
	if !strings.Contains(pair.Train.Note, "red/broken.png (no picture)") {
		t.Errorf("the note is %q", pair.Train.Note)
	}
	for i := range pair.Train.Len() {
		r, b := pair.Train.Image(i)[0], pair.Train.Image(i)[2*32*32]
		if isRed := pair.Train.Classes[pair.Train.Label(i)] == "red"; isRed != (r > 200) || isRed != (b < 50) {
			t.Errorf("picture %d, %s: red %d, blue %d", i, pair.Train.Classes[pair.Train.Label(i)], r, b)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	root := t.TempDir()
	if HasClasses(root) || HasClasses(filepath.Join(root, "none")) {
		t.Error("an empty folder is taken for one of classes")
	}
	write(t, filepath.Join(root, "a", "1.png"), 8, 8, color.White)
	if _, err := Open(root, 0, nil); err == nil || !strings.Contains(err.Error(), "one class only") {
		t.Errorf("one class: got %v", err)
	}
	if !HasClasses(root) {
		t.Error("a folder of one class must be told what is missing")
	}
}
