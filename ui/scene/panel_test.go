package scene

import (
	"slices"
	"testing"
)

// Every control has a handle, and its handles do what they show.
func TestPanelReachesEveryControl(t *testing.T) {
	for _, mode := range Modes() {
		s := bench(t, geometry16())
		s.Do(Set{"mode", mode.String()})
		p := NewPanel(s.Controls(), s.Layout(), View{W: 1000, Theme: Light()})
		for _, c := range s.Controls() {
			has := slices.ContainsFunc(p.Handles, func(h Handle) bool { return h.Set.Name == c.Name })
			if has == c.Disabled {
				t.Errorf("%v: %s: disabled %v, but has a handle %v", mode, c.Name, c.Disabled, has)
			}
		}
		for i, h := range p.Handles {
			at := Point{h.Area.X + h.Area.W/2, h.Area.Y + h.Area.H/2}
			got, ok := p.Pick(at)
			// A list's arrows lie over its middle, which goes on like the right one.
			if !ok || got.Set != h.Set {
				t.Errorf("%v: handle %d (%v) at %v: picked %v", mode, i, h.Set, at, got.Set)
			}
		}
	}
}

func TestPanelSets(t *testing.T) {
	s := bench(t, geometry16())
	v := View{W: 1000, Theme: Light()}
	press := func(name string, nth int, dx float64) {
		t.Helper()
		p := NewPanel(s.Controls(), s.Layout(), v)
		for _, h := range p.Handles {
			if h.Set.Name != name {
				continue
			}
			if nth == 0 {
				s.Do(h.At(Point{h.Area.X + dx*h.Area.W, h.Area.Y}))
				return
			}
			nth--
		}
		t.Fatalf("no handle for %s", name)
	}
	press("slice", 0, 1)
	if got := s.State().Slice; got != 15 {
		t.Errorf("slider at its right end: slice %d, want 15", got)
	}
	press("slice", 0, 0)
	if got := s.State().Slice; got != 0 {
		t.Errorf("slider at its left end: slice %d, want 0", got)
	}
	press("by", 1, 0.5)
	if got := s.State().By; got != Gradient {
		t.Errorf("list's right arrow: %v, want gradient", got)
	}
	press("by", 0, 0.5)
	if got := s.State().By; got != Weight {
		t.Errorf("list's left arrow: %v, want weight", got)
	}
	press("K1", 1, 0.5)
	if s.State().Draft.K1 != 3 {
		t.Errorf("more of K1: draft %v", s.State().Draft)
	}
	press("mode", 1, 0.5)
	if s.State().Mode != Extract {
		t.Errorf("second mode: %v", s.State().Mode)
	}
}
