// Package chart lays out a learning curve: axes, lines, the words at their
// ends and a crosshair, as the content of an SVG element. Colours, dashes and
// type belong to the style sheet, which knows the theme; this package only
// names classes. Lengths are CSS pixels.
package chart
