// Package scene is the map microscope: what a person sees of one layer and
// what happens when they point at it. It draws nothing itself. It turns a
// [State] (what is chosen), a [Subject] (the layer's numbers) and a [View]
// (how large, which theme) into a [Picture], a list of polygons, lines, texts
// and images that a painter puts on a canvas, a window or a file, and into
// which it also says what stands where, so that a pointer can be answered.
//
//	engine.Snapshot -> Subject
//	State, Subject, View   -> Draw    -> Picture -> painter
//	State, Picture, Input  -> Update  -> State
//
// Everything is a value; [Scene] keeps the current ones and a dirty flag. The
// same state therefore gives the same picture in the browser, on the desktop
// and in a test.
//
// # Reading order
//
// state.go, target.go and subject.go say what there is to show; layout.go
// where it goes. The picture is made of the block of voxels (camera.go,
// block.go, slab.go), the filters (tiles.go), the ribbon between them
// (ribbon.go), the window in the open slice (window.go), the flat slice with
// its numbers (slice.go) and the words and arithmetic (readout.go,
// equation.go, pixel.go). update.go answers the person. controls.go lists
// what they can set, and link.go writes the state into a link. history.go and chart.go draw curves of runs.
//
// # Units
//
// Lengths are CSS pixels: a painter multiplies by its device's pixel ratio.
// Text sizes follow View.Root, the size of the page's root font. Map space
// has one unit a cell: u to the right (columns), v down (rows), w away from
// the eye (channels).
package scene
