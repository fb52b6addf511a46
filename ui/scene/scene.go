package scene

import (
	"filtermaplab/engine"
	"filtermaplab/filtermap"
)

// Scene keeps the present state of a microscope and knows when its picture is
// out of date. It is not safe for use by several goroutines at once.
type Scene struct {
	state State
	sub   *Subject // nil before the first snapshot
	view  View

	picture *Picture // nil where the state has moved on
	dirty   bool     // nobody has painted the present picture
	wanted  string   // the layer that a person chose; "" is the trainer's choice
	linked  *Linked  // a link's state that waits for its layer
}

// New returns a scene that has nothing to show yet.
func New(v View) *Scene { return &Scene{view: v, dirty: true} }

// Show takes a new snapshot. The first one of a layer opens the microscope anew.
func (s *Scene) Show(snap *engine.Snapshot) {
	fresh := s.sub == nil || s.sub.Snap.Layer != snap.Layer || s.sub.Snap.IsMap != snap.IsMap || s.sub.Snap.Map != snap.Map
	if fresh {
		s.state.Try, s.state.Draft = filtermap.Geometry{}, filtermap.Geometry{}
		old := s.state
		s.sub = NewSubject(snap, filtermap.Geometry{}, nil)
		s.state = NewState(s.sub.G)
		s.state.Mode, s.state.By = old.Mode, old.By
		if old.Zoom > 0 {
			s.state.Camera = old.Camera
		}
	} else {
		s.sub = NewSubject(snap, s.state.Try, s.sub)
	}
	if l := s.linked; l != nil && (l.Layer == "" || l.Layer == snap.Layer) {
		s.linked = nil
		s.state = l.State
		if field, _ := Problem(nil, s.state.Try, snap.Conv.K); field != "" {
			s.state.Try = filtermap.Geometry{} // of another layer's size
		}
		s.state = s.state.Settled()
		if s.state.Try != (filtermap.Geometry{}) {
			s.sub = NewSubject(snap, s.state.Try, s.sub)
		}
	}
	s.state = s.state.Fit(s.sub)
	s.changed()
}

// Open puts the scene into a link's state as soon as its layer is there.
func (s *Scene) Open(l Linked) {
	s.linked = &l
	s.wanted = l.Layer
	if s.sub != nil {
		s.Show(s.sub.Snap)
	}
}

// Resize tells the scene that its surroundings are others.
func (s *Scene) Resize(v View) {
	s.view = v
	s.changed()
}

// Do answers an input and reports whether the picture must be painted.
func (s *Scene) Do(in Input) (dirty bool) {
	if s.sub == nil {
		return s.dirty
	}
	if set, ok := in.(Set); ok && set.Name == "layer" {
		s.wanted = set.Value
		return s.dirty
	}
	if set, ok := in.(Set); ok && set.Name == "fit" {
		s.sub = s.sub.refitted()
		s.changed()
		return s.dirty
	}
	before := s.state
	s.state = Update(s.state, s.sub, s.Picture(), s.view, in)
	if s.state.Try != before.Try {
		s.sub = NewSubject(s.sub.Snap, s.state.Try, s.sub)
		s.state = s.state.Fit(s.sub)
	}
	if !same(before, s.state) {
		s.changed()
	}
	return s.dirty
}

// same reports whether a and b give the same picture.
func same(a, b State) bool {
	if len(a.Pins) != len(b.Pins) {
		return false
	}
	for i := range a.Pins {
		if a.Pins[i] != b.Pins[i] {
			return false
		}
	}
	a.Pins, b.Pins = nil, nil
	return a.Mode == b.Mode && a.By == b.By && a.Slice == b.Slice && a.Fan == b.Fan && a.Camera == b.Camera &&
		a.Hover == b.Hover && a.Try == b.Try && a.Draft == b.Draft && a.Play == b.Play && a.Pixel == b.Pixel &&
		a.Group == b.Group && a.parting == b.parting && a.fanning == b.fanning
}

// changed makes the present picture an old one.
func (s *Scene) changed() { s.picture, s.dirty = nil, true }

// Picture draws the scene if anything changed since it was last drawn. It
// stays dirty until Painted: inputs draw it, too, to know what they point at.
func (s *Scene) Picture() *Picture {
	if s.picture == nil {
		if s.sub == nil {
			s.picture = waiting(s.view)
		} else {
			s.picture = Draw(s.state, s.sub, s.view)
		}
	}
	return s.picture
}

// waiting is the picture before the first snapshot: the ground only, as large
// as the microscope will be.
func waiting(v View) *Picture {
	g, err := filtermap.Default(16, 16)
	if err != nil {
		panic(err) // a geometry of the paper's Table 1
	}
	f := &frame{v: v, th: v.Theme, lay: NewLayout(v, g, Explore)}
	f.pic = &Picture{W: f.lay.W, H: f.lay.H}
	f.ground()
	f.pic.text(Point{f.lay.Map.W / 2, f.lay.Map.H / 2}, v.Words.T("The map comes with the network."), f.font(Regular, 0.875), Center, f.th.Ink3)
	return f.pic
}

// Painted says that a person sees the present picture.
func (s *Scene) Painted() { s.dirty = false }

// Dirty reports whether people see an old picture.
func (s *Scene) Dirty() bool { return s.dirty }

// Moving reports whether the scene wants Ticks.
func (s *Scene) Moving() bool { return s.sub != nil && s.state.Moving() }

// State returns the present state.
func (s *Scene) State() State { return s.state }

// Subject returns what is under the microscope; nil before the first snapshot.
func (s *Scene) Subject() *Subject { return s.sub }

// Layout says where the parts stand in the present picture.
func (s *Scene) Layout() Layout {
	if s.sub == nil {
		g, _ := filtermap.Default(16, 16)
		return NewLayout(s.view, g, Explore)
	}
	return NewLayout(s.view, s.sub.G, s.state.Mode)
}

// Watch is what the scene wants to see of the network: which layer, and
// whether the gradients of its filters.
func (s *Scene) Watch() engine.View {
	return engine.View{Layer: s.wanted, Filters: s.state.Mode == Backward}
}

// Controls lists what can be set at present; nil before the first snapshot.
func (s *Scene) Controls() []Control {
	if s.sub == nil {
		return nil
	}
	return Controls(s.state, s.sub, s.view.Words)
}

// Sentence describes the selection for those who hear it.
func (s *Scene) Sentence() string {
	if s.sub == nil {
		return ""
	}
	return Describe(s.state, s.sub, s.view)
}
