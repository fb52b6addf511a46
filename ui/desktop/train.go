package main

import (
	"context"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/device/native"
	"filtermaplab/engine/device/reference"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// The built-in pictures: the page's.
const (
	perClass, testPerClass = 500, 100
	shapesSeed             = 1
)

// perSecond is how often the microscope looks at a network that trains, at most.
const perSecond = 8

// train starts a trainer beside the window. Stop ends it and waits.
func (w *window) train(o options) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	w.trainer = engine.NewTrainer(engine.TrainerOptions{
		Device:  openDevice,
		Builtin: func() *data.Pair { return data.Shapes(perClass, testPerClass, shapesSeed) },
		Keep:    true,
		Emit: func(e engine.Event) {
			select {
			case w.events <- e:
				switch e.(type) {
				case engine.Stepped, engine.Snapshot:
					w.pulse.later(w.pace.wait())
				default:
					w.pulse.keep(1)
				}
			case <-ctx.Done():
			}
		},
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.trainer.Run(ctx, o.config) // what goes wrong it has told in an event
	}()
	w.ask()
	if o.data != "" {
		w.open(o.data)
	}
	if o.open != "" {
		w.open(o.open)
	}
	return func() {
		cancel()
		<-done
		w.pulse.end()
	}
}

// openDevice finds the processor's vector units, or does without.
func openDevice(name string) (device.Device, error) {
	d, err := native.New(native.Options{})
	if err != nil || name == "reference" {
		return reference.Device{}, nil
	}
	return d, nil
}

// send hands a command to the trainer, unless too many wait already.
func (w *window) send(c engine.Command) {
	if w.trainer != nil {
		go w.trainer.Send(c) // it may wait, the window must not
	}
}

// ask tells the trainer what to show.
func (w *window) ask() {
	w.watched = w.scene.Watch()
	w.send(engine.Watch{View: w.watched, PerSecond: perSecond})
}

// hear takes everything that the trainer has said.
func (w *window) hear() {
	for {
		select {
		case e := <-w.events:
			w.apply(e)
		default:
			return
		}
	}
}

func (w *window) apply(e engine.Event) {
	var old *replaced
	if _, ok := e.(engine.Ready); ok {
		old = w.present()
	}
	w.charts.history.Apply(e)
	switch e := e.(type) {
	case engine.Ready:
		w.begin(e, old)
	case engine.Stepped:
		w.status.last = e
	case engine.Status:
		w.status.running = e.Running
	case engine.Failed:
		w.recalls = false
		w.status.failure = w.words.Translate(words.Sentence(e.Message))
	case engine.Saved:
		w.write(e)
	case engine.Snapshot:
		w.scene.Show(&e)
	default:
		return
	}
	if _, step := e.(engine.Stepped); !step || !w.status.running {
		w.stale = true // the frame that hears of it draws it
		w.titled = time.Time{}
	}
	w.entitle()
}

// entitle sets the window's title, once a second while a run goes on: the
// desktop tells the window of it, and that asks for a frame.
func (w *window) entitle() {
	title := w.status.title(w.words)
	if now := time.Now(); title != w.title && now.Sub(w.titled) >= time.Second {
		w.title, w.titled = title, now
		ebiten.SetWindowTitle(title)
	}
}

// set gives a control a value: one of the run, of files, of the window or of
// the scene.
func (w *window) set(s scene.Set) {
	switch s.Name {
	case "run.train", "run.step", "run.reset":
		w.status.failure, w.status.news = "", ""
	}
	switch s.Name {
	case "run.train":
		if w.status.running {
			w.send(engine.Pause{})
		} else {
			w.send(engine.Train{})
		}
	case "run.step":
		w.send(engine.Step{N: 1})
	case "run.reset":
		w.send(engine.Reset{})
	case "run.undo":
		w.undo()
	case "file.open":
		w.askOpen()
	case "file.save":
		w.askSave()
	case "file.link":
		w.copyLink()
	case "file.paste":
		w.paste()
	case "view.theme":
		w.retheme(!w.dark)
	default:
		w.do(s)
	}
	w.pulse.keep(4)
}
