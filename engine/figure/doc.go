// Package figure draws what is measured, for papers and slides: curves of
// training, points of a comparison, filters and maps, spectra, and confusion
// matrices, as PNG or SVG.
//
// Colours are told apart by people with any colour vision (the set of Okabe
// and Ito; a diverging scale from blue over grey to red), and lines differ in
// their dashes too.
package figure
