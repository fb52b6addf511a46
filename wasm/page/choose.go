//go:build js

package page

import (
	"errors"
	"fmt"
	"slices"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/wasm/lab"
	"filtermaplab/wasm/protocol"
)

// usual is what a fresh trainer begins with.
func usual() choice {
	return choice{config: engine.DefaultConfig(), perClass: lab.PerClass, file: js.Null()}
}

// choose carries out settings by name, as fmlab.configure and the form give
// them. It says what is wrong before anything is sent.
func (p *page) choose(settings js.Value, settle func(error)) {
	if settings.Type() != js.TypeObject {
		settle(errors.New(lab.Sentence("configure: want an object such as {epochs: 5}")))
		return
	}
	next, pictures := p.wanted, false
	keys := js.Global().Get("Object").Call("keys", settings)
	for i := range keys.Length() {
		key := keys.Index(i).String()
		value := goValue(settings.Get(key))
		var err error
		switch key {
		case "device":
			next.device, err = word(key, value)
		case "dataset":
			err = builtin(value)
			next.file, pictures = js.Null(), true
		case "perClass":
			next.perClass, err = count(key, value)
			pictures = true
		default:
			err = lab.Set(&next.config, key, value)
		}
		if err != nil {
			settle(errors.New(lab.Sentence(err.Error())))
			return
		}
	}
	p.apply(next, pictures, settle)
}

// apply asks for a run of next, with other pictures where that is needed.
func (p *page) apply(next choice, pictures bool, settle func(error)) {
	before := p.wanted
	back := func(err error) {
		if err != nil {
			p.wanted = before
		} else {
			p.chosen = next
		}
		settle(err)
	}
	fetch := func(err error) {
		switch {
		case err != nil || !pictures:
			back(err)
		case next.file.IsNull():
			p.send(protocol.Draw{PerClass: next.perClass, TestPerClass: lab.TestPerClass(next.perClass)}, back)
		default:
			load := engine.Load{Name: fileName(next.file), PerClass: next.perClass, TestPerClass: lab.TestPerClass(next.perClass)}
			p.sendFile(load, next.file, back)
		}
	}
	p.wanted = next
	if pictures && next.config == before.config && next.device == before.device {
		fetch(nil)
		return
	}
	p.send(engine.Configure{Config: next.config, Device: next.device}, fetch)
}

// open reads a file's pictures.
func (p *page) open(file js.Value, settle func(error)) {
	if !file.InstanceOf(js.Global().Get("Blob")) {
		settle(errors.New(lab.Sentence("load: want a File or a Blob")))
		return
	}
	next := p.wanted
	next.file = file
	p.apply(next, true, settle)
}

// fileName is the name of a File; a Blob has none.
func fileName(file js.Value) string {
	if name := file.Get("name"); name.Type() == js.TypeString {
		return name.String()
	}
	return "The file"
}

// openByHand opens a file for people. Pictures do not throw a run away
// unasked; a checkpoint does, and offers to bring the run back.
func (p *page) openByHand(file js.Value) {
	open := func() { p.open(file, func(error) {}) }
	p.openAny(file, func() {
		if !p.locked() {
			open()
			return
		}
		p.note.ask(p.words.T("A run is under way. %s starts another one.", fileName(file)), p.words.T("Reset and open"), open)
	}, func(error) {})
}

// goValue is a JavaScript value as lab.Set takes it.
func goValue(v js.Value) any {
	switch v.Type() {
	case js.TypeNumber:
		return v.Float()
	case js.TypeString:
		return v.String()
	case js.TypeBoolean:
		return v.Bool()
	}
	return nil
}

func word(key string, value any) (string, error) {
	if s, ok := value.(string); ok {
		return s, nil
	}
	return "", fmt.Errorf("%s: want a word", key)
}

func count(key string, value any) (int, error) {
	if n, ok := value.(float64); ok && n >= 0 && n == float64(int(n)) {
		return int(n), nil
	}
	return 0, fmt.Errorf("%s: want a whole number of at least 0", key)
}

// builtin takes the names of the built-in set.
func builtin(value any) error {
	if s, ok := value.(string); ok && slices.Contains([]string{"shapes", "Shapes"}, s) {
		return nil
	}
	return errors.New(`dataset: want "shapes", the built-in pictures; for a file call fmlab.load(file)`)
}
