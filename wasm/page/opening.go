//go:build js

package page

import (
	"errors"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// openAny opens a file, whatever it holds: a checkpoint, or else pictures.
// What it begins with decides, not its name.
func (p *page) openAny(file js.Value, pictures func(), settle func(error)) {
	if !file.InstanceOf(js.Global().Get("Blob")) {
		settle(errors.New(lab.Sentence("open: want a File or a Blob")))
		return
	}
	go func() {
		head, err := browser.Head(file, checkpoint.RecognisedBy)
		if err == nil && checkpoint.Recognise(head, int64(file.Get("size").Float())) {
			p.openCheckpoint(fileName(file), file, false, settle)
			return
		}
		pictures() // a file that cannot be read is told by the reader
	}()
}

// openCheckpoint has the trainer open a checkpoint, of which it leaves the
// state of the run aside if asked to.
func (p *page) openCheckpoint(name string, file js.Value, weightsOnly bool, settle func(error)) {
	p.opened = openedFile{name, file}
	p.post(engine.Open{Name: name, WeightsOnly: weightsOnly}, file, func(err error) {
		if err == nil {
			p.adopt()
		}
		settle(err)
	})
}

// openedFile is the checkpoint that was opened last, for a second attempt.
type openedFile struct {
	name string
	file js.Value
}

// adopt takes the settings of a run that the trainer has found somewhere else
// than in what was wanted last.
func (p *page) adopt() {
	r := p.state.Run
	p.wanted.config = r.Config
	if n := len(r.Data.Classes); r.Data.Name == data.ShapesName && n > 0 {
		p.wanted.file, p.wanted.perClass = js.Null(), r.Data.Train/n
	}
	p.chosen = p.wanted
	p.setup.fill()
	p.frame.Ask()
}

// saveAs asks for the run in a form.
func (p *page) saveAs(as string, settle func(engine.Saved, error)) {
	p.send(engine.Save{As: as}, func(err error) {
		saved := p.saved
		p.saved = engine.Saved{} // it may be large
		settle(saved, err)
	})
}
