//go:build js

package page

import (
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// keeper keeps the run in the browser while it goes on, so that a closed tab
// loses nothing, and brings it back: the last run and the one before it.
type keeper struct {
	p     *page
	store *browser.Store // nil until it is open, and where storage is refused

	busy        bool
	missed      bool // something was to be kept meanwhile
	run, step   int  // that were kept last
	begun       int  // step at which the present run began here: as it stands it is kept already, or in a file
	last        time.Time
	cost        time.Duration
	warned      bool
	trouble     string // why nothing is kept; "" where all is well
	keptFile    js.Value
	list, state *browser.Element
	kept        map[string]lab.Keepsake // by slot
}

// The slots of the store: a run is {bytes, view}, pictures are {name, blob}.
const (
	slotLatest   = "latest"
	slotBefore   = "before"
	slotPictures = "pictures"
)

// Training is kept this often, besides after every epoch and every pause.
const keepEvery = 30 * time.Second

// keepShare bounds the time spent on keeping: one part in so many.
const keepShare = 20

// mostKeptPictures is the largest file that is kept beside a run, in bytes.
const mostKeptPictures = 256 << 20

func newKeeper(p *page) *keeper {
	k := &keeper{p: p, keptFile: js.Null(), kept: make(map[string]lab.Keepsake), list: browser.ByID("kept"), state: browser.ByID("kept-say")}
	p.speakers = append(p.speakers, k.write)
	hidden := func(js.Value) {
		if hiddenPage() {
			k.soon(0)
		}
	}
	browser.Document().On("visibilitychange", hidden)
	browser.Window().On("pagehide", func(js.Value) { k.soon(0) })
	go k.open()
	return k
}

// open reads what was kept by an earlier visit.
func (k *keeper) open() {
	store, err := browser.OpenStore("fmlab")
	if err != nil {
		k.fail(err)
		return
	}
	k.store = store
	for _, slot := range []string{slotLatest, slotBefore} {
		v, err := store.Get(slot)
		if err != nil {
			k.fail(err)
			return
		}
		if v.Truthy() {
			if kept, err := lab.ParseKeepsake([]byte(v.Get("view").String())); err == nil {
				k.kept[slot] = kept
			}
		}
	}
	k.write()
	if kept, ok := k.kept[slotLatest]; ok && !k.p.state.Started() && !k.p.linkedTo() && !embedded() {
		t := k.p.words
		k.p.toast.offer(t.T("Continue where you were: %s.", kept.Words(t, time.Now())), t.T("Continue"), 0, func() { k.bring(slotLatest, func(error) {}) })
	}
}

// embedded reports whether the page stands in a slide.
func embedded() bool {
	return js.Global().Get("document").Get("documentElement").Get("dataset").Get("embed").Truthy()
}

// hear follows the run.
func (k *keeper) hear(e engine.Event) {
	switch e := e.(type) {
	case engine.Ready:
		k.begun = e.Step
	case engine.Evaluated:
		k.soon(time.Second)
	case engine.Stepped:
		k.soon(keepEvery)
	case engine.Status:
		if !e.Running {
			k.soon(0)
		}
	}
}

// soon keeps the run unless that was done less than pause ago.
func (k *keeper) soon(pause time.Duration) {
	s := &k.p.state
	since := time.Since(k.last)
	if k.busy {
		k.missed = k.missed || pause == 0
		return
	}
	if k.store == nil || s.Last.Step == k.begun || s.Run.Untrainable != "" || s.Phase == lab.Stopped ||
		k.p.worker.IsNull() || k.run == k.p.runs && k.step == s.Last.Step || pause > 0 && since < max(pause, keepShare*k.cost) {
		return
	}
	k.busy = true
	start, run := time.Now(), k.p.runs
	k.p.saveAs(engine.AsRun, func(saved engine.Saved, err error) {
		if err != nil || run != k.p.runs {
			k.done()
			return
		}
		file, name := k.p.chosen.file, ""
		if !file.IsNull() {
			name = fileName(file)
		}
		view, err := s.Keep(time.Now(), k.p.chosen.perClass, k.p.chosen.device, name)
		if err != nil {
			k.done()
			return
		}
		k.step = saved.Step
		go func() {
			k.put(run, saved.Bytes, view, file)
			k.last, k.cost = time.Now(), time.Since(start)
			k.done()
			k.p.frame.Ask()
		}()
	})
}

// done is ready for the next, and does it at once where it was asked for.
func (k *keeper) done() {
	k.busy = false
	if k.missed {
		k.missed = false
		k.soon(0)
	}
}

// put writes a run into the latest slot. The run that was there moves aside
// when it was another one.
func (k *keeper) put(run int, bytes, view []byte, file js.Value) {
	values := map[string]any{slotLatest: map[string]any{"bytes": browser.Uint8Array(bytes), "view": string(view)}}
	another := k.run != run
	if another {
		before, err := k.store.Get(slotLatest)
		if err != nil {
			k.fail(err)
			return
		}
		if before.Truthy() {
			values[slotBefore] = before
		}
	}
	err := k.store.Put(values)
	if err != nil && another { // there may be room for one
		values[slotBefore] = nil
		err = k.store.Put(values)
	}
	if err != nil {
		k.fail(err)
		return
	}
	kept, err := lab.ParseKeepsake(view)
	if err != nil {
		k.fail(err)
		return
	}
	if latest, ok := k.kept[slotLatest]; another && ok {
		k.kept[slotBefore] = latest
	}
	k.kept[slotLatest], k.run, k.trouble = kept, run, ""
	k.putPictures(file)
	k.write()
}

// putPictures keeps the file that the pictures came from, where it fits. Where
// it does not it is asked for when the run goes on.
func (k *keeper) putPictures(file js.Value) {
	if file.IsNull() || file.Equal(k.keptFile) || file.Get("size").Float() > mostKeptPictures {
		return
	}
	k.keptFile = file // one attempt a file
	_ = k.store.Put(map[string]any{slotPictures: map[string]any{"name": fileName(file), "blob": file}})
}

// fail tells, once, that nothing is kept, and offers the way that always works.
func (k *keeper) fail(err error) {
	t := k.p.words
	k.trouble = err.Error()
	k.write()
	if !k.warned && k.p.state.Started() {
		k.warned = true
		k.p.toast.offer(t.T("This browser does not keep the run (%s). Download it before you close the page.", k.trouble), t.T("Download the run"), 0, func() {
			k.p.file(engine.AsRun, func(blob js.Value, name string, err error) {
				if err == nil {
					browser.DownloadBlob(blob, name)
				}
			})
		})
	}
}

// write lists what is kept, on the card.
func (k *keeper) write() {
	t := k.p.words
	k.list.Set("textContent", "")
	for _, slot := range []string{slotLatest, slotBefore} {
		kept, ok := k.kept[slot]
		if !ok {
			continue
		}
		item, words := browser.New("li", ""), browser.New("span", "")
		words.Text(kept.Words(t, time.Now()))
		item.Call("append", words.Value)
		button := func(label string, press func()) {
			b := browser.New("button", "button outlined")
			b.Set("type", "button")
			b.Text(label)
			b.Attr("aria-label", label+": "+kept.Words(t, time.Now()))
			b.On("click", func(js.Value) { press() })
			item.Call("append", b.Value)
		}
		button(t.T("Continue"), func() { k.bring(slot, func(error) {}) })
		button(t.T("Forget"), func() { go k.forget(slot) })
		k.list.Call("append", item.Value)
	}
	switch {
	case k.trouble != "":
		k.state.Text(t.T("Nothing is kept in this browser: %s. Download the run before you close the page.", k.trouble))
	case len(k.kept) == 0:
		k.state.Text(t.T("A run is kept in this browser while it trains, and can be continued here when you come back."))
	default:
		k.state.Text(t.T("Kept in this browser only. The last two runs stay."))
	}
}

// forget deletes what is kept.
func (k *keeper) forget(slot string) {
	if err := k.store.Put(map[string]any{slot: nil}); err != nil {
		k.fail(err)
		return
	}
	delete(k.kept, slot)
	k.write()
}

// bring goes on with a run that was kept, on its pictures.
func (k *keeper) bring(slot string, settle func(error)) {
	fail := func(err error) {
		k.p.state.Failure = lab.Sentence(err.Error())
		k.p.frame.Ask()
		settle(err)
	}
	go func() {
		v, err := k.store.Get(slot)
		if err != nil || !v.Truthy() {
			fail(errors.Join(errors.New("this run is not kept any more; begin another one"), err))
			return
		}
		kept, err := lab.ParseKeepsake([]byte(v.Get("view").String()))
		if err != nil {
			fail(err)
			return
		}
		run := browser.NewBlob(v.Get("bytes"), fileType)
		next := k.p.wanted
		next.perClass, next.device = kept.PerClass, kept.Device
		pictures := false
		if kept.File != "" && (next.file.IsNull() || fileName(next.file) != kept.File) {
			file, err := k.pictures(kept.File)
			if err != nil {
				k.p.note.ask(k.p.words.T("This run learns from %s. Open that file, then continue.", kept.File), k.p.words.T("Open…"),
					func() { browser.ByID("file").Call("click") })
				settle(err)
				return
			}
			next.file, pictures = file, true
		}
		open := func(err error) {
			if err != nil {
				settle(err)
				return
			}
			k.p.openCheckpoint("", run, false, func(err error) {
				if err == nil {
					k.p.state.Remember(kept)
					k.run, k.step = k.p.runs, kept.Step
				}
				settle(err)
			})
		}
		if pictures || next.device != k.p.wanted.device {
			k.p.apply(next, pictures, open)
		} else {
			open(nil)
		}
	}()
}

// pictures is the file of that name that was kept.
func (k *keeper) pictures(name string) (js.Value, error) {
	v, err := k.store.Get(slotPictures)
	if err != nil {
		return js.Null(), err
	}
	if !v.Truthy() || v.Get("name").String() != name {
		return js.Null(), fmt.Errorf("%s is not kept in this browser", name)
	}
	file := js.Global().Get("File").New([]any{v.Get("blob")}, name)
	k.keptFile = file
	return file, nil
}
