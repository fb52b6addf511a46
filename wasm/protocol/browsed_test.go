package protocol

import (
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
)

// What drawing code would trip over is refused.
func TestIncompletePicturesAreRefused(t *testing.T) {
	whole := make([]byte, data.PictureSize)
	for name, e := range map[string]engine.Event{
		"a test without answers":        engine.Tested{Labels: []byte{1}, Confidence: []uint16{1}},
		"a test without confidences":    engine.Tested{Labels: []byte{1}, Answers: []byte{1}},
		"an index without its picture":  engine.Pictures{Indices: []int{1, 2}, Pix: whole},
		"a picture without its index":   engine.Pictures{Pix: whole},
		"an answer to half a picture":   engine.Classified{Scores: []float32{1}, Pix: whole[1:]},
		"an answer of a class too high": engine.Classified{Scores: []float32{1}, Pix: whole, Label: 1},
	} {
		if _, err := DecodeEvents(EncodeEvents([]engine.Event{e})); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
