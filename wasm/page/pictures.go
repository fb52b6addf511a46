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

// mostInStrip is how many classes the strip shows with a picture.
const mostInStrip = 10

// pictures is the part of the setup that says what is learned, and opens
// files.
type pictures struct {
	p                                     *page
	title, strip, open, input, hint, back *browser.Element
	reading                               *browser.Element
	shown                                 *engine.Picture // the first sample in the strip; another run has another
}

func newPictures(p *page) *pictures {
	v := &pictures{
		p: p, title: browser.ByID("data-title"), strip: browser.ByID("strip"), open: browser.ByID("open"), input: browser.ByID("file"),
		hint: browser.ByID("data-hint"), back: browser.ByID("builtin"), reading: browser.ByID("reading"),
	}
	p.speakers = append(p.speakers, func() { v.shown = nil }) // the strip names classes
	v.open.On("click", func(js.Value) { v.input.Call("click") })
	v.input.On("change", func(e js.Value) {
		if files := v.input.Get("files"); files.Length() > 0 {
			p.openByHand(files.Index(0))
		}
		v.input.Set("value", "") // so that the same file can be chosen again
		e.Call("stopPropagation")
	})
	v.back.On("click", func(js.Value) {
		next := p.wanted
		next.file = js.Null()
		p.apply(next, true, func(error) {})
		v.open.Call("focus")
	})
	for range mostInStrip {
		item := browser.New("li", "")
		item.Call("append", browser.New("canvas", "").Value)
		v.strip.Call("append", item.Value)
	}
	return v
}

// dataName is what people call the pictures of the run.
func dataName(p *page) string {
	if p.chosen.file.IsNull() {
		return p.words.T("Built-in pictures")
	}
	return p.state.Run.Data.Name
}

func (v *pictures) show(s *lab.State, now time.Time) {
	locked := v.p.locked()
	v.open.Flag("disabled", locked)
	v.back.Flag("hidden", locked || v.p.chosen.file.IsNull())
	v.hint.Flag("hidden", !v.back.Get("hidden").Bool())

	reading := s.Work.What == "reading"
	v.reading.Class("on", reading)
	if reading {
		share := 0.0
		if s.Work.Total > 0 {
			share = 100 * float64(s.Work.Done) / float64(s.Work.Total)
		}
		v.reading.Style("--share", strconv.FormatFloat(share, 'f', 1, 64))
		v.reading.Attr("aria-valuenow", strconv.Itoa(int(share)))
	}
	v.title.Text(v.sentence(s, now))
	v.hint.Text(v.note(s))
	if samples := s.Run.Data.Samples; len(samples) > 0 && v.shown != &samples[0] {
		v.shown = &samples[0]
		v.paint(s.Run.Data)
	}
}

// sentence says what is learned, or how far it is on its way.
func (v *pictures) sentence(s *lab.State, now time.Time) string {
	t := v.p.words
	switch {
	case s.Work.What == "reading":
		text := t.T("Reading %s", lab.Bytes(t, s.Work.Done, s.Work.Total))
		if left, ok := s.WorkLeft(now); ok {
			text += ", " + t.T("%s left", lab.Clock(left))
		}
		return text
	case s.Work.What == "drawing" || s.Run.Steps == 0:
		return t.T("Drawing the pictures")
	}
	d := s.Run.Data
	return t.N(len(d.Classes), "%s, %d class, %d to learn from", "%s, %d classes, %d to learn from", dataName(v.p), len(d.Classes), d.Train)
}

func (v *pictures) note(s *lab.State) string {
	if s.Run.Data.Note != "" && !v.p.chosen.file.IsNull() {
		return lab.NoteWords(v.p.words, s.Run.Data.Note)
	}
	return v.p.words.T("Drop a CIFAR-10 or CIFAR-100 file anywhere on this page.")
}

// paint shows the first picture of each class.
func (v *pictures) paint(d engine.Dataset) {
	v.strip.Set("textContent", "")
	seen := make(map[int]bool)
	for _, p := range d.Samples {
		if seen[p.Label] || len(seen) == mostInStrip {
			continue
		}
		seen[p.Label] = true
		canvas := browser.New("canvas", "")
		paint(canvas, p)
		name := lab.ClassName(v.p.words, d.Classes[p.Label])
		canvas.Attr("role", "img")
		canvas.Attr("aria-label", name)
		canvas.Attr("title", name)
		item := browser.New("li", "")
		item.Call("append", canvas.Value)
		v.strip.Call("append", item.Value)
	}
}

// paint draws a picture, one canvas pixel for each of its pixels.
func paint(canvas *browser.Element, p engine.Picture) {
	canvas.Set("width", p.Size)
	canvas.Set("height", p.Size)
	plane := p.Size * p.Size
	rgba := make([]byte, 4*plane)
	for i := range plane {
		rgba[4*i], rgba[4*i+1], rgba[4*i+2], rgba[4*i+3] = p.Pix[i], p.Pix[plane+i], p.Pix[2*plane+i], 255
	}
	clamped := js.Global().Get("Uint8ClampedArray").New(len(rgba))
	js.CopyBytesToJS(clamped, rgba)
	image := js.Global().Get("ImageData").New(clamped, p.Size, p.Size)
	canvas.Call("getContext", "2d").Call("putImageData", image, 0, 0)
}
