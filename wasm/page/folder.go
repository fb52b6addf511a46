//go:build js

package page

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine/data"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// folder reads a folder of pictures, whose folders are the classes, into a
// file that the trainer opens like any other.
type folder struct {
	p             *page
	say, progress *browser.Element
	busy          bool
}

// listed is a file of a folder with its path in it.
type listed struct {
	path string
	file js.Value
}

// mostUnreadable is how many files that cannot be read are named.
const mostUnreadable = 3

// open reads the files and opens the set. It is told to people by its line of
// text; who asks for it by hand may have a run to lose.
func (f *folder) open(files []listed) {
	if f.busy {
		return
	}
	f.busy = true
	go func() {
		set, err := f.read(files)
		f.busy = false
		f.progress.Class("on", false)
		if err != nil {
			f.tell(f.p.words.Translate(lab.Sentence(err.Error())))
			f.p.frame.Ask()
			return
		}
		f.tell("")
		f.p.openByHand(set)
	}()
}

func (f *folder) tell(text string) { f.say.Text(text) }

// read decodes the pictures one by one.
func (f *folder) read(files []listed) (js.Value, error) {
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = file.path
	}
	most := 0
	if n := f.p.wanted.perClass; n > 0 {
		most = n + lab.TestPerClass(n)
	}
	plan, err := data.PlanFolders(paths, most)
	if err != nil {
		return js.Null(), err
	}
	own := &data.Own{Name: plan.Name, Notes: plan.Notes}
	decode := newDecoder()
	var unreadable []string
	begun, shown := time.Now(), time.Time{}
	for n, at := range plan.Files {
		if now := time.Now(); now.Sub(shown) > 100*time.Millisecond {
			shown = now
			f.follow(n, len(plan.Files), now.Sub(begun))
		}
		pix, err := decode.file(files[at.Path].file)
		if err != nil {
			unreadable = append(unreadable, paths[at.Path])
			continue
		}
		if err := own.Add(at.Class, pix, at.Part); err != nil {
			return js.Null(), err
		}
	}
	if len(unreadable) > 0 {
		if len(unreadable) == len(plan.Files) {
			return js.Null(), fmt.Errorf("data: none of the %d files could be read, %s among them; want PNG, JPEG, WebP or GIF", len(unreadable), unreadable[0])
		}
		own.Notes = append(own.Notes, f.p.words.T("Could not be read and were left out: %s.", named(unreadable)))
	}
	return ownFile(own)
}

// named lists the first of some files.
func named(paths []string) string {
	if len(paths) <= mostUnreadable {
		return strings.Join(paths, ", ")
	}
	return strings.Join(paths[:mostUnreadable], ", ") + " +" + strconv.Itoa(len(paths)-mostUnreadable)
}

// follow says how far the reading is.
func (f *folder) follow(done, total int, elapsed time.Duration) {
	t := f.p.words
	text := t.T("Reading picture %d of %d", done+1, total)
	if done > 0 && elapsed > time.Second {
		text += ", " + t.T("%s left", lab.Clock(elapsed.Seconds()*float64(total-done)/float64(done)))
	}
	f.tell(text)
	f.progress.Class("on", true)
	share := strconv.Itoa(100 * done / total)
	f.progress.Style("--share", share)
	f.progress.Attr("aria-valuenow", share)
}

// ownFile makes a File of pictures in the layout that data.Read takes.
func ownFile(own *data.Own) (js.Value, error) {
	pair, err := own.Pair()
	if err != nil {
		return js.Null(), err
	}
	var parts browser.Parts
	const together = 1 << 20 // bytes in a part: the whole would be in memory twice
	if err := data.WriteOwn(bufio.NewWriterSize(&parts, together), pair); err != nil {
		return js.Null(), err
	}
	return js.Global().Get("File").New([]any(parts), own.Name+".pictures"), nil
}

// filesOf lists what an input with webkitdirectory has.
func filesOf(list js.Value) []listed {
	files := make([]listed, list.Length())
	for i := range files {
		file := list.Index(i)
		files[i] = listed{file.Get("webkitRelativePath").String(), file}
	}
	return files
}

// dropped lists the files below dropped folders. It waits.
func dropped(entries []js.Value) ([]listed, error) {
	root := ""
	if len(entries) > 1 {
		root = "Pictures" // several folders are the classes of one
	}
	var files []listed
	for waiting := entries; len(waiting) > 0; {
		entry := waiting[0]
		waiting = waiting[1:]
		if entry.Get("isFile").Bool() {
			file, err := called(entry, "file")
			if err != nil {
				return nil, errors.New("a file of the folder cannot be read; choose the folder with the button instead")
			}
			files = append(files, listed{strings.TrimPrefix(root+entry.Get("fullPath").String(), "/"), file})
			continue
		}
		reader := entry.Call("createReader")
		for { // a reader gives a hundred at a time
			some, err := called(reader, "readEntries")
			if err != nil {
				return nil, errors.New("the folder cannot be read; choose it with the button instead")
			}
			if some.Length() == 0 {
				break
			}
			for i := range some.Length() {
				waiting = append(waiting, some.Index(i))
			}
		}
		if len(files)+len(waiting) > 10*data.MaxOwn {
			return nil, fmt.Errorf("there are more than %d files in the folder; choose a smaller one", 10*data.MaxOwn)
		}
	}
	return files, nil
}

// called waits for a method that takes two callbacks.
func called(object js.Value, method string) (js.Value, error) {
	executor := js.FuncOf(func(_ js.Value, args []js.Value) any {
		object.Call(method, args[0], args[1])
		return nil
	})
	defer executor.Release()
	return browser.Await(js.Global().Get("Promise").New(executor))
}
