package scene

import "filtermaplab/ui/words"

// Input is one thing that a person did, or that time passed.
type Input interface{ input() }

type (
	// PointerMove is a pointer that moves without a button, or leaves.
	PointerMove struct {
		At   Point
		Gone bool
	}
	// Press is a click, a tap or Enter on a target that a pointer shows.
	Press struct {
		At   Point
		More bool // Shift: one more pin
	}
	// Drag turns the block, or with Shift or two fingers moves it.
	Drag struct {
		DX, DY float64
		Move   bool
	}
	// Zoom makes the block Factor times larger.
	Zoom struct{ Factor float64 }
	// Key is a key in one of the parts that can have the focus.
	Key struct {
		Part Part
		Name string // as KeyboardEvent.key: ArrowLeft, PageDown, Enter, "+"
		More bool   // Shift
	}
	// Set gives a control a value; see Controls.
	Set struct{ Name, Value string }
	// Tick lets time pass while something moves.
	Tick struct{ Seconds float64 }
)

func (PointerMove) input() {}
func (Press) input()       {}
func (Drag) input()        {}
func (Zoom) input()        {}
func (Key) input()         {}
func (Set) input()         {}
func (Tick) input()        {}

// Part is a part of the picture that is one stop of the Tab key.
type Part uint8

const (
	MapPart Part = iota
	TilesPart
	SlicePart
)

// Parts lists the parts with their places and what a screen reader calls them.
func (l Layout) Parts(t *words.Table) []struct {
	Part  Part
	Area  Rect
	Label string
} {
	return []struct {
		Part  Part
		Area  Rect
		Label string
	}{
		{MapPart, l.Map, t.T("3D map. Arrow keys turn it, plus and minus zoom, 0 goes home, Page Up and Page Down change the slice.")},
		{TilesPart, l.Tiles, t.T("Filters. Arrow keys walk through the windows' rows and columns, Page Up and Page Down through their channels. Enter pins, Escape lets go.")},
		{SlicePart, l.Slice, t.T("One slice of the map. Arrow keys walk from cell to cell, Page Up and Page Down change the slice. Enter pins, Escape lets go.")},
	}
}
