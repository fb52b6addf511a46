//go:build js

package page

import (
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/canvas"
	"filtermaplab/wasm/lab"
)

// page is everything that there is to know about the page.
type page struct {
	boot   js.Value // what boot.js hands over: spawn and ready
	worker js.Value // undefined until the page is up, null when the trainer is lost

	runs   int // that have begun
	state  lab.State
	asked  lab.Asked
	wanted choice   // what was asked for last
	chosen choice   // what the run is of; an answer behind wanted
	linked lab.Link // that the page was opened from

	words          *words.Table // of the language that people chose
	static         *browser.Static
	chosenLanguage words.Language // by a person or a link; "" where nobody has
	speakers       []func()       // what has to say something again in another language

	body  *browser.Element
	turns *browser.Turns
	frame *browser.Frame
	shown int // views that show the present state already; 0 is none or all
	asks  int // of the frame when the first of them was shown

	up      bool   // the first run is shown
	settled func() // to be called when it is; nil at other times

	views []view
	note  *note
	setup *setup
	scope *canvas.Microscope
	site  *site // nil where the page is not hosted
	album *album

	toast    *toast
	keeper   *keeper
	starters *starters
	saved    engine.Saved // the last file that the trainer handed out
	opened   openedFile   // the last checkpoint
	replaced replaced     // the run before this one

	answers *answers
	race    *raceCard
	layers  *layers
	prove   *prove
	own     *own
	camera  *camera
	browse  *browse
}

// choice is what a person may choose.
type choice struct {
	config   engine.Config
	device   string   // "" is the best that there is
	perClass int      // pictures of each class
	file     js.Value // that the pictures come from; null for the built-in ones
}

// view is a part of the page that follows the state.
type view interface {
	show(s *lab.State, now time.Time)
}

// Run drives the page and never returns.
func Run() {
	p := &page{boot: js.Global().Get("fmlabBoot"), wanted: usual(), chosen: usual(), body: browser.Body()}
	js.Global().Delete("fmlabBoot")
	if offerPeer(p.boot, words.In(preferred())) {
		select {} // nothing trains and nothing is shown while a script measures
	}
	p.turns = browser.NewTurns()
	p.frame = p.turns.Frame(p.show)
	listenToLanguage(p)
	p.note = newNote(p)
	p.toast = newToast()
	p.setup = newSetup(p)
	p.views = []view{p.note, p.setup, newRunBar(p), newPictures(p), newCurves(p), newTiles(p), newFoot(p)}
	browser.Breathe() // the page can be scrolled and read meanwhile
	p.album = newAlbum(p)
	p.answers = newAnswers(p)
	p.layers = newLayers(p)
	p.prove = newProve(p)
	p.race = newRaceCard(p)
	p.views = append(p.views, p.answers, p.layers, p.prove, p.race)
	p.own = newOwn(p)
	p.camera = newCamera(p)
	browser.Breathe()
	p.browse = newBrowse(p)
	p.views = append(p.views, p.browse)
	p.views = append(p.views, p.own, p.camera)
	browser.Breathe()
	p.scope = newMicroscope(p)
	browser.Breathe()
	p.views = append(p.views, newLessons(p))
	p.starters = newStarters(p)
	p.keeper = newKeeper(p)
	p.views = append(p.views, newTakeaway(p))
	newSpeed(p)
	listenToKeys(p)
	listenToDrops(p)
	newTheme(p)
	newShare(p)
	newEmbed(p)
	newProjector()
	newHelp(p)
	p.followChanges()
	p.views = append(p.views, newFingerprint(p), newGeometry(p))
	if p.site = newSite(p); p.site != nil {
		p.views = append(p.views, p.site)
		p.site.offerPictures()
	}
	browser.Breathe()
	p.speak(p.words.Language())
	browser.Breathe()
	p.publish()
	p.spawn()
	p.frame.Ask()
	select {}
}

// hear takes the next event of the trainer.
func (p *page) hear(e engine.Event) {
	old := replaced{p.state, p.chosen}
	if saved, ok := e.(engine.Saved); ok {
		p.saved = saved
	}
	p.site.heard(e)
	p.state.Apply(e, time.Now())
	p.asked.Hear(e, &p.state)
	p.scope.Hear(e)
	switch e := e.(type) {
	case engine.Ready:
		p.runs++
		p.album.forget()
		p.setup.fill()
		p.scope.Ask()
		if e.Undo {
			p.replaced = old
			p.offerUndo(old)
		}
		if p.runs == 1 {
			stayOffline(p)
			p.starters.read()
			p.follow()
			p.site.arrive()
		}
	case engine.Snapshot:
		p.scope.Show(&e)
		p.prove.layer = e.Layer
	case engine.Measured:
		p.layers.hear(e)
	case engine.Pictures:
		p.album.hear(e)
	case engine.Classified:
		p.answers.viewer.hear(e)
		p.own.hear(e)
		p.camera.hear(e)
		p.browse.viewer.hear(e)
	case engine.Varied:
		p.browse.hear(e)
	case engine.Failed:
		p.setup.fill()
	}
	p.keeper.hear(e)
	p.frame.Ask()
}

func (p *page) show() {
	if p.worker.IsUndefined() {
		return // not everything is there yet that views look at
	}
	now := time.Now()
	if p.shown == 0 {
		p.asks = p.frame.Asks()
	}
	p.body.Attr("data-phase", p.phase())
	for p.shown < len(p.views) {
		p.views[p.shown].show(&p.state, now)
		p.shown++
		if (p.state.Phase == lab.Running || !p.up) && time.Since(now) > frameShare && p.shown < len(p.views) {
			p.frame.GoOn() // the others come in the next frame, so that none is long
			return
		}
	}
	p.shown = 0
	switch {
	case p.asks != p.frame.Asks():
		p.frame.GoOn() // the first views have not seen what came meanwhile
	case p.settled != nil:
		p.settled()
		p.settled, p.up = nil, true
	}
}

func (p *page) phase() string {
	if p.state.Phase == "" {
		return string(lab.Preparing)
	}
	return string(p.state.Phase)
}

// locked reports whether a change would throw a run away.
func (p *page) locked() bool {
	return p.state.Started() || p.state.Phase == lab.Preparing || p.state.Phase == ""
}

// frameShare is how long the views of one frame may take while a run goes on or
// the page comes up.
const frameShare = 10 * time.Millisecond
