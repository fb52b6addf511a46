//go:build js

package page

import (
	"filtermaplab/engine"
	"filtermaplab/engine/data"
)

// album holds the pictures of the data set that the page has seen, and asks
// the trainer for others.
type album struct {
	p      *page
	known  map[place]engine.Picture
	asked  map[place]bool
	labels map[bool][]byte // by part: the classes of all its pictures
}

// place is where a picture stands in the data set.
type place struct {
	train bool
	index int
}

// mostKnown bounds the album: about 12 MB. It is then begun anew; what is on
// the screen is asked for again.
const mostKnown = 4096

func newAlbum(p *page) *album {
	a := &album{p: p}
	a.forget()
	return a
}

// forget drops everything: another run may have other pictures.
func (a *album) forget() {
	a.known, a.asked, a.labels = make(map[place]engine.Picture), make(map[place]bool), make(map[bool][]byte)
}

// want asks for those pictures that are not known yet.
func (a *album) want(train bool, indices []int) {
	if len(a.known) > mostKnown {
		a.known, a.asked = make(map[place]engine.Picture), make(map[place]bool)
	}
	var missing []int
	for _, i := range indices {
		if at := (place{train, i}); !a.asked[at] && len(missing) < engine.MaxBrowse {
			a.asked[at] = true
			missing = append(missing, i)
		}
	}
	if len(missing) > 0 {
		a.p.tell(engine.Browse{Train: train, Indices: missing})
	}
}

// classes returns the classes of all pictures of a part; nil until they have
// come.
func (a *album) classes(train bool) []byte {
	labels, asked := a.labels[train]
	if !asked {
		a.labels[train] = nil
		a.p.tell(engine.Browse{Train: train})
	}
	return labels
}

// hear takes what the trainer sends.
func (a *album) hear(e engine.Pictures) {
	if len(e.Labels) > 0 {
		a.labels[e.Train] = e.Labels
	}
	for n, i := range e.Indices {
		pix := e.Pix[n*data.PictureSize : (n+1)*data.PictureSize]
		a.known[place{e.Train, i}] = engine.Picture{Size: data.Height, Pix: pix}
	}
}
