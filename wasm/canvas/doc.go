// Package canvas shows the map microscope (package scene) in a page: it paints
// draw lists on a 2-D canvas, hands pointers and keys to the scene, and makes
// real HTML of the scene's controls, its live description and its table.
//
// The canvas is only a picture. What can be focused are three elements that
// lie over its parts (map, filters, slice), so that the Tab key, a screen
// reader and the focus ring work as everywhere on the page.
package canvas
