//go:build js

package canvas

import (
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
)

// Microscope is the map microscope in a page.
type Microscope struct {
	words   *words.Table
	section *browser.Element // the card: #scope of index.html
	host    *browser.Element // what the picture and the controls on it lie in
	canvas  *browser.Element
	say     *browser.Element
	parts   []*browser.Element

	scene   *scene.Scene
	painter *painter
	panel   *panel
	table   *table
	charts  *charts
	frame   *browser.Frame
	last    time.Time // of the last frame of a movement

	watch   func(engine.Watch)
	changed func() // may be nil
	watched engine.View
	spoken  speech
	unseen  bool // scrolled away
	pace    watching
	taken   time.Duration // to take in a snapshot that is not drawn yet
}

// Mount brings the microscope of index.html to life. Watch is called when the
// microscope wants to see something else of the network. It draws in turn
// with the rest of the page.
func Mount(section *browser.Element, turns *browser.Turns, t *words.Table, watch func(engine.Watch)) *Microscope {
	m := &Microscope{words: t, section: section, host: section.Find(".view"), say: section.Find(".say"), watch: watch}
	m.canvas = m.host.Find("canvas")
	m.scene = scene.New(surroundings(m.host, m.words))
	m.painter = newPainter(m.canvas)
	m.panel = newPanel(m)
	m.table = newTable(m)
	m.charts = newCharts(section.Find("details.lengths"), turns, t)
	m.frame = turns.Frame(m.draw)
	m.makeParts()
	listen(m)
	watchSurroundings(m.host, func() {
		m.scene.Resize(surroundings(m.host, m.words))
		m.frame.Ask()
	})
	loadFonts(func() {
		m.scene.Resize(surroundings(m.host, m.words))
		m.frame.Ask()
	})
	watchSight(m.host, func(seen bool) {
		again := m.unseen == seen && m.scene.Subject() != nil // before the first snapshot nobody can be asked
		if m.unseen = !seen; again {
			m.Ask()
		}
	})
	m.frame.Ask()
	return m
}

// Speak changes the language.
func (m *Microscope) Speak(t *words.Table) {
	m.words, m.charts.words = t, t
	m.scene.Resize(surroundings(m.host, t))
	m.frame.Ask()
	m.charts.frame.Ask()
	m.spoken.later(m)
}

// Hear takes every event of the trainer, for the charts.
func (m *Microscope) Hear(e engine.Event) { m.charts.hear(e) }

// Show takes a snapshot of the network.
func (m *Microscope) Show(snap *engine.Snapshot) {
	start := time.Now()
	m.scene.Show(snap)
	m.taken = time.Since(start)
	m.frame.Ask()
}

// Ask tells the trainer again what to send: it is new, or has a new network.
func (m *Microscope) Ask() {
	m.watched = m.scene.Watch()
	m.pace.asked = m.pace.perSecond(m.unseen)
	m.watch(engine.Watch{View: m.watched, PerSecond: m.pace.asked})
}

// OnChange has f called whenever what is shown has changed.
func (m *Microscope) OnChange(f func()) { m.changed = f }

// State is what is chosen at present.
func (m *Microscope) State() scene.State { return m.scene.State() }

// Subject is the layer that is shown; nil before the first.
func (m *Microscope) Subject() *scene.Subject { return m.scene.Subject() }

// Point changes what is chosen, as a lesson does that shows something.
func (m *Microscope) Point(change func(scene.State) scene.State) {
	if m.scene.Subject() == nil {
		return
	}
	l := m.scene.Link()
	l.State = change(l.State)
	m.Open(l)
	if m.scene.Watch() != m.watched {
		m.Ask()
	}
	m.spoken.later(m)
	m.tell()
}

// tell says that something has changed.
func (m *Microscope) tell() {
	if m.changed != nil {
		m.changed()
	}
}

// Link is the state for a link.
func (m *Microscope) Link() scene.Linked { return m.scene.Link() }

// Open goes to a link's state.
func (m *Microscope) Open(l scene.Linked) {
	m.scene.Open(l)
	m.frame.Ask()
}

// do hands an input to the scene.
func (m *Microscope) do(in scene.Input) {
	if m.scene.Do(in) {
		m.frame.Ask()
		m.spoken.later(m)
		m.tell()
	}
	if m.scene.Watch() != m.watched {
		m.Ask()
	}
}

// draw paints what changed, and goes on while something moves.
func (m *Microscope) draw() {
	now := time.Now()
	if m.scene.Moving() {
		if !m.last.IsZero() {
			m.scene.Do(scene.Tick{Seconds: min(0.1, now.Sub(m.last).Seconds())})
		}
		m.last = now
	} else {
		m.last = time.Time{}
	}
	if m.scene.Dirty() {
		m.place()
		m.painter.paint(m.scene.Picture(), js.Global().Get("devicePixelRatio").Float())
		m.scene.Painted()
		m.panel.show()
		m.table.show()
		if cost := m.taken + time.Since(now); m.taken > 0 {
			m.taken = 0
			if m.pace.took(cost) && !m.unseen {
				m.Ask()
			}
		}
	}
	if m.scene.Moving() {
		m.frame.Ask()
	}
}

// place makes room for the picture and lays the parts over it.
func (m *Microscope) place() {
	l := m.scene.Layout()
	m.host.Style("height", px(l.H))
	m.canvas.Style("width", px(l.W))
	m.canvas.Style("height", px(l.H))
	for i, p := range l.Parts(m.words) {
		lay(m.parts[i], p.Area)
		m.parts[i].Attr("aria-label", p.Label)
	}
	m.panel.place(l)
}

// makeParts adds the elements that have the focus: over the picture, and below
// the controls, which come later in the page.
func (m *Microscope) makeParts() {
	before := m.canvas.Get("nextSibling")
	for _, p := range m.scene.Layout().Parts(m.words) {
		e := browser.New("div", "part-focus")
		e.Class("map", p.Part == scene.MapPart)
		e.Attr("tabindex", "0")
		e.Attr("role", "application")
		e.Attr("aria-describedby", m.say.Get("id").String())
		e.On("keydown", func(event js.Value) { m.key(p.Part, event) })
		e.On("focus", func(js.Value) {
			if e.Call("matches", ":focus-visible").Bool() && p.Part != scene.MapPart {
				m.do(scene.Key{Part: p.Part, Name: "Focus"})
			}
		})
		e.On("blur", func(js.Value) { m.do(scene.PointerMove{Gone: true}) })
		m.host.Call("insertBefore", e.Value, before)
		m.parts = append(m.parts, e)
	}
}

// key answers a key in a part. Keys that mean nothing here are left to the page.
func (m *Microscope) key(part scene.Part, e js.Value) {
	if e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("altKey").Bool() {
		return
	}
	name := e.Get("key").String()
	switch name {
	case "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Enter", "Escape", "+", "=", "-", "0":
		m.do(scene.Key{Part: part, Name: name, More: e.Get("shiftKey").Bool()})
	default:
		if !m.panel.shortcut(name) {
			return
		}
	}
	e.Call("preventDefault")
	e.Call("stopPropagation")
}

// CurvesCSV is every run's curves as a file for spreadsheets.
func (m *Microscope) CurvesCSV() string { return m.charts.history.CurvesCSV() }

// ForgetRuns drops the curves of the runs before the present one.
func (m *Microscope) ForgetRuns() { m.charts.forget() }
