//go:build js

package page

import (
	"strconv"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

const (
	takeEvery = 100 // milliseconds between two pictures while the button is held
	askEvery  = 200 // and between two questions to the network
	// patience is how long an answer may take before the next question.
	patience = 3 * time.Second
)

// camera is the part of the card for pictures of one's own that takes them:
// classes with pictures, and the network's answers to what the camera sees. The
// camera is asked for by a press of the button only.
type camera struct {
	p      *page
	source *browser.Camera // nil while it is off
	opens  bool            // it has been asked for
	decode *decoder
	takes  lab.Takes
	file   js.Value // the pictures that were learned last
	taking int      // the class whose pictures are taken; -1 for none
	clock  int      // counts starts, so that an old clock stops

	asked  time.Time // zero when no question is open
	answer *engine.Classified
	told   string // with the camera or the pictures, or what has become of them

	button, say, parts, video *browser.Element
	list, add, learn, why     *browser.Element
	rows                      []*takenRow
	bars                      *bars
	loads                     bool // the pictures are on their way to the trainer
}

func newCamera(p *page) *camera {
	c := &camera{
		p: p, decode: newDecoder(), taking: -1,
		button: browser.ByID("camera-on"), say: browser.ByID("camera-say"), parts: browser.ByID("camera-parts"), video: browser.ByID("camera-video"),
		list: browser.ByID("takes"), add: browser.ByID("take-class"), learn: browser.ByID("take-learn"), why: browser.ByID("take-why"),
		bars: newBars(browser.ByID("camera-bars")),
	}
	c.button.On("click", func(js.Value) {
		if c.source != nil {
			c.off()
		} else {
			c.on()
		}
	})
	c.add.On("click", func(js.Value) {
		c.takes.AddClass(p.words)
		c.rebuild()
		c.rows[len(c.rows)-1].name.Call("select")
	})
	c.learn.On("click", func(js.Value) { c.train() })
	browser.Window().On("pagehide", func(js.Value) { c.off() })
	browser.Window().On("blur", func(js.Value) { c.stop() }) // whoever holds the button lets go of it elsewhere
	p.speakers = append(p.speakers, c.rebuild)
	return c
}

// on asks for the camera.
func (c *camera) on() {
	if c.opens {
		return
	}
	c.opens, c.told = true, ""
	c.p.frame.Ask()
	go func() {
		source, err := browser.OpenCamera(c.video, func() {
			c.told = c.p.words.T("The camera has stopped.")
			c.off()
		})
		c.opens = false
		if err != nil {
			c.told = c.p.words.Translate(lab.Sentence(err.Error()))
			c.p.frame.Ask()
			return
		}
		c.source = source
		for len(c.takes.Classes) < 2 {
			c.takes.AddClass(c.p.words)
		}
		c.rebuild()
		c.clock++
		c.tick(c.clock)
	}()
}

// off lets go of the camera. The pictures stay.
func (c *camera) off() {
	c.stop()
	c.clock++
	if c.source != nil {
		c.source.Close()
	}
	c.source, c.answer, c.asked = nil, nil, time.Time{}
	c.p.frame.Ask()
}

// tick asks the network about what the camera sees, a few times a second.
func (c *camera) tick(clock int) {
	if clock != c.clock || c.source == nil {
		return
	}
	known := len(c.p.state.Names()) > 0 && c.p.state.Run.Steps > 0
	if open := !c.asked.IsZero() && time.Since(c.asked) < patience; known && !open && !hiddenPage() {
		if source, w, h, ok := c.source.Frame(); ok {
			c.asked = time.Now()
			c.p.tell(engine.Classify{ID: cameraViewer, Pix: c.decode.draw(source, w, h)})
		}
	}
	browser.After(askEvery, func() { c.tick(clock) })
}

func hiddenPage() bool { return js.Global().Get("document").Get("hidden").Bool() }

func (c *camera) hear(e engine.Classified) {
	if e.ID == cameraViewer && c.source != nil {
		c.asked, c.answer = time.Time{}, &e
	}
}

// start takes pictures of a class until stop.
func (c *camera) start(class int) {
	if c.source == nil || c.taking == class {
		return
	}
	c.taking = class
	c.take(class)
}

// take takes a picture, and goes on while the button is held.
func (c *camera) take(class int) {
	if c.taking != class || c.source == nil {
		return
	}
	if source, w, h, ok := c.source.Frame(); ok && c.takes.Add(class, c.decode.draw(source, w, h)) {
		c.rows[class].add(c.takes.Classes[class].Pix)
	}
	c.p.frame.Ask()
	browser.After(takeEvery, func() { c.take(class) })
}

func (c *camera) stop() {
	c.taking = -1
	c.p.frame.Ask()
}

// train starts a run on the pictures. It may have one to end, which can be
// brought back.
func (c *camera) train() {
	own, err := c.takes.Own(c.p.words.T("Camera"))
	if err == nil {
		var file js.Value
		if file, err = ownFile(own); err == nil {
			c.begin(file, own.Len())
		}
	}
	if err != nil {
		c.told = c.p.words.Translate(lab.Sentence(err.Error()))
	}
	c.p.frame.Ask()
}

func (c *camera) begin(file js.Value, pictures int) {
	t := c.p.words
	next := c.p.wanted
	c.file = file
	next.file, next.perClass = file, 0
	next.config = lab.ForFew(next.config, pictures*5/6)
	c.told, c.loads = "", true
	c.p.apply(next, true, func(err error) {
		c.loads = false
		if err != nil {
			c.told = t.Translate(lab.Sentence(err.Error()))
			return
		}
		c.told = t.T("Learning from %d pictures, %d a step, in %d epochs.", pictures, next.config.Batch, next.config.Epochs)
		c.p.do(engine.Train{})
	})
}

func (c *camera) show(s *lab.State, _ time.Time) {
	t := c.p.words
	on := c.source != nil
	label := t.T("Use the camera")
	if on {
		label = t.T("Turn the camera off")
	}
	c.button.Text(label)
	c.button.Flag("disabled", c.opens)
	c.button.Attr("aria-expanded", strconv.FormatBool(on || c.takes.Len() > 0))
	say := c.told
	if c.opens {
		say = t.T("Allow the camera in the browser.")
	}
	c.say.Text(say)
	c.parts.Flag("hidden", !on && c.takes.Len() == 0)
	c.video.Flag("hidden", !on)
	why := c.takes.Why(t)
	c.why.Text(why)
	c.learn.Flag("disabled", why != "" || c.loads || c.taking >= 0 || s.Run.Steps == 0)
	for i, r := range c.rows {
		r.show(t, c.takes.Classes[i], on, c.taking == i)
	}
	list := make([]bar, min(mostAnswers, len(s.Names())))
	if c.answer != nil {
		list = list[:0]
		for _, a := range lab.Best(c.answer.Scores, mostAnswers) {
			list = append(list, bar{lab.ClassNameOf(t, s.Names(), a.Label), t.Percent(a.Confidence), a.Confidence, ""})
		}
	}
	c.bars.set(list)
}

// rebuild writes the rows of the classes anew.
func (c *camera) rebuild() {
	c.stop()
	c.list.Set("textContent", "")
	c.rows = nil
	for i := range c.takes.Classes {
		row := newTakenRow(c, i)
		c.list.Call("append", row.item.Value)
		row.add(c.takes.Classes[i].Pix)
		c.rows = append(c.rows, row)
	}
}

// drop forgets a class, and offers it back.
func (c *camera) drop(i int) {
	name := c.takes.Classes[i].Name
	undo := c.takes.DropClass(i)
	c.rebuild()
	c.add.Call("focus")
	c.p.toast.offer(c.p.words.T("“%s” was removed.", name), c.p.words.T("Undo"), undoMilliseconds, func() {
		undo()
		c.rebuild()
	})
}
