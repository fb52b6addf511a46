package main

import (
	"image"
	"image/draw"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	rasterizer "golang.org/x/image/vector"

	"filtermaplab/ui/scene"
)

// letters keeps how letters cover pixels, each drawn once, in one image that a
// mesh takes them from. Ebitengine's own texts would hint and kern, and be
// wider or narrower than the scene has measured.
type letters struct {
	sheet *ebiten.Image
	bytes []byte // of the sheet, RGBA
	stale image.Rectangle

	known map[letter]cell
	x, y  int // where the next one goes
	row   int // the height of its row

	pen rasterizer.Rasterizer
}

// letter is a rune as it lies on the pixels: places are kept to a quarter of
// one.
type letter struct {
	font   scene.Font
	ratio  float64
	r      rune
	px, py uint8 // quarters
}

// cell is where a letter lies in the sheet, and where its corner belongs from
// the pixel of its origin.
type cell struct{ x, y, w, h, left, top int }

// sheetSize is the side of the sheet; some thousand letters find room.
const sheetSize = 1024

// quarters are the places in a pixel that letters are drawn for.
const quarters = 4

func newLetters() *letters {
	l := &letters{sheet: ebiten.NewImage(sheetSize, sheetSize), bytes: make([]byte, 4*sheetSize*sheetSize)}
	l.clear()
	return l
}

// clear makes room. The first pixels are white, for shapes.
func (l *letters) clear() {
	clear(l.bytes)
	l.known = make(map[letter]cell)
	for y := range 3 {
		for x := range 3 {
			l.put(x, y, 255)
		}
	}
	l.x, l.y, l.row = 4, 0, 3
	l.stale = l.sheet.Bounds()
}

// white is a point of the sheet that is white all around.
func (l *letters) white() [2]float32 { return [2]float32{1.5, 1.5} }

func (l *letters) put(x, y int, v byte) {
	i := 4 * (y*sheetSize + x)
	l.bytes[i], l.bytes[i+1], l.bytes[i+2], l.bytes[i+3] = v, v, v, v
}

// find returns where a letter lies. ok is false where the sheet is full.
func (l *letters) find(k letter) (c cell, ok bool) {
	if c, ok = l.known[k]; ok {
		return c, true
	}
	var outline outline
	x, y := float64(k.px)/quarters/k.ratio, float64(k.py)/quarters/k.ratio
	k.font.Outline(&outline, string(k.r), x, y, k.ratio)
	if outline.box.Empty() {
		l.known[k] = cell{}
		return cell{}, true
	}
	b := outline.box
	c = cell{w: b.Dx(), h: b.Dy(), left: b.Min.X, top: b.Min.Y}
	if l.x+c.w+1 > sheetSize {
		l.x, l.y, l.row = 0, l.y+l.row+1, 0
	}
	if l.y+c.h+1 > sheetSize || c.w > sheetSize {
		return cell{}, false
	}
	c.x, c.y = l.x, l.y
	l.x, l.row = l.x+c.w+1, max(l.row, c.h)

	l.pen.Reset(c.w, c.h)
	outline.draw(&l.pen)
	mask := image.NewAlpha(image.Rect(0, 0, c.w, c.h))
	l.pen.DrawOp = draw.Src
	l.pen.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for j := range c.h {
		for i := range c.w {
			l.put(c.x+i, c.y+j, mask.AlphaAt(i, j).A)
		}
	}
	l.stale = l.stale.Union(image.Rect(c.x, c.y, c.x+c.w, c.y+c.h))
	l.known[k] = c
	return c, true
}

// upload brings the image up to date.
func (l *letters) upload() {
	if l.stale.Empty() {
		return
	}
	r := image.Rect(0, l.stale.Min.Y, sheetSize, l.stale.Max.Y)
	l.sheet.SubImage(r).(*ebiten.Image).WritePixels(l.bytes[4*sheetSize*r.Min.Y : 4*sheetSize*r.Max.Y])
	l.stale = image.Rectangle{}
}

// outline is a letter's outline, as it comes and with the pixels around it.
type outline struct {
	moves []move
	box   image.Rectangle
}

type move struct {
	kind           byte // 'M', 'L' or 'Q'
	x1, y1, x2, y2 float32
}

func (o *outline) add(m move) {
	o.moves = append(o.moves, m)
	x, y := m.x1, m.y1
	o.around(x, y)
	if m.kind == 'Q' { // a curve stays between its ends and what it leans to
		o.around(m.x2, m.y2)
	}
}

func (o *outline) around(x, y float32) {
	fx, fy := int(math.Floor(float64(x))), int(math.Floor(float64(y)))
	o.box = o.box.Union(image.Rect(fx, fy, fx+1, fy+1))
}

func (o *outline) MoveTo(x, y float32)           { o.add(move{'M', x, y, 0, 0}) }
func (o *outline) LineTo(x, y float32)           { o.add(move{'L', x, y, 0, 0}) }
func (o *outline) QuadTo(x1, y1, x2, y2 float32) { o.add(move{'Q', x1, y1, x2, y2}) }

// draw fills the outline with a pen whose corner is the box's.
func (o *outline) draw(pen *rasterizer.Rasterizer) {
	dx, dy := float32(o.box.Min.X), float32(o.box.Min.Y)
	for _, m := range o.moves {
		switch m.kind {
		case 'M':
			pen.ClosePath()
			pen.MoveTo(m.x1-dx, m.y1-dy)
		case 'L':
			pen.LineTo(m.x1-dx, m.y1-dy)
		case 'Q':
			pen.QuadTo(m.x1-dx, m.y1-dy, m.x2-dx, m.y2-dy)
		}
	}
	pen.ClosePath()
}
