package scene

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"filtermaplab/filtermap"
)

// Linked is what a link says of a scene: the layer and the state.
type Linked struct {
	Layer string
	State State
}

// The keys of a link. All are optional; what is missing stays as it is when a
// microscope opens.
const (
	keyLayer  = "layer"
	keyMode   = "mode"
	keyBy     = "by"
	keySlice  = "slice"
	keyFan    = "fan"
	keyCamera = "cam"  // yaw,pitch,zoom,x,y
	keyPins   = "pins" // filter.7;element.7.2.2;cell.0.0.5
	keyTry    = "map"  // K1.K2.K3.x.y.S1.S2.C.padding
	keyPixel  = "pixel"
	keyGroup  = "group"
	keyAt     = "at"
	keySpeed  = "speed"
)

// Values writes l as the values of a link. What plays is written paused.
func (l Linked) Values() url.Values {
	s := l.State
	v := url.Values{}
	v.Set(keyLayer, l.Layer)
	v.Set(keyMode, s.Mode.String())
	v.Set(keyBy, s.By.String())
	v.Set(keySlice, strconv.Itoa(s.Slice))
	v.Set(keyCamera, joined(s.Yaw, s.Pitch, s.Zoom, s.X, s.Y))
	var pins []string
	for _, t := range s.Pins {
		pins = append(pins, strings.NewReplacer(" ", ".", ",", ".").Replace(t.String()))
	}
	v.Set(keyPins, strings.Join(pins, ";"))
	if g := s.Try; g != (filtermap.Geometry{}) {
		v.Set(keyTry, fmt.Sprintf("%d.%d.%d.%d.%d.%d.%d.%d.%v", g.K1, g.K2, g.K3, g.X, g.Y, g.S1, g.S2, g.C, g.Padding))
	}
	v.Set(keyPixel, fmt.Sprintf("%d.%d", s.Pixel.I, s.Pixel.J))
	for key, n := range map[string]float64{keyFan: s.Fan, keyGroup: float64(s.Group), keyAt: s.Play.At} {
		if n != 0 {
			v.Set(key, joined(n))
		}
	}
	if s.Play.Speed != defaultSpeed {
		v.Set(keySpeed, joined(s.Play.Speed))
	}
	return v
}

// Fragment is l as the part of a link behind the #, settings in the order of
// their names.
func (l Linked) Fragment() string { return l.Values().Encode() }

// joined writes numbers exactly and as briefly as that allows.
func joined(numbers ...float64) string {
	var parts []string
	for _, n := range numbers {
		parts = append(parts, strconv.FormatFloat(n, 'g', -1, 64))
	}
	return strings.Join(parts, ",")
}

// ParseFragment is the inverse of Linked.Fragment. Keys that it does not know
// are somebody else's and are left alone.
func ParseFragment(fragment string) (Linked, error) {
	v, err := url.ParseQuery(strings.TrimPrefix(fragment, "#"))
	if err != nil {
		return Linked{}, fmt.Errorf("scene: link: %w", err)
	}
	return ParseValues(v)
}

// ParseValues reads the values of a link. It returns an error that names the
// key whose value makes no sense. Numbers may still be too large for the
// layer: State.Fit sees to that.
func ParseValues(v url.Values) (Linked, error) {
	l := Linked{Layer: v.Get(keyLayer), State: State{Camera: Home(), Play: Play{Speed: defaultSpeed}, Pixel: anyPixel()}}
	s := &l.State
	read := map[string]func(string) bool{
		keyMode: func(t string) bool { return oneOf(&s.Mode, t, Modes()) },
		keyBy:   func(t string) bool { return oneOf(&s.By, t, Quantities()) },
		keySlice: func(t string) bool {
			n, ok := whole(t, 1)
			if ok {
				s.Slice = n[0]
			}
			return ok
		},
		keyCamera: func(t string) bool {
			n, ok := numbers(t, 5)
			if ok {
				s.Camera = Camera{n[0], n[1], n[2], n[3], n[4]}.Clamped()
			}
			return ok
		},
		keyPins: func(t string) bool {
			var ok bool
			s.Pins, ok = parsePins(t)
			return ok
		},
		keyTry: func(t string) bool {
			var ok bool
			s.Try, ok = parseGeometry(t)
			return ok
		},
		keyPixel: func(t string) bool {
			n, ok := whole(t, 2)
			if ok {
				s.Pixel = Point2{n[0], n[1]}
			}
			return ok
		},
		keyGroup: func(t string) bool {
			n, ok := whole(t, 1)
			if ok {
				s.Group = n[0]
			}
			return ok
		},
		keyFan:   func(t string) bool { return within(&s.Fan, t, 0, 1) },
		keyAt:    func(t string) bool { return within(&s.Play.At, t, 0, filtermap.MaxExtent) },
		keySpeed: func(t string) bool { return within(&s.Play.Speed, t, 0.05, 4) },
	}
	for key, f := range read {
		if t := v.Get(key); t != "" && !f(t) {
			return Linked{}, fmt.Errorf("scene: link: %s=%q makes no sense here", key, t)
		}
	}
	return l, nil
}

func oneOf[T interface {
	comparable
	fmt.Stringer
}](dst *T, name string, all []T) bool {
	i := slices.IndexFunc(all, func(t T) bool { return t.String() == name })
	if i >= 0 {
		*dst = all[i]
	}
	return i >= 0
}

func within(dst *float64, t string, lo, hi float64) bool {
	n, ok := numbers(t, 1)
	if !ok || !(n[0] >= lo && n[0] <= hi) {
		return false
	}
	*dst = n[0]
	return true
}

// numbers reads so many numbers with commas between them.
func numbers(t string, count int) ([]float64, bool) {
	parts := strings.Split(t, ",")
	if len(parts) != count {
		return nil, false
	}
	all := make([]float64, count)
	for i, p := range parts {
		n, err := strconv.ParseFloat(p, 64)
		if err != nil || n != n {
			return nil, false
		}
		all[i] = n
	}
	return all, true
}

// whole reads so many numbers from 0 with dots between them.
func whole(t string, count int) ([]int, bool) {
	parts := strings.Split(t, ".")
	if len(parts) != count {
		return nil, false
	}
	all := make([]int, count)
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 || n > filtermap.MaxExtent {
			return nil, false
		}
		all[i] = n
	}
	return all, true
}

func parsePins(t string) ([]Target, bool) {
	var pins []Target
	for part := range strings.SplitSeq(t, ";") {
		kind, rest, _ := strings.Cut(part, ".")
		var p Target
		if n, ok := whole(rest, 1); ok && kind == "filter" {
			p = OfFilter(n[0])
		} else if n, ok := whole(rest, 3); ok && kind == "element" {
			p = OfElement(n[0], n[1], n[2])
		} else if n, ok := whole(rest, 3); ok && kind == "cell" {
			p = OfCell(filtermap.Cell{M1: n[0], M2: n[1], C: n[2]})
		} else {
			return nil, false
		}
		if len(pins) == maxPins || slices.Contains(pins, p) {
			return nil, false
		}
		pins = append(pins, p)
	}
	return pins, true
}

func parseGeometry(t string) (g filtermap.Geometry, ok bool) {
	i := strings.LastIndexByte(t, '.')
	if i < 0 {
		return g, false
	}
	n, ok := whole(t[:i], 8)
	padding, err := filtermap.ParsePadding(t[i+1:])
	if !ok || err != nil {
		return g, false
	}
	g = filtermap.Geometry{K1: n[0], K2: n[1], K3: n[2], X: n[3], Y: n[4], S1: n[5], S2: n[6], C: n[7], Padding: padding}
	field, _ := Problem(nil, g, g.K())
	return g, field == ""
}

// Link is the present state for a link.
func (s *Scene) Link() Linked {
	if s.sub == nil {
		return Linked{}
	}
	return Linked{Layer: s.sub.Snap.Layer, State: s.state}
}
