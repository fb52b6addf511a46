package engine

import (
	"fmt"

	"filtermaplab/engine/data"
)

type (
	// Vary asks how training shows one picture to the network: Varied has a
	// few views of it by the run's augmentation.
	Vary struct {
		Train bool
		Index int
		Count int    // at most MaxViews
		Seed  uint64 // another one gives other views
	}

	// Varied has views of one picture.
	Varied struct {
		Train   bool   `json:"train"`
		Index   int    `json:"index"`
		Augment bool   `json:"augment"` // whether the run changes pictures at all
		Pix     []byte `json:"-"`       // (n,3,32,32)
	}
)

func (Vary) command() {}
func (Varied) event() {}

// MaxViews is the most views that Vary gives.
const MaxViews = 64

func (t *Trainer) vary(c Vary) {
	set := t.part(c.Train)
	if c.Index < 0 || c.Index >= set.Len() {
		t.fail(fmt.Errorf("engine: picture: want 0 to %d, got %d", set.Len()-1, c.Index), false)
		return
	}
	v := Varied{Train: c.Train, Index: c.Index, Augment: t.session.cfg.Augment}
	var augment data.Augment
	if v.Augment {
		augment = data.Augment{Crop: cropBorder, Flip: true}
	}
	v.Pix = augment.Views(set.Image(c.Index), min(max(0, c.Count), MaxViews), c.Seed)
	t.opts.Emit(v)
}
