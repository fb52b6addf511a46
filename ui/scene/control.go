package scene

import (
	"strconv"

	"filtermaplab/filtermap"
	"filtermaplab/ui/words"
)

// Control is one thing that a person can set. The page and the desktop show
// it in their own way; Set{Name, value} changes it.
type Control struct {
	Name     string
	Label    string
	Help     string // a sentence
	Shortcut string // a key as people read it; empty for none
	Place    Place
	Kind     ControlKind
	Value    string

	Options        []Option // of a Choice
	Min, Max, Step float64  // of a Range or a Number
	Text           string   // how a Range's value reads
	Problem        string   // what is wrong with the value, and the way out
	Disabled       bool
}

// Option is one value of a Choice.
type Option struct{ Value, Label string }

// Place says which group a control stands in; see Layout.
type Place uint8

const (
	AtHead     Place = iota // above the stage
	AtCamera                // on the map
	AtFilm                  // below the map, in modes that play
	AtSlice                 // above the flat slice
	AtGeometry              // folded, below everything
)

// ControlKind says how a control looks.
type ControlKind uint8

const (
	Choice ControlKind = iota // few options, all seen
	List                      // many options
	Range                     // a slider
	Number                    // a whole number to type
	Button                    // does something; its Set has no value
	Toggle                    // "on" or ""
)

// Controls lists what can be set in state s of sub, in the order of the Tab key.
func Controls(s State, sub *Subject, t *words.Table) []Control {
	all := []Control{{
		Name: "layer", Label: t.T("Layer"), Help: t.T("The layer under the microscope."), Place: AtHead, Kind: List, Value: sub.Snap.Layer,
	}, {
		Name: "mode", Label: t.T("What to show"), Place: AtHead, Kind: Choice, Value: s.Mode.String(), Shortcut: "M",
		Help: t.T("Explore the map, watch filters being cut out of it, watch gradients fall back, or take one pixel apart."),
		Options: []Option{
			{"explore", t.T("Explore")}, {"extract", t.T("Extract")}, {"backward", t.T("Backward")}, {"pixel", t.T("One pixel")},
		},
	}}
	for _, l := range sub.Snap.Layers {
		all[0].Options = append(all[0].Options, Option{l.Name, l.Name})
	}
	all = append(all,
		Control{Name: "in", Label: t.T("Zoom in"), Shortcut: "+", Place: AtCamera, Kind: Button},
		Control{Name: "out", Label: t.T("Zoom out"), Shortcut: "−", Place: AtCamera, Kind: Button},
		Control{Name: "fan", Label: t.T("Fan the slices out"), Shortcut: "F", Place: AtCamera, Kind: Toggle, Value: fanned(s.Fan)},
		Control{Name: "home", Label: t.T("Reset view"), Shortcut: "0", Place: AtCamera, Kind: Button},
	)
	if s.Mode == Extract || s.Mode == Backward {
		all = append(all, filmControls(s, sub.G, t)...)
	}
	all = append(all, Control{
		Name: "slice", Label: t.T("Slice c"), Help: t.T("The channel whose slice stands free."), Shortcut: t.T("Page Down"),
		Place: AtSlice, Kind: Range, Value: strconv.Itoa(s.Slice), Max: float64(sub.G.C - 1), Step: 1, Text: strconv.Itoa(s.Slice),
	}, Control{
		Name: "by", Label: t.T("Colour by"), Help: t.T("What the colours and numbers of the cells are."), Place: AtSlice, Kind: List, Value: s.By.String(),
		Options: []Option{{"weight", t.T("Weight")}, {"gradient", t.T("Gradient")}, {"count", t.T("Count n")}, {"change", t.T("Change since start")}},
	})
	if s.By != Count {
		all = append(all, Control{
			Name: "fit", Label: t.T("Fit the colours"), Help: t.T("The scale stays while the network learns; this fits it to the present numbers."), Place: AtSlice, Kind: Button,
		})
	}
	return append(all, geometryControls(s, sub, t)...)
}

// fanned is the value of the toggle that pulls the slices apart.
func fanned(fan float64) string {
	if fan > 0 {
		return "on"
	}
	return ""
}

// filmControls plays, stops and scrubs.
func filmControls(s State, g filtermap.Geometry, t *words.Table) []Control {
	play := Control{Name: "play", Label: t.T("Play"), Place: AtFilm, Kind: Toggle, Shortcut: "P"}
	if s.Play.Running {
		play.Value = "on"
	}
	k, _ := splitBeat(s.Play.At)
	parts := g.S1 * g.S2
	if s.Mode == Backward {
		return []Control{play, {
			Name: "at", Label: t.T("Fall"), Help: t.T("How far the gradients have fallen into the cell."), Place: AtFilm, Kind: Range,
			Value: strconv.FormatFloat(s.Play.At-float64(k), 'f', 2, 64), Max: 1, Step: 0.02, Text: "",
		}}
	}
	return []Control{{
		Name: "back", Label: t.T("Previous value"), Help: t.T("Go back by one value of the filter."), Place: AtFilm, Kind: Button, Shortcut: "B",
	}, play, {
		Name: "step", Label: t.T("Next value"), Help: t.T("Go on by one value of the filter."), Place: AtFilm, Kind: Button, Shortcut: "N",
	}, {
		Name: "at", Label: t.T("Filter"), Help: t.T("The filter that is being cut out."), Place: AtFilm, Kind: Range,
		Value: strconv.FormatFloat(s.Play.At, 'f', 3, 64), Max: float64(g.K()) - 1/float64(parts), Step: 1 / float64(parts),
		Text: t.T("%d of %d", k+1, g.K()),
	}, {
		Name: "speed", Label: t.T("Speed"), Help: t.T("Filters a second."), Place: AtFilm, Kind: List, Value: strconv.FormatFloat(s.Play.Speed, 'f', -1, 64),
		Options: []Option{{"0.1", t.Mark("0.1 ×")}, {"0.25", t.Mark("0.25 ×")}, {"0.5", t.Mark("0.5 ×")}, {"1", "1 ×"}, {"2", "2 ×"}},
	}}
}

// stepParts moves the film by n elements.
func (s State) stepParts(sub *Subject, n int) State {
	parts := sub.G.S1 * sub.G.S2
	// Half an element further in, so that rounding never falls back.
	i := int(s.Play.At*float64(parts)+1e-6) + n
	s.Play.At = (float64(wrap(i, parts*sub.G.K())) + 0.5) / float64(parts)
	return s
}

// set gives a control a value. Values that it cannot take change nothing.
func (s State) set(sub *Subject, in Set) State {
	number, err := strconv.ParseFloat(in.Value, 64)
	valid := err == nil && number == number
	switch in.Name {
	case "mode":
		for _, m := range Modes() {
			if m.String() == in.Value {
				return s.enter(sub, m)
			}
		}
	case "by":
		for _, q := range Quantities() {
			if q.String() == in.Value {
				s.By = q
			}
		}
	case "slice":
		if valid {
			s.Slice = int(min(max(number, 0), float64(sub.G.C-1)))
		}
	case "in":
		s.Camera.Zoom *= 1.2
	case "out":
		s.Camera.Zoom /= 1.2
	case "home":
		s.Camera, s.Fan = Home(), 0
	case "fan":
		s.Fan = 0
		if in.Value == "on" {
			s.Fan = 1
		}
	case "play":
		s.Play.Running = in.Value == "on"
	case "step":
		s.Play.Running = false
		s = s.stepParts(sub, 1).follow(sub)
	case "back":
		s.Play.Running = false
		s = s.stepParts(sub, -1).follow(sub)
	case "at":
		if valid && number >= 0 {
			s.Play.Running, s.Play.At = false, min(number, float64(sub.G.K()))
			s = s.follow(sub)
		}
	case "speed":
		if valid {
			s.Play.Speed = min(4, max(0.05, number))
		}
	default:
		s = s.setGeometry(sub, in.Name, number, valid)
	}
	s.Camera = s.Camera.Clamped()
	return s
}

// enter changes the mode and pins what it is about.
func (s State) enter(sub *Subject, m Mode) State {
	s.Mode, s.Hover = m, Target{}
	s.Play.Running = false
	switch m {
	case Extract:
		s.Play.At = float64(s.filter())
		s = s.follow(sub)
	case Backward:
		s.By, s.Play.At = Gradient, 0
		if a := s.Active(); a.Kind != Cell {
			s.Pins = []Target{OfCell(filtermap.Cell{C: s.Slice})}
		}
	default:
		if s.By == Gradient {
			s.By = Weight
		}
		if m == OnePixel {
			s.Pins = []Target{OfFilter(s.filter())}
			if ho, wo := sub.outSize(); s.Pixel == anyPixel().within(ho, wo) {
				s.Pixel = sub.strongest(s.filter())
			}
		}
	}
	return s
}

// Next is what the control's shortcut does: press, switch, or go on to the
// next option.
func (c Control) Next() Set {
	s := Set{Name: c.Name}
	switch c.Kind {
	case Toggle:
		if c.Value == "" {
			s.Value = "on"
		}
	case Choice, List:
		for i, o := range c.Options {
			if o.Value == c.Value {
				s.Value = c.Options[(i+1)%len(c.Options)].Value
			}
		}
	}
	return s
}
