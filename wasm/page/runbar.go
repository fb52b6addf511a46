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

// runBar is the row of buttons that run the training, and how far it is.
type runBar struct {
	p                                           *page
	main, verb, icon, step, reset               *browser.Element
	pill, progress, where, speed, announcements *browser.Element

	said   string // last
	silent bool   // for a second after something was said
}

func newRunBar(p *page) *runBar {
	b := &runBar{
		p: p, main: browser.ByID("go"), step: browser.ByID("step"), reset: browser.ByID("reset"),
		pill: browser.ByID("pill"), progress: browser.ByID("progress"), where: browser.ByID("where"),
		speed: browser.ByID("speed"), announcements: browser.ByID("announce"),
	}
	b.verb, b.icon = b.main.Find("span"), b.main.Find("use")
	b.main.On("click", func(js.Value) { p.press() })
	b.step.On("click", func(js.Value) { p.do(engine.Step{N: 1}) })
	b.reset.On("click", func(js.Value) { p.do(engine.Reset{}) })
	return b
}

// press does what the main button says.
func (p *page) press() {
	switch p.state.Phase {
	case lab.Ready, lab.Paused:
		p.do(engine.Train{})
	case lab.Running:
		p.do(engine.Pause{})
	case lab.Stopped, lab.Done:
		p.send(engine.Reset{}, func(err error) {
			if err == nil {
				p.do(engine.Train{})
			}
		})
	}
}

func (b *runBar) show(s *lab.State, now time.Time) {
	t := b.p.words
	idle := s.Phase == "" || s.Phase == lab.Preparing || b.p.worker.IsNull()
	b.verb.Text(s.Verb(t))
	icon := "#i-play"
	if s.Phase == lab.Running {
		icon = "#i-pause"
	}
	b.icon.Attr("href", icon)
	b.main.Flag("disabled", idle)
	b.step.Flag("disabled", idle || s.Phase == lab.Done || s.Phase == lab.Stopped)
	b.reset.Flag("disabled", idle)

	b.pill.Text(s.Word(t))
	b.where.Text(s.Where(t, now))
	speed := ""
	if s.Phase == lab.Running && s.Last.ImagesPerSecond > 0 {
		speed = t.T("%s pictures/s", lab.Rate(t, s.Last.ImagesPerSecond))
	}
	b.speed.Text(speed)
	share := 100 * s.Share()
	b.progress.Style("--share", strconv.FormatFloat(share, 'f', 1, 64))
	b.progress.Attr("aria-valuenow", strconv.Itoa(int(share)))
	b.announce(s, now)
}

// announce tells people who do not see the page, at most once a second.
func (b *runBar) announce(s *lab.State, now time.Time) {
	text := s.Announcement(b.p.words)
	if text == b.said || b.silent {
		return
	}
	b.said, b.silent = text, true
	b.announcements.Text(text)
	browser.After(1000, func() {
		b.silent = false
		b.p.frame.Ask()
	})
}
