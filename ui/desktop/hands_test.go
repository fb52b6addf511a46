package main

import (
	"slices"
	"strings"
	"testing"

	"filtermaplab/ui/scene"
)

// A person uses the mouse: what is pointed at lights up, a click keeps it, the
// map turns and grows, controls answer and say what they are for, lists open.
func TestMouse(t *testing.T) {
	p := sits(t)
	w := p.w
	state := w.scene.State

	p.moves(p.on("mode", 1))
	p.until("the control's help is read", func() bool { return strings.Contains(w.surface.strip.left.Label, "take one pixel apart") })
	p.clicks(p.on("mode", 1))
	p.until("the second mode is on", func() bool { return state().Mode == scene.Extract })
	p.clicks(p.on("mode", 0))
	p.until("the first mode is on", func() bool { return state().Mode == scene.Explore })

	tile := func(k int) scene.Point {
		return p.hit(func(t scene.Target) bool { return t.Kind == scene.Element && t.K == k })
	}
	p.moves(tile(2))
	p.until("the filter under the pointer is lit", func() bool { return state().Hover.Kind == scene.Element && state().Active().K == 2 })
	p.clicks(tile(2))
	p.until("a click pins it", func() bool { return len(state().Pins) == 1 && state().Pins[0].K == 2 })
	p.puts(keys()["Shift"], true)
	p.clicks(tile(4))
	p.until("with Shift both are pinned", func() bool { return len(state().Pins) == 2 && state().Pins[1].K == 4 })
	p.puts(keys()["Shift"], false)
	p.moves(p.on("run.step", 0))
	p.until("the pins stay when the pointer goes", func() bool { return state().Hover.Kind == scene.Nothing && state().Active().K == 4 })

	var m scene.Rect
	var yaw, zoom float64
	p.reads(func() {
		m = w.scene.Layout().Map
		m.Y += w.top()
		yaw, zoom = state().Yaw, state().Zoom
	})
	middle := scene.Point{X: m.X + m.W/2, Y: m.Y + m.H - 60}
	p.drags(middle, scene.Point{X: middle.X + 60, Y: middle.Y})
	p.until("the map has turned", func() bool { return state().Yaw > yaw+0.2 })
	if n := len(state().Pins); n != 2 {
		t.Errorf("turning the map leaves %d pins, want 2", n)
	}
	p.puts(keys()["Ctrl"], true)
	p.turns(-2)
	p.until("the map is larger", func() bool { return state().Zoom > zoom })
	p.puts(keys()["Ctrl"], false)
	p.turns(3)
	p.until("the picture is scrolled", func() bool { return w.scroll > 60 })
	p.turns(-20)
	p.until("it is scrolled back", func() bool { return w.scroll == 0 })

	track := p.on("slice", 0)
	p.clicks(scene.Point{X: track.X + 40, Y: track.Y})
	p.until("a press on the track goes there", func() bool { return state().Slice > 8 })
	var thumb scene.Point
	p.reads(func() {
		k := w.surface.knob("slice")
		a := k.front().at
		thumb = scene.Point{X: k.area.X + a.X + thumbSize/2 + (a.W-thumbSize)*float64(state().Slice)/15, Y: track.Y}
	})
	p.drags(thumb, scene.Point{X: max(2, thumb.X-400), Y: track.Y})
	p.until("the slider is at its left end", func() bool { return state().Slice == 0 })

	p.clicks(p.on("by", 0))
	var third scene.Point
	p.until("the list is open", func() bool {
		pop := w.surface.popup
		if pop != nil {
			r := pop.buttons[2].GetWidget().Rect
			third = scene.Point{X: float64(r.Min.X+r.Max.X) / 2 / w.ratio, Y: float64(r.Min.Y+r.Max.Y) / 2 / w.ratio}
		}
		return pop != nil
	})
	p.clicks(third)
	p.until("the third is chosen, and the list gone", func() bool { return state().By == scene.Count && w.surface.popup == nil })
	p.clicks(p.on("by", 0))
	p.until("it is open again", func() bool { return w.surface.popup != nil })
	p.clicks(middle)
	p.until("a press elsewhere puts it away", func() bool { return w.surface.popup == nil })

	p.clicks(p.on("run.step", 0))
	p.until("a step is done", func() bool { return w.status.last.Step == 2 })
}

// A person uses the keyboard only.
func TestKeyboard(t *testing.T) {
	p := sits(t)
	w := p.w
	state := w.scene.State
	focus := func() (s stop) {
		p.reads(func() { s = w.surface.focus })
		return s
	}
	tabTo := func(want stop) { // the shorter way round
		t.Helper()
		var back []string
		p.reads(func() {
			all := w.surface.stops()
			ahead := (slices.Index(all, want) - slices.Index(all, w.surface.focus) + len(all)) % len(all)
			if ahead > len(all)/2 {
				back = []string{"Shift"}
			}
		})
		for range 20 {
			if p.presses("Tab", back...); focus() == want {
				return
			}
		}
		t.Fatalf("Tab never comes to %v", want)
	}

	// Every control is a stop, shows its help and is seen.
	var want []stop
	p.reads(func() { want = w.surface.stops() })
	first := slices.Index(want, stop{part: scene.MapPart}) // where the keys go at first
	for i := range want {
		s := want[(first+1+i)%len(want)]
		p.presses("Tab")
		if got := focus(); got != s {
			t.Fatalf("stop %d: %v, want %v", i, got, s)
		}
		if s.control == "" {
			continue
		}
		p.until("the help of "+s.control+" is read", func() bool {
			return w.surface.strip.left.Label == helpOf(nil, w.surface.knob(s.control).c)
		})
		p.reads(func() {
			k := w.surface.knob(s.control)
			if k.c.Place != scene.AtHead && (k.area.Y < w.surface.above || k.area.Y+k.area.H > w.height-stripHeight) {
				t.Errorf("%s has the focus, but stands at %v", s.control, k.area)
			}
		})
	}
	if len(want) < 25 {
		t.Errorf("%d stops only: %v", len(want), want)
	}

	// The parts of the picture: arrows turn, walk from filter to filter and
	// from cell to cell; Enter keeps, Escape lets go.
	yaw := state().Yaw
	p.presses("Right")
	p.until("the map has turned", func() bool { return state().Yaw > yaw })
	tabTo(stop{part: scene.TilesPart})
	p.presses("Right")
	p.until("a filter is lit", func() bool { return state().Hover.Kind == scene.Filter })
	lit := state().Hover.K
	p.presses("Down")
	p.until("another is", func() bool { return state().Hover.Kind == scene.Filter && state().Hover.K != lit })
	lit = state().Hover.K
	p.presses("Enter")
	p.until("it is pinned", func() bool { return len(state().Pins) == 1 && state().Pins[0] == scene.OfFilter(lit) })
	tabTo(stop{control: "slice"})
	p.presses("End")
	p.until("the last slice is open", func() bool { return state().Slice == 15 })
	p.presses("Left")
	p.until("the one before is open", func() bool { return state().Slice == 14 })
	tabTo(stop{control: "by"})
	p.presses("Enter")
	p.until("the list is open", func() bool { return w.surface.popup != nil })
	p.presses("Down")
	p.presses("Enter")
	p.until("the gradient is chosen", func() bool { return state().By == scene.Gradient && w.surface.popup == nil })
	tabTo(stop{part: scene.SlicePart})
	p.presses("Right")
	p.until("a cell is lit", func() bool { return state().Hover.Kind == scene.Cell && state().Hover.M2 == 1 })
	p.presses("Page Up")
	p.until("the slice changes with it", func() bool { return state().Slice == 13 && state().Hover.C == 13 })

	tabTo(stop{control: "K1"})
	p.presses("Backspace")
	p.writes("5")
	p.until("the geometry says why it is wrong", func() bool { return state().Draft.K1 == 5 && len(w.geometry()) > 3 })
	p.presses("Up")
	p.until("the number is stepped", func() bool { return state().Draft.K1 == 6 })
	p.presses("Escape")
	if got := focus(); got != (stop{}) {
		t.Errorf("Esc: %v has the focus", got)
	}

	// The keys of everything.
	step := w.status.last.Step
	p.presses(".")
	p.until("a step is done", func() bool { return w.status.last.Step == step+1 })
	p.presses("t")
	p.until("the theme is dark", func() bool { return w.dark })
	if c := p.looks().RGBAAt(4, 4); c.R > 40 {
		t.Errorf("the head is %v in the dark theme", c)
	}
	p.presses("m")
	p.until("the mode has changed", func() bool { return state().Mode == scene.Extract })
	p.presses("p")
	p.until("the film runs", func() bool { return state().Play.Running && state().Play.At > 0.1 })
	p.presses("Space")
	p.until("the network trains", func() bool { return w.status.running && w.status.last.Step > step+2 })
	p.presses("Space")
	p.until("it pauses", func() bool { return !w.status.running })
}

// A run that was left by mistake is brought back, with its curves.
func TestUndo(t *testing.T) {
	p := sits(t)
	w := p.w
	p.clicks(p.on("run.step", 0))
	p.until("two steps are done", func() bool { return w.status.last.Step == 2 })
	p.clicks(p.on("run.reset", 0))
	p.until("the run begins again", func() bool { return w.status.ready.Steps > 0 && w.status.last.Step == 0 })
	p.until("it is told what was left, and not what Reset is for", func() bool {
		return strings.HasPrefix(w.surface.strip.left.Label, "ResNet-8-FM at step 2 was left.")
	})
	p.until("what was left can be brought back", func() bool { return w.surface.knob("run.undo") != nil })
	p.presses("z", "Ctrl")
	p.until("it is back", func() bool {
		return w.status.last.Step == 2 && w.status.last.Loss > 0 && w.surface.knob("run.undo") == nil
	})
	p.reads(func() {
		runs := w.charts.history.Runs
		if n := len(runs); n != 1 || len(runs[0].Loss.X) != 2 {
			t.Errorf("%d runs in the charts, want one of two steps", n)
		}
	})
	p.until("its weights are seen", func() bool { return w.scene.Subject().Snap.Step == 2 })

	// Ctrl-Z is no harm where there is nothing to bring back; a run goes on.
	p.presses("z", "Ctrl")
	p.presses(".")
	p.until("it goes on", func() bool { return w.status.last.Step == 3 && w.status.failure == "" })
}
