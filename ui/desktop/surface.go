package main

import (
	"image"
	"image/color"
	"math"
	"slices"

	"github.com/ebitenui/ebitenui"
	"github.com/ebitenui/ebitenui/input"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
	"github.com/hajimehoshi/ebiten/v2/vector"

	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// surface is everything that can be set, as widgets of ebitenui: the head at
// the window's top, the strip at its foot, and the scene's controls between
// them, in the slots that its layout leaves free.
type surface struct {
	ui    ebitenui.UI
	skin  *skin
	set   func(scene.Set)
	words *words.Table
	knobs []*knob // in the order of the Tab key
	bands [3]*widget.Container
	strip strip
	title *widget.Text    // of the microscope
	film  *widget.Graphic // what the player stands on

	focus   stop // who hears the keyboard
	hovered string
	popup   *popup

	place surroundings // as last laid out
	above float64      // height of the head
	below float64      // height of the geometry, below the picture
}

// The three bands of the window. Later ones cover the earlier.
const (
	middle = iota // the controls in the picture
	head
	foot
)

// stop is one stop of the Tab key: a control, or a part of the scene.
type stop struct {
	control string
	part    scene.Part
}

// surroundings are what the places of controls depend on.
type surroundings struct {
	w, h   float64 // of the window, in CSS pixels
	layout scene.Layout
	scroll float64
}

func newSurface(set func(scene.Set), t *words.Table) *surface {
	s := &surface{set: set, words: t}
	s.ui.DisableDefaultFocus = true // the scene's parts are stops, too
	return s
}

// dress gives the widgets another look. They are made anew at the next sync.
func (s *surface) dress(k *skin) {
	s.close()
	s.skin, s.knobs, s.ui.Container = k, nil, nil
}

// sync shows the present controls. Widgets stay where they serve, so that a
// field keeps its caret and a slider the hand that holds it.
func (s *surface) sync(all []scene.Control, at surroundings) {
	if s.ui.Container == nil {
		s.ground()
	}
	old := s.knobs
	s.knobs = nil
	for _, c := range all {
		i := slices.IndexFunc(old, func(k *knob) bool { return alike(k.c, c) })
		if i < 0 {
			s.knobs = append(s.knobs, s.add(c))
			continue
		}
		k := old[i]
		old = slices.Delete(old, i, i+1)
		changed := k.c.Value != c.Value || k.c.Label != c.Label || k.c.Text != c.Text || k.c.Disabled != c.Disabled || k.c.Problem != c.Problem
		k.c = c
		if changed {
			k.update(c)
		}
		s.knobs = append(s.knobs, k)
	}
	for _, k := range old {
		s.remove(k)
	}
	s.place = at
	s.lay()
}

// alike reports whether the same widgets serve both controls.
func alike(a, b scene.Control) bool {
	return a.Name == b.Name && a.Kind == b.Kind && a.Place == b.Place && a.Max == b.Max &&
		slices.Equal(a.Options, b.Options) && (a.Label == b.Label || len(a.Options) > 0 || a.Kind == scene.Toggle || a.Kind == scene.Range)
}

// ground makes the three bands, without controls.
func (s *surface) ground() {
	root := widget.NewContainer(widget.ContainerOpts.Layout(free{}))
	plain := widget.ContainerOpts.Layout(free{})
	filled := widget.ContainerOpts.BackgroundImage(s.skin.ground)
	s.bands = [3]*widget.Container{widget.NewContainer(plain), widget.NewContainer(plain, filled), widget.NewContainer(plain, filled)}
	root.AddChild(s.bands[middle])
	root.AddChild(cover{s.bands[head]})
	root.AddChild(cover{s.bands[foot]})
	s.ui.Container = root
	s.strip.build(s.maker(), s.bands[foot])
	s.title = widget.NewText(
		widget.TextOpts.Text(s.words.T("Map microscope"), s.skin.titles, color.NRGBA(s.skin.th.Ink)),
		widget.TextOpts.Position(widget.TextPositionStart, widget.TextPositionCenter),
	)
	s.bands[head].AddChild(s.title)
	s.film = widget.NewGraphic(widget.GraphicOpts.ImageNineSlice(s.skin.over))
	s.bands[middle].AddChild(s.film)
	s.hovered = ""
	s.refocus()
}

func (s *surface) maker() maker {
	return maker{skin: s.skin, words: s.words, set: s.set, over: s.over, list: s.open}
}

// band is where a control's widgets lie.
func (s *surface) band(c scene.Control) *widget.Container {
	if c.Place == scene.AtHead {
		return s.bands[head]
	}
	return s.bands[middle]
}

func (s *surface) add(c scene.Control) *knob {
	k := s.maker().make(c)
	for _, p := range k.pieces {
		s.band(c).AddChild(p.w)
	}
	if s.focus.control == c.Name && !s.strip.asks() {
		k.focuser().Focus(true)
	}
	return k
}

func (s *surface) remove(k *knob) {
	if s.popup != nil && s.popup.of == k {
		s.close()
	}
	if s.hovered == k.c.Name {
		s.hovered = ""
	}
	if f := k.focuser(); f.IsFocused() {
		f.Focus(false)
	}
	for _, p := range k.pieces {
		s.band(k.c).RemoveChild(p.w)
	}
}

// free is a layout that leaves its widgets where they are.
type free struct{}

func (free) PreferredSize([]widget.PreferredSizeLocateableWidget) (int, int) { return 0, 0 }
func (free) Layout([]widget.PreferredSizeLocateableWidget, image.Rectangle)  {}

// cover is a container that keeps the pointer from what lies below it.
type cover struct{ *widget.Container }

func (c cover) SetupInputLayer(def input.DeferredSetupInputLayerFunc) {
	c.GetWidget().ElevateToNewInputLayer(&input.Layer{
		DebugLabel: "band", EventTypes: input.LayerEventTypeAll, BlockLower: true,
		RectFunc: func() image.Rectangle { return c.GetWidget().Rect },
	})
	c.Container.SetupInputLayer(def)
}

// lay places everything.
func (s *surface) lay() {
	at := s.place
	s.title.GetWidget().Visibility = widget.Visibility_Hide
	s.above = s.flow(scene.AtHead, scene.Rect{X: margin, Y: 12, W: at.w - 2*margin}) + 12
	top := s.above - at.scroll
	shift := func(r scene.Rect) scene.Rect { r.Y += top; return r }
	s.flow(scene.AtCamera, shift(at.layout.Camera))
	s.flow(scene.AtFilm, shift(at.layout.Film))
	s.flow(scene.AtSlice, shift(at.layout.Slicer))
	geometry := shift(scene.Rect{X: margin, Y: at.layout.H + geometryHead, W: at.w - 2*margin})
	s.below = s.flow(scene.AtGeometry, geometry) - geometry.Y + geometryHead
	if s.below > geometryHead {
		s.below += geometryFoot
	} else {
		s.below = 0
	}
	s.bands[middle].SetLocation(s.rect(scene.Rect{W: at.w, H: at.h}))
	s.bands[head].SetLocation(s.rect(scene.Rect{W: at.w, H: s.above}))
	foot := scene.Rect{Y: at.h - stripHeight, W: at.w, H: stripHeight}
	s.bands[2].SetLocation(s.rect(foot))
	s.strip.place(foot, s.skin)
	for _, k := range s.knobs {
		if k.c.Place != scene.AtHead {
			k.hide(k.area.Y+k.area.H <= s.above || k.area.Y >= foot.Y)
		}
	}
	s.underlay()
}

// underlay puts a ground below the player, which lies on the map.
func (s *surface) underlay() {
	ground := scene.Rect{X: math.Inf(1)}
	for _, k := range s.knobs {
		if k.c.Place == scene.AtFilm {
			ground = scene.Rect{X: min(ground.X, k.area.X), Y: k.area.Y, W: k.area.X + k.area.W - min(ground.X, k.area.X), H: k.area.H}
		}
	}
	w := s.film.GetWidget()
	w.Visibility = widget.Visibility_Hide
	if ground.W > 0 {
		w.Visibility = widget.Visibility_Show
		const rim = 3
		w.Rect = s.rect(scene.Rect{X: ground.X - rim, Y: ground.Y - rim, W: ground.W + 2*rim + 4, H: ground.H + 2*rim})
	}
}

// Room above and below the numbers of the geometry.
const geometryHead, geometryFoot = 60, 44

// flow sets the knobs of a place side by side, in as many rows as they need,
// and returns where the last row ends.
func (s *surface) flow(place scene.Place, area scene.Rect) (bottom float64) {
	between := float64(gap)
	switch place {
	case scene.AtCamera:
		between = 2
	case scene.AtGeometry:
		between = 14
	}
	total := -between
	for _, k := range s.knobs {
		if k.c.Place == place {
			k.narrow()
			total += between + k.w
		}
	}
	if place == scene.AtSlice && total > area.W { // one row, whatever there is
		for _, k := range s.knobs {
			if k.c.Place == place {
				k.give(total - area.W)
			}
		}
	}
	var row []*knob
	y, x0 := area.Y, area.X
	w := 0.0
	finish := func() {
		left := area.X + area.W - x0 - w
		for _, k := range row {
			by := min(left, widest-k.w)
			before := k.w
			k.widen(by)
			left -= k.w - before
		}
		x := x0
		for _, k := range row {
			if last(k.c) {
				x += max(0, left)
			}
			k.place(scene.Point{X: x, Y: y}, s.skin)
			x += k.w + between
		}
	}
	for _, k := range s.knobs {
		if k.c.Place != place {
			continue
		}
		full := x0+w+between+k.w > area.X+area.W && place != scene.AtCamera && place != scene.AtFilm
		own := k.c.Name == "layer" && total > area.W // run and window above, the microscope below
		if len(row) > 0 && (full || own) {
			finish()
			row, w, x0 = nil, 0, area.X
			y += slot + gap
			if own {
				x0 += s.entitle(y)
			}
		}
		if len(row) > 0 {
			w += between
		}
		w += k.w
		row = append(row, k)
	}
	finish()
	if len(row) == 0 {
		return y
	}
	return y + slot
}

// last reports whether a control and what follows it stand at the row's end.
func last(c scene.Control) bool { return c.Name == "mode" || c.Name == "by" }

// entitle writes the name of the microscope before its controls, where they
// have a row of their own, and returns the room that it takes.
func (s *surface) entitle(y float64) float64 {
	const air = 16
	room := math.Ceil(scene.Font{Face: scene.Bold, Size: titleSize}.Width(s.title.Label)) + air
	if room+minTitled > s.place.w {
		return 0
	}
	s.title.GetWidget().Visibility = widget.Visibility_Show
	s.title.SetLocation(s.rect(scene.Rect{X: margin, Y: y, W: room, H: slot}))
	return room
}

// minTitled is the room that a row with a name leaves for its controls.
const minTitled = 560

// widest is how long a slider with its name may become, in CSS pixels.
const widest = 300

// rect is an area of the window on the screen.
func (s *surface) rect(r scene.Rect) image.Rectangle {
	return image.Rect(s.skin.px(r.X), s.skin.px(r.Y), s.skin.px(r.X+r.W), s.skin.px(r.Y+r.H))
}

// covers reports whether a point of the window belongs to the controls.
func (s *surface) covers(at scene.Point) bool {
	if at.Y < s.above || at.Y >= s.place.h-stripHeight || s.popup != nil && s.popup.area.Contains(at) {
		return true
	}
	return slices.ContainsFunc(s.knobs, func(k *knob) bool { return k.area.Contains(at) })
}

// over notes what the pointer is on, for its help.
func (s *surface) over(c scene.Control, on bool) {
	switch {
	case on:
		s.hovered = c.Name
	case s.hovered == c.Name:
		s.hovered = ""
	}
}

// knob finds a control by name.
func (s *surface) knob(name string) *knob {
	for _, k := range s.knobs {
		if k.c.Name == name {
			return k
		}
	}
	return nil
}

// helped is the control whose help is wanted: the one under the pointer, or
// else the one that has the focus.
func (s *surface) helped() *scene.Control {
	for _, name := range []string{s.hovered, s.focus.control} {
		if k := s.knob(name); k != nil {
			return &k.c
		}
	}
	return nil
}

// stops are the stops of the Tab key, from the window's top to its foot.
func (s *surface) stops() []stop {
	var all []stop
	add := func(p scene.Place) {
		for _, k := range s.knobs {
			if k.c.Place == p && !k.c.Disabled {
				all = append(all, stop{control: k.c.Name})
			}
		}
	}
	add(scene.AtHead)
	all = append(all, stop{part: scene.MapPart})
	add(scene.AtCamera)
	add(scene.AtFilm)
	all = append(all, stop{part: scene.TilesPart})
	add(scene.AtSlice)
	all = append(all, stop{part: scene.SlicePart})
	add(scene.AtGeometry)
	return all
}

// next moves the focus on, or back.
func (s *surface) next(back bool) {
	all := s.stops()
	step := 1
	if back {
		step = len(all) - 1
	}
	i := slices.Index(all, s.focus) // -1 is before the first
	if i < 0 && back {
		i = 0
	}
	s.to(all[(i+step)%len(all)])
}

// to gives a stop the focus.
func (s *surface) to(f stop) {
	s.close()
	s.ui.ClearFocus()
	s.focus, s.hovered = f, ""
	s.refocus()
}

// refocus hands the focus to the widget that stands for it now.
func (s *surface) refocus() {
	if s.strip.asks() {
		s.strip.field.Focus(true)
		return
	}
	if k := s.knob(s.focus.control); k != nil && !k.c.Disabled {
		k.focuser().Focus(true)
	}
}

// typing reports whether letters go into a field.
func (s *surface) typing() bool {
	_, is := s.ui.GetFocusedWidget().(*widget.TextInput)
	return is
}

// update takes the pointer and the keys. What they do comes with the next
// drawing.
func (s *surface) update(at scene.Point) {
	s.ui.Update()
	if p := s.popup; p != nil && inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) && !p.area.Contains(at) && !p.of.area.Contains(at) {
		s.close()
	}
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) && !s.strip.asks() {
		s.focus = stop{} // the pointer leads now
	}
}

// draw paints the controls over the picture.
func (s *surface) draw(screen *ebiten.Image) {
	s.ui.Draw(screen)
	line := color.NRGBA(s.skin.th.Line)
	y := float32(s.skin.px(s.place.h - stripHeight))
	vector.FillRect(screen, 0, y, float32(screen.Bounds().Dx()), float32(s.skin.px(1)), line, false)
	if k := s.knob(s.focus.control); k != nil && s.popup == nil && !s.strip.asks() {
		s.ring(screen, k.focuser().(widget.HasWidget).GetWidget().Rect)
	}
}

// ring marks what has the keyboard's focus.
func (s *surface) ring(screen *ebiten.Image, r image.Rectangle) {
	d, line := float32(s.skin.px(2)), float32(s.skin.px(2))
	vector.StrokeRect(screen, float32(r.Min.X)-d, float32(r.Min.Y)-d, float32(r.Dx())+2*d, float32(r.Dy())+2*d, line, color.NRGBA(s.skin.th.Accent), true)
}
