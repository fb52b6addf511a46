// Package raster paints a scene's picture in software: for tests, for picture
// files, and as the plain reading of the draw list that other painters are
// held to.
package raster
