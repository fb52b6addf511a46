package data

import (
	"bytes"
	"fmt"
	sameas "reflect"
	"slices"
	"strings"
	"testing"
)

// plainPicture is a picture of one value.
func plainPicture(v byte) []byte { return bytes.Repeat([]byte{v}, PictureSize) }

func addAll(t *testing.T, o *Own, class string, part Part, values ...byte) {
	t.Helper()
	for _, v := range values {
		if err := o.Add(class, plainPicture(v), part); err != nil {
			t.Fatal(err)
		}
	}
}

// first is the values of a set's pictures, in order.
func first(s *Set) []byte {
	var v []byte
	for i := range s.Len() {
		v = append(v, s.Image(i)[0])
	}
	return v
}

func TestOwnSplit(t *testing.T) {
	o := &Own{Name: "Mine"}
	addAll(t, o, "cat", AnyPart, 1, 2, 3, 4, 5, 6, 7)
	addAll(t, o, "dog", AnyPart, 11, 12)
	pair, err := o.Pair()
	if err != nil {
		t.Fatal(err)
	}
	if got := first(pair.Train); !slices.Equal(got, []byte{1, 2, 3, 4, 5, 6, 11}) {
		t.Errorf("to learn from: got %v", got)
	}
	if got := first(pair.Test); !slices.Equal(got, []byte{7, 12}) {
		t.Errorf("to test: got %v", got)
	}
	if pair.Train.Name != "Mine" || !slices.Equal(pair.Test.Classes, []string{"cat", "dog"}) || !strings.Contains(pair.Train.Note, "last sixth") {
		t.Errorf("got %q, %v, %q", pair.Train.Name, pair.Test.Classes, pair.Train.Note)
	}
}

// Whoever says what is for testing has the last word.
func TestOwnParts(t *testing.T) {
	o := &Own{}
	addAll(t, o, "cat", TrainPart, 1, 2)
	addAll(t, o, "cat", TestPart, 3)
	addAll(t, o, "dog", TestPart, 4)
	addAll(t, o, "dog", AnyPart, 5)
	pair, err := o.Pair()
	if err != nil {
		t.Fatal(err)
	}
	if train, test := first(pair.Train), first(pair.Test); !slices.Equal(train, []byte{1, 2, 5}) || !slices.Equal(test, []byte{3, 4}) {
		t.Errorf("got %v and %v", train, test)
	}
}

func TestOwnIsRefused(t *testing.T) {
	for want, fill := range map[string]func(o *Own){
		"no picture":            func(o *Own) {},
		"one class only, \"a\"": func(o *Own) { addAll(t, o, "a", AnyPart, 1, 2, 3) },
		"\"b\" has no picture to be tested on": func(o *Own) {
			addAll(t, o, "a", AnyPart, 1, 2, 3)
			addAll(t, o, "b", AnyPart, 1)
		},
		"\"b\" has no picture to learn from": func(o *Own) {
			addAll(t, o, "a", TrainPart, 1, 2, 3)
			addAll(t, o, "a", TestPart, 1)
			addAll(t, o, "b", TestPart, 1)
		},
	} {
		o := &Own{}
		fill(o)
		if _, err := o.Pair(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	for _, name := range []string{"", " ", strings.Repeat("x", 65), "a\nb", "\xff"} {
		if err := new(Own).Add(name, plainPicture(0), AnyPart); err == nil {
			t.Errorf("a class called %q is taken", name)
		}
	}
	if err := new(Own).Add("a", plainPicture(0)[1:], AnyPart); err == nil {
		t.Error("half a picture is taken")
	}
}

// own is a pair that is its own in every field.
func own(t testing.TB) *Pair {
	o := &Own{Name: "Mine", Notes: []string{"A note."}}
	for i := range 12 {
		if err := o.Add([]string{"cat", "hot dog", "Käse"}[i%3], plainPicture(byte(i)), AnyPart); err != nil {
			t.Fatal(err)
		}
	}
	pair, err := o.Pair()
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

func TestOwnFile(t *testing.T) {
	want := own(t)
	want.Test.Note = want.Train.Note // a file has one note
	var file bytes.Buffer
	if err := WriteOwn(&file, want); err != nil {
		t.Fatal(err)
	}
	got, err := Read("mine.pictures", bytes.NewReader(file.Bytes()), int64(file.Len()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !sameas.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}

	whole := file.Bytes()
	for name, c := range map[string]struct {
		bytes []byte
		want  string
	}{
		"cut":          {whole[:len(whole)-5], "cut short"},
		"too long":     {append(slices.Clone(whole), 0), "more in the file"},
		"no header":    {[]byte(ownMagic), "does not end"},
		"bad header":   {[]byte(ownMagic + "{]\n"), "second line"},
		"one class":    {[]byte(ownMagic + `{"classes":["a"],"train":1,"test":1}` + "\n"), "2 to 256 classes"},
		"class name":   {[]byte(ownMagic + `{"classes":["a",""],"train":1,"test":1}` + "\n"), "no name"},
		"too many":     {[]byte(ownMagic + `{"classes":["a","b"],"train":999999999,"test":1}` + "\n"), "at most 20000"},
		"none":         {[]byte(ownMagic + `{"classes":["a","b"],"train":0,"test":0}` + "\n"), "pictures to learn from"},
		"label":        {append([]byte(ownMagic+`{"classes":["a","b"],"train":1,"test":1}`+"\n"), bytes.Repeat([]byte{9}, 2*(1+PictureSize))...), "label 9"},
		"endless line": {append([]byte(ownMagic), bytes.Repeat([]byte{' '}, 2*maxOwnHeader)...), "too long"},
	} {
		if _, err := Read("mine.pictures", bytes.NewReader(c.bytes), int64(len(c.bytes)), Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestPlanFolders(t *testing.T) {
	for _, c := range []struct {
		name  string
		paths string
		most  int
		want  string // class/part/index, sorted
		note  string
	}{
		{"classes", "pets/cat/1.png pets/cat/2.JPG pets/dog/a/b.webp pets/dog/x.gif pets/.DS_Store pets/cat/.hidden.png pets/cat/notes.txt", 0,
			"cat0:0 cat0:1 dog0:2 dog0:3", ""},
		{"train and test", "d/train/a/1.png d/train/b/2.png d/test/a/3.png d/val/b/4.png", 0, "a1:0 a2:2 b1:1 b2:3", ""},
		{"wrapped", "zip/data/a/1.png zip/data/b/2.png", 0, "a0:0 b0:1", ""},
		{"loose ones", "d/a/1.png d/b/2.png d/3.png", 0, "a0:0 b0:1", "no class's folder: 1."},
		{"backslashes", `d\a\1.png d\b\2.png`, 0, "a0:0 b0:1", ""},
	} {
		f, err := PlanFolders(strings.Fields(c.paths), c.most)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, file := range f.Files {
			got = append(got, fmt.Sprintf("%s%d:%d", file.Class, file.Part, file.Path))
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: got %s, want %s", c.name, s, c.want)
		}
		if note := strings.Join(f.Notes, " "); !strings.Contains(note, c.note) || c.note == "" && note != "" {
			t.Errorf("%s: the note is %q, want %q", c.name, note, c.note)
		}
	}
	for paths, want := range map[string]string{
		"":                      "no picture",
		"d/readme.txt":          "no picture",
		"d/1.png d/2.png":       "side by side",
		"d/a/1.png d/a/2.png":   "one class only, the folder \"a\"",
		"d/train/1.png d/t.png": "one class only",
	} {
		if _, err := PlanFolders(strings.Fields(paths), 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", paths, err, want)
		}
	}
}

// The choice is the same for the same folder, in whatever order it is listed.
func TestPlanFoldersIsFixed(t *testing.T) {
	var paths []string
	for i := range 100 {
		paths = append(paths, fmt.Sprintf("d/%c/%02d.png", 'a'+i%2, i))
	}
	chosen := func(paths []string) (names []string) {
		f, err := PlanFolders(paths, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Files) != 20 || !strings.Contains(f.Notes[0], "Of 100 pictures 20 are used") {
			t.Fatalf("got %d files, %q", len(f.Files), f.Notes)
		}
		for _, file := range f.Files {
			names = append(names, paths[file.Path])
		}
		return names
	}
	one := chosen(paths)
	slices.Reverse(paths)
	if two := chosen(paths); !slices.Equal(one, two) {
		t.Errorf("got %v, then %v", one, two)
	}
	if slices.IsSorted(one[:10]) {
		t.Error("the first by name are taken")
	}
}

func TestShrink(t *testing.T) {
	// 96 x 64: the middle 64 x 64 is halved. Each pixel is the mean of four.
	const w, h = 96, 64
	rgba := make([]byte, 4*w*h)
	for y := range h {
		for x := range w {
			p := rgba[4*(y*w+x):]
			p[0], p[1], p[2], p[3] = byte(x), byte(y), 200, 255
			if x < 16 || x >= 80 {
				p[0] = 255 // outside of the square
			}
		}
	}
	got := Shrink(rgba, w, h)
	for y := range Height {
		for x := range Width {
			for c, want := range []byte{byte(16 + 2*x + 1), byte(2*y + 1), 200} { // x.5 is rounded up
				if v := got[(c*Height+y)*Width+x]; v != want {
					t.Fatalf("channel %d at %d, %d: got %d, want %d", c, x, y, v, want)
				}
			}
		}
	}
	// What is transparent is white, and a single pixel fills the picture.
	if got := Shrink([]byte{10, 20, 30, 0}, 1, 1); !bytes.Equal(got, plainPicture(255)) {
		t.Error("a transparent pixel is not white")
	}
	if got := Shrink([]byte{10, 10, 10, 255}, 1, 1); !bytes.Equal(got, plainPicture(10)) {
		t.Error("a pixel does not fill the picture")
	}
	// Sizes that 32 does not divide keep the mean.
	odd := bytes.Repeat([]byte{77, 77, 77, 255}, 50*37)
	if got := Shrink(odd, 50, 37); !bytes.Equal(got, plainPicture(77)) {
		t.Error("a flat picture of odd size is not flat")
	}
}
