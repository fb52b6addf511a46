package engine

import (
	"fmt"
	"math"

	"filtermaplab/engine/data"
)

type (
	// Browse asks for pictures of the data set by their indices, which Pictures
	// brings. Indices that the set does not have are left out. With no index it
	// asks for the classes of all pictures instead.
	Browse struct {
		Train   bool // pictures to learn from, or else test pictures
		Indices []int
	}

	// Pictures has what Browse asked for.
	Pictures struct {
		Train   bool   `json:"train"`
		Labels  []byte `json:"-"` // of all pictures; empty where indices were asked for
		Indices []int  `json:"indices"`
		Pix     []byte `json:"-"` // (len(Indices),3,32,32)
	}

	// Classify asks what the network says to a picture: one of the set by its
	// index, or any other by its planes. Classified answers.
	Classify struct {
		ID    int    // comes back in the answer
		Pix   []byte // (3,32,32); empty for a picture of the set
		Train bool
		Index int
	}

	// Classified has the network's answer to one picture.
	Classified struct {
		ID     int       `json:"id"`
		Step   int       `json:"step"`
		Scores []float32 `json:"scores"` // softmax by class
		Pix    []byte    `json:"-"`      // (3,32,32), the picture
		Label  int       `json:"label"`  // its class; -1 where nobody knows
	}
)

func (Browse) command()   {}
func (Classify) command() {}
func (Pictures) event()   {}
func (Classified) event() {}

// MaxBrowse is the most pictures that Browse gives at once.
const MaxBrowse = 512

// part returns one of the two sets.
func (t *Trainer) part(train bool) *data.Set {
	if train {
		return t.pictures.Train
	}
	return t.pictures.Test
}

func (t *Trainer) browse(c Browse) {
	set := t.part(c.Train)
	p := Pictures{Train: c.Train}
	if len(c.Indices) == 0 {
		p.Labels = append(p.Labels, set.Labels...)
	}
	for _, i := range c.Indices {
		if i >= 0 && i < set.Len() && len(p.Indices) < MaxBrowse {
			p.Indices = append(p.Indices, i)
			p.Pix = append(p.Pix, set.Image(i)...)
		}
	}
	t.opts.Emit(p)
}

func (t *Trainer) classify(c Classify) {
	pix, label := c.Pix, -1
	if len(pix) == 0 {
		set := t.part(c.Train)
		if c.Index < 0 || c.Index >= set.Len() {
			t.fail(fmt.Errorf("engine: picture: want 0 to %d, got %d", set.Len()-1, c.Index), false)
			return
		}
		pix, label = append(pix, set.Image(c.Index)...), set.Label(c.Index)
	}
	scores, err := t.session.Classify(pix)
	if err != nil {
		t.fail(err, false)
		return
	}
	t.opts.Emit(Classified{ID: c.ID, Step: t.session.step, Scores: scores, Pix: pix, Label: label})
}

// Classify returns the softmax of every class for a picture (3,32,32) that
// need not be of the session's data, by the running statistics.
func (s *Session) Classify(pix []byte) ([]float32, error) {
	if len(pix) != data.PictureSize {
		return nil, fmt.Errorf("engine: picture: want %d bytes, got %d", data.PictureSize, len(pix))
	}
	one := &data.Set{Classes: s.Names(), Pixels: pix, Labels: []uint8{0}}
	e, err := s.Evaluator(one)
	if err != nil {
		return nil, err
	}
	if err := e.answer([]int{0}); err != nil {
		return nil, err
	}
	return softmax(e.scores[:e.classes]), nil
}

// softmax returns exp(v) / sum exp(v), taken from the largest so that nothing
// overflows.
func softmax(scores []float32) []float32 {
	top := scores[0]
	for _, v := range scores {
		top = max(top, v)
	}
	var sum float64
	out := make([]float32, len(scores))
	for i, v := range scores {
		e := math.Exp(float64(v - top))
		out[i] = float32(e)
		sum += e
	}
	for i := range out {
		out[i] = float32(float64(out[i]) / sum)
	}
	return out
}
