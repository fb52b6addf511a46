package lesson

import (
	"slices"
	"strconv"
	"strings"

	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
)

// Span is a stretch of text; with a target it is a link.
type Span struct{ Text, Target string }

// Spans splits a text with links [words](target). What is no whole link stays
// text.
func Spans(s string) []Span {
	var all []Span
	for s != "" {
		open := strings.IndexByte(s, '[')
		middle := strings.Index(s, "](")
		if open < 0 || middle < open {
			break
		}
		end := strings.IndexByte(s[middle:], ')')
		if end < 0 {
			break
		}
		// An earlier bracket, as of M[0, 0], opens no link.
		open = strings.LastIndexByte(s[:middle], '[')
		if open > 0 {
			all = append(all, Span{Text: s[:open]})
		}
		all = append(all, Span{Text: s[open+1 : middle], Target: s[middle+2 : middle+end]})
		s = s[middle+end+1:]
	}
	if s != "" {
		all = append(all, Span{Text: s})
	}
	return all
}

// Aim is what a target asks for: an element of the page to ring and go to, or
// a change of the microscope.
type Aim struct {
	Element string // an id
	Scene   func(scene.State) scene.State
}

// ParseTarget understands
//
//	#go                 an element of the page
//	filter:7            pins filter 7; filters:0,1 pins several
//	cell:0,0,5          pins a cell of the map and opens its slice
//	mode:backward       changes what the microscope plays
//	by:count            changes what the colours are, in the mode that explores
//
// ok is false for anything else.
func ParseTarget(target string) (aim Aim, ok bool) {
	if id, found := strings.CutPrefix(target, "#"); found && id != "" {
		return Aim{Element: id}, true
	}
	kind, value, _ := strings.Cut(target, ":")
	switch kind {
	case "filter", "filters":
		var pins []scene.Target
		for _, k := range strings.Split(value, ",") {
			n, err := strconv.Atoi(k)
			if err != nil || n < 0 {
				return Aim{}, false
			}
			pins = append(pins, scene.OfFilter(n))
		}
		return of(func(s scene.State) scene.State {
			s.Pins = pins
			if s.Mode == scene.OnePixel { // which tells of a pixel, not of filters
				s.Mode = scene.Explore
			}
			return s
		}), true
	case "cell":
		var at [3]int
		parts := strings.Split(value, ",")
		for i := range at {
			if len(parts) != len(at) {
				return Aim{}, false
			}
			n, err := strconv.Atoi(parts[i])
			if err != nil || n < 0 {
				return Aim{}, false
			}
			at[i] = n
		}
		return of(func(s scene.State) scene.State {
			s.Pins = []scene.Target{scene.OfCell(filtermap.Cell{M1: at[0], M2: at[1], C: at[2]})}
			s.Slice = at[2]
			return s
		}), true
	case "mode":
		i := slices.IndexFunc(scene.Modes(), func(m scene.Mode) bool { return m.String() == value })
		if i < 0 {
			return Aim{}, false
		}
		return of(func(s scene.State) scene.State {
			s.Mode = scene.Modes()[i]
			return s
		}), true
	case "by":
		i := slices.IndexFunc(scene.Quantities(), func(q scene.Quantity) bool { return q.String() == value })
		if i < 0 {
			return Aim{}, false
		}
		return of(func(s scene.State) scene.State {
			s.Mode, s.By = scene.Explore, scene.Quantities()[i]
			return s
		}), true
	}
	return Aim{}, false
}

// of is an aim at the microscope.
func of(change func(scene.State) scene.State) Aim { return Aim{Element: "scope", Scene: change} }
