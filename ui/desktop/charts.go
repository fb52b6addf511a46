package main

import "filtermaplab/ui/scene"

// charts are the curves below the microscope.
type charts struct {
	history scene.History
	height  float64 // of all, in CSS pixels, as last drawn
	cursor  float64 // the epoch that is read, if reads
	reads   bool

	drawn []scene.Chart // what areas belong to
	areas []scene.Rect
}

// draw makes their picture.
func (c *charts) draw(v scene.View) *scene.Picture {
	cursor := -1.0
	if c.reads {
		cursor = c.cursor
	}
	c.drawn = c.history.Charts(v.Theme, v.Words, cursor)
	var p *scene.Picture
	p, c.areas = scene.DrawCharts(c.drawn, v)
	c.height = p.H
	return p
}

// read moves the charts' cursor to a pointer at a point of the picture.
func (w *window) read(at scene.Point) {
	c := &w.charts
	at.Y -= w.below()
	epoch, reads := scene.EpochAt(c.areas, c.drawn, w.view(), at)
	if reads != c.reads || reads && epoch != c.cursor {
		c.cursor, c.reads = epoch, reads
		w.refresh()
	}
}
