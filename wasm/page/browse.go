//go:build js

package page

import (
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// browse is the folded card that looks through the data set: which part, which
// class, which answers, a page at a time; and shows one picture as training
// does.
type browse struct {
	p              *page
	details, class *browser.Element
	kinds          *browser.Element
	gallery        *gallery
	viewer         *viewer
	again, say     *browser.Element
	views          []*browser.Element // canvases

	filter  lab.Filter
	labels  int // that the gallery is of
	test    *lab.Confusion
	run     int
	stale   bool
	seed    uint64
	varied  *engine.Varied
	painted *engine.Varied
}

const (
	browsePerPage = 48
	viewsShown    = 8
)

func newBrowse(p *page) *browse {
	b := &browse{
		p: p, details: browser.ByID("browse"), class: browser.ByID("browse-class"), kinds: browser.ByID("browse-kinds"),
		again: browser.ByID("views-again"), say: browser.ByID("views-say"), filter: lab.Filter{Class: -1},
	}
	b.viewer = newViewer(p, browser.ByID("browse-viewer"), browseViewer, func(c engine.Classified) string {
		return lab.ViewerWords(p.words, b.gallery.chosen, c.Label, p.state.Run.Data.Classes)
	})
	b.gallery = newGallery(p, browser.ByID("browse-shots"), browsePerPage, newPager(p, browser.ByID("browse-pager")), func(s lab.Shot) {
		b.viewer.ask(engine.Classify{Train: b.gallery.train, Index: s.Index})
		b.vary()
	})
	list := browser.ByID("views")
	for range viewsShown {
		canvas := browser.New("canvas", "")
		canvas.Set("width", data.Width)
		canvas.Set("height", data.Height)
		list.Call("append", canvas.Value)
		b.views = append(b.views, canvas)
	}
	b.details.On("toggle", func(js.Value) { p.frame.Ask() })
	b.details.On("change", func(e js.Value) {
		value := e.Get("target").Get("value").String()
		switch e.Get("target").Get("name").String() {
		case "browse-part":
			b.filter.Train = value == "train"
			b.gallery.chosen = -1
		case "browse-class":
			b.filter.Class, _ = strconv.Atoi(value)
		case "browse-kind":
			b.filter.Kind = value
		}
		b.stale = true
		p.frame.Ask()
	})
	b.again.On("click", func(js.Value) { b.vary() })
	p.speakers = append(p.speakers, func() { b.run = 0 })
	return b
}

// vary asks for other views of the chosen picture.
func (b *browse) vary() {
	if b.gallery.chosen >= 0 {
		b.seed++
		b.p.tell(engine.Vary{Train: b.gallery.train, Index: b.gallery.chosen, Count: viewsShown, Seed: b.seed})
	}
}

func (b *browse) hear(e engine.Varied) {
	if e.Train == b.gallery.train && e.Index == b.gallery.chosen {
		b.varied = &e
	}
}

func (b *browse) show(s *lab.State, _ time.Time) {
	if b.run != b.p.runs {
		b.run, b.stale, b.varied = b.p.runs, true, nil
		b.gallery.chosen, b.filter.Class = -1, -1
		b.viewer.clear()
		b.options(s.Run.Data.Classes)
	}
	if !b.details.Get("open").Bool() || s.Run.Steps == 0 {
		return // what nobody sees costs nothing
	}
	b.kinds.Flag("disabled", b.filter.Train || s.Confusion == nil)
	labels := b.p.album.classes(b.filter.Train)
	if b.stale || len(labels) != b.labels || s.Confusion != b.test {
		b.stale, b.labels, b.test = false, len(labels), s.Confusion
		filter := b.filter
		if filter.Train || s.Confusion == nil {
			filter.Kind = ""
		}
		b.gallery.set(filter.Train, filter.Shots(labels, s.Confusion))
	}
	b.gallery.show(s.Run.Data.Classes)
	b.viewer.show(s)
	b.showViews()
}

// options lists the classes.
func (b *browse) options(classes []string) {
	var list strings.Builder
	list.WriteString(option("-1", b.p.words.T("all classes")))
	for label, name := range classes {
		list.WriteString(option(strconv.Itoa(label), lab.ClassName(b.p.words, name)))
	}
	b.class.HTML(list.String())
	b.class.Prop("value", "-1")
}

func (b *browse) showViews() {
	t := b.p.words
	b.again.Flag("disabled", b.gallery.chosen < 0)
	switch {
	case b.varied == nil:
		b.say.Text(t.T("Choose a picture to see how training shows it."))
	case !b.varied.Augment:
		b.say.Text(t.T("This run shows every picture as it is: random crops and mirroring are off."))
	default:
		b.say.Text(t.T("Each time it is cut at random out of a border of 4 pixels, and mirrored half of the time."))
	}
	if b.varied == b.painted {
		return
	}
	b.painted = b.varied
	for i, canvas := range b.views {
		if b.varied == nil || len(b.varied.Pix) < (i+1)*data.PictureSize {
			canvas.Set("width", data.Width) // which wipes it
			continue
		}
		paint(canvas, engine.Picture{Size: data.Height, Pix: b.varied.Pix[i*data.PictureSize : (i+1)*data.PictureSize]})
	}
}
