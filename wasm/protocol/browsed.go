package protocol

import (
	"fmt"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
)

// checkTested sees that the three lists speak of the same pictures.
func checkTested(t engine.Tested) error {
	if n := len(t.Labels); len(t.Answers) != n || len(t.Confidence) != n {
		return fmt.Errorf("protocol: test: want %d answers and confidences, got %d and %d", n, len(t.Answers), len(t.Confidence))
	}
	return nil
}

// checkBrowsed sees that every index has its picture.
func checkBrowsed(p engine.Pictures) error {
	if len(p.Pix) != len(p.Indices)*data.PictureSize {
		return fmt.Errorf("protocol: %d pictures: want %d bytes, got %d", len(p.Indices), len(p.Indices)*data.PictureSize, len(p.Pix))
	}
	return nil
}

// checkClassified sees that there is a picture, and a class that has a score.
func checkClassified(c engine.Classified) error {
	if len(c.Pix) != data.PictureSize || c.Label < -1 || c.Label >= len(c.Scores) {
		return fmt.Errorf("protocol: answer: want %d bytes and a class below %d, got %d bytes and %d",
			data.PictureSize, len(c.Scores), len(c.Pix), c.Label)
	}
	return nil
}
