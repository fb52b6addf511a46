package scene

import (
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Face is one of the cuts of the Go fonts that the scene is set in. Every
// painter uses these same files, so that text is equally wide everywhere.
type Face uint8

const (
	Regular Face = iota
	Bold
	Italic
	faces
)

// Name is the family name under which a painter registers the face.
func (f Face) Name() string { return [...]string{"Go", "Go Bold", "Go Italic"}[f] }

// TTF is the face's TrueType file. It is shared; do not write to it.
func (f Face) TTF() []byte {
	return [...][]byte{goregular.TTF, gobold.TTF, goitalic.TTF}[f]
}

// Faces lists all faces.
func Faces() []Face { return []Face{Regular, Bold, Italic} }

// Font is a face at a size in CSS pixels.
type Font struct {
	Face Face
	Size float64
}

func (f Font) String() string { return fmt.Sprintf("%s %s", f.Face.Name(), short(f.Size)) }

// Width is the advance of s in CSS pixels, without kerning and hinting: what
// painters that are told not to kern agree on.
func (f Font) Width(s string) float64 {
	m := metrics()
	m.mu.Lock()
	defer m.mu.Unlock()
	units := 0.0
	for _, r := range s {
		units += m.advanceLocked(f.Face, r)
	}
	return units * f.Size
}

// advances keeps how far each letter moves the pen, in parts of the size.
type advances struct {
	fonts [faces]*sfnt.Font
	mu    sync.Mutex
	latin [faces][latinEnd]float64 // one more than the advance; 0 is not known yet
	known map[letter]float64       // all others
}

// latinEnd is behind the letters of western languages, which a picture has
// hundreds of: a table is several times as fast as a map.
const latinEnd = 0x180

type letter struct {
	face Face
	r    rune
}

// metrics reads the fonts once, when the first text is measured.
var metrics = sync.OnceValue(func() *advances {
	a := &advances{known: make(map[letter]float64)}
	for _, f := range Faces() {
		parsed, err := sfnt.Parse(f.TTF())
		if err != nil {
			panic(fmt.Sprintf("scene: %s: %v", f.Name(), err)) // the fonts are part of the program
		}
		a.fonts[f] = parsed
	}
	return a
})

// advanceLocked is how far r moves the pen, for callers that hold the lock.
func (a *advances) advanceLocked(f Face, r rune) float64 {
	if r >= 0 && r < latinEnd {
		w := &a.latin[f][r]
		if *w == 0 {
			*w = 1 + a.measure(f, r)
		}
		return *w - 1
	}
	l := letter{f, r}
	w, ok := a.known[l]
	if !ok {
		w = a.measure(f, r)
		a.known[l] = w
	}
	return w
}

// measure asks the font.
func (a *advances) measure(f Face, r rune) float64 {
	var buf sfnt.Buffer
	parsed := a.fonts[f]
	em := fixed.Int26_6(parsed.UnitsPerEm()) << 6
	i, err := parsed.GlyphIndex(&buf, r)
	if err != nil {
		return 0
	}
	adv, err := parsed.GlyphAdvance(&buf, i, em, font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(adv) / float64(em)
}
