//go:build js

package page

import (
	"errors"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// own is the card for pictures of one's own: a folder to learn from, and one
// picture to be answered.
type own struct {
	p       *page
	folder  *folder
	decode  *decoder
	viewer  *viewer
	say     *browser.Element
	buttons []*browser.Element
	asked   map[int]func(engine.Classified) // by scripts
	next    int
	run     int
	noted   string // of the data set, said already
}

// firstScript is the first number of a script's question; smaller ones are
// those of viewers.
const firstScript = 1000

func newOwn(p *page) *own {
	o := &own{
		p: p, decode: newDecoder(), say: browser.ByID("own-picture-say"), next: firstScript, asked: make(map[int]func(engine.Classified)),
		folder: &folder{p: p, say: browser.ByID("own-folder-say"), progress: browser.ByID("own-folder-progress")},
	}
	o.viewer = newViewer(p, browser.ByID("own-viewer"), ownViewer, func(c engine.Classified) string {
		return lab.ViewerWords(p.words, 0, c.Label, nil)
	})
	o.input("own-folder", func(files js.Value) { o.folder.open(filesOf(files)) })
	o.input("own-picture", func(files js.Value) { o.answer(files.Index(0)) })
	browser.Document().On("paste", func(e js.Value) {
		clipboard := e.Get("clipboardData")
		if !clipboard.Truthy() {
			return
		}
		if files := clipboard.Get("files"); files.Length() > 0 && isPicture(files.Index(0)) {
			e.Call("preventDefault")
			o.answer(files.Index(0))
		}
	})
	return o
}

// input joins a button to the hidden input behind it.
func (o *own) input(id string, chosen func(files js.Value)) {
	button, input := browser.ByID(id), browser.ByID(id+"-file")
	button.On("click", func(js.Value) { input.Call("click") })
	input.On("change", func(js.Value) {
		if files := input.Get("files"); files.Length() > 0 {
			chosen(files)
		}
		input.Set("value", "") // so that the same can be chosen again
	})
	o.buttons = append(o.buttons, button)
}

// isPicture tells by what the browser takes a file for.
func isPicture(file js.Value) bool {
	return strings.HasPrefix(file.Get("type").String(), "image/")
}

// answer shows what the network says to a picture.
func (o *own) answer(file js.Value) {
	go func() {
		pix, err := o.decode.file(file)
		if err != nil {
			o.say.Text(o.p.words.T("%s could not be read: %s.", fileName(file), o.p.words.Translate(err.Error())))
			return
		}
		o.say.Text("")
		o.viewer.ask(engine.Classify{Pix: pix})
		browser.ByID("own").Call("scrollIntoView", map[string]any{"block": "nearest"})
	}()
}

// classify answers a script: [{name, share}], the most likely first.
func (o *own) classify(blob js.Value) js.Value {
	promise, settle := browser.Promise()
	if !blob.InstanceOf(js.Global().Get("Blob")) {
		settle(nil, errors.New(lab.Sentence("classify: want a File or a Blob")))
		return promise
	}
	go func() {
		pix, err := o.decode.file(blob)
		if err != nil {
			settle(nil, errors.New(lab.Sentence(err.Error())))
			return
		}
		o.next++
		o.asked[o.next] = func(c engine.Classified) {
			var list []any
			for _, a := range lab.Best(c.Scores, len(c.Scores)) {
				list = append(list, map[string]any{"name": o.p.state.Run.Data.Classes[a.Label], "share": a.Confidence})
			}
			settle(list, nil)
		}
		o.p.tell(engine.Classify{ID: o.next, Pix: pix})
	}()
	return promise
}

func (o *own) hear(c engine.Classified) {
	o.viewer.hear(c)
	if answer, ok := o.asked[c.ID]; ok {
		delete(o.asked, c.ID)
		answer(c)
	}
}

func (o *own) show(s *lab.State, _ time.Time) {
	if o.run != o.p.runs {
		o.run = o.p.runs
		o.viewer.answer = nil
		if o.viewer.question != nil {
			o.viewer.ask(*o.viewer.question) // the same picture, another network
		}
	}
	if !o.folder.busy && o.noted != s.Run.Data.Note && s.Run.Steps > 0 {
		// What was left out, or how the set was split; a failure stays until there is another set.
		o.noted = s.Run.Data.Note
		if !o.p.chosen.file.IsNull() && !o.p.chosen.file.Equal(o.p.camera.file) {
			o.folder.tell(lab.NoteWords(o.p.words, o.noted))
		}
	}
	o.buttons[0].Flag("disabled", s.Run.Steps == 0 || o.folder.busy)
	o.buttons[1].Flag("disabled", s.Run.Steps == 0)
	o.viewer.show(s)
}

// take decides what something dropped on the page is: folders of pictures, one
// picture, or a file of a data set. It reports whether it was taken.
func (o *own) take(transfer js.Value) bool {
	var entries []js.Value
	if items := transfer.Get("items"); items.Truthy() {
		for i := range items.Length() {
			item := items.Index(i)
			if item.Get("webkitGetAsEntry").Type() != js.TypeFunction {
				continue
			}
			if entry := item.Call("webkitGetAsEntry"); entry.Truthy() && entry.Get("isDirectory").Bool() {
				entries = append(entries, entry)
			}
		}
	}
	if len(entries) > 0 {
		go func() {
			files, err := dropped(entries)
			if err != nil {
				o.folder.tell(o.p.words.Translate(lab.Sentence(err.Error())))
				return
			}
			o.folder.open(files)
		}()
		return true
	}
	if files := transfer.Get("files"); files.Length() > 0 && isPicture(files.Index(0)) {
		o.answer(files.Index(0))
		return true
	}
	return false
}
