package engine

import (
	"errors"
	"math"
)

type (
	// Test answers all test pictures with the weights as they are, and says
	// so in Tested. It is the same test that follows every epoch, but no epoch
	// ends. Answered with Status like Train; a test that is already under way
	// goes on.
	Test struct{}

	// Tested has the answers to every test picture, in the order of the set.
	// It follows each test: after an epoch, and after Test.
	Tested struct {
		Step       int      `json:"step"`
		Epoch      float64  `json:"epoch"` // passes over the pictures done
		Loss       float64  `json:"loss"`  // mean cross-entropy
		Labels     []byte   `json:"-"`     // what the pictures are
		Answers    []byte   `json:"-"`     // what they were taken for
		Confidence []uint16 `json:"-"`     // softmax of the answers, in parts of MaxConfidence
	}
)

// MaxConfidence is certainty in Tested.Confidence.
const MaxConfidence = math.MaxUint16

func (Test) command() {}
func (Tested) event() {}

// tested packs what an evaluation found: four bytes a picture.
func (t *Trainer) tested(e Evaluation) Tested {
	s := t.session
	out := Tested{
		Step: s.step, Epoch: float64(s.step) / float64(s.StepsPerEpoch()), Loss: e.Loss(),
		Labels: append([]byte(nil), t.pictures.Test.Labels[:len(e.Answers)]...), Answers: make([]byte, len(e.Answers)),
		Confidence: make([]uint16, len(e.Answers)),
	}
	for i, a := range e.Answers {
		out.Answers[i] = byte(a.Label) // labels are bytes in every set
		out.Confidence[i] = uint16(math.Round(a.Confidence * MaxConfidence))
	}
	return out
}

// beginTest starts a test between two steps.
func (t *Trainer) beginTest() {
	if t.pictures.Test.Len() == 0 {
		t.fail(errors.New("engine: there are no test pictures"), false)
		return
	}
	if t.test == nil {
		e, err := t.session.Evaluator(t.pictures.Test)
		if err != nil {
			t.fail(err, false)
			return
		}
		t.test, t.extra = e, true
	}
	if !t.running {
		t.until = t.session.step // the test and no step more
	}
	t.setRunning(true)
}

// endExtraTest tells of a test that somebody asked for.
func (t *Trainer) endExtraTest(e Evaluation) error {
	t.extra = false
	t.opts.Emit(t.tested(e))
	if t.session.step >= t.until {
		t.setRunning(false)
	}
	return t.glance()
}
