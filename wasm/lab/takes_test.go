package lab

import (
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
)

func picture(v byte) []byte {
	pix := make([]byte, data.PictureSize)
	pix[0] = v
	return pix
}

func TestTakes(t *testing.T) {
	var k Takes
	k.AddClass(nil)
	if why := k.Why(nil); !strings.Contains(why, "second class") {
		t.Errorf("one class: %q", why)
	}
	k.AddClass(nil)
	k.Classes[1].Name = "Class 3"
	k.AddClass(nil)
	if got := k.Classes[2].Name; got != "Class 4" {
		t.Errorf("a third class is called %q, want a name that no other has", got)
	}
	undo := k.DropClass(2)
	for i := range byte(5) {
		if !k.Add(0, picture(i)) {
			t.Fatal("a picture was refused")
		}
	}
	if k.Add(2, picture(0)) || k.Add(-1, picture(0)) {
		t.Error("a picture of no class was taken")
	}
	if why := k.Why(nil); !strings.Contains(why, "“Class 3”") {
		t.Errorf("without pictures of the second: %q", why)
	}
	k.Add(1, picture(9))
	k.Add(1, picture(8))
	k.Drop(0, 1)
	k.Drop(0, 99)
	if got := len(k.Classes[0].Pix); got != 4 || k.Classes[0].Pix[1][0] != 2 || k.Len() != 6 {
		t.Errorf("after one was dropped there are %d of the first, %d in all", got, k.Len())
	}
	if why := k.Why(nil); why != "" {
		t.Errorf("two classes with pictures: %q", why)
	}
	own, err := k.Own("Camera")
	if err != nil {
		t.Fatal(err)
	}
	pair, err := own.Pair()
	if err != nil || pair.Train.Len() != 4 || pair.Test.Len() != 2 {
		t.Fatalf("%d to learn from, %d to test: %v", pair.Train.Len(), pair.Test.Len(), err)
	}
	k.Classes[1].Name = k.Classes[0].Name
	if _, err := k.Own("Camera"); err == nil || !strings.Contains(err.Error(), `called "Class 1"`) {
		t.Errorf("two of a name: %v", err)
	}
	undo()
	if len(k.Classes) != 3 || k.Classes[2].Name != "Class 4" {
		t.Errorf("after undo: %v", len(k.Classes))
	}
}

// TestForFew: many pictures change nothing, few make a run that learns.
func TestForFew(t *testing.T) {
	usual := engine.DefaultConfig()
	if got := ForFew(usual, 5000); got != usual {
		t.Errorf("5,000 pictures: %d a step, %d epochs", got.Batch, got.Epochs)
	}
	for _, train := range []int{1, 2, 3, 10, 40, 100, 1000} {
		c := ForFew(usual, train)
		steps := train / c.Batch * c.Epochs
		if c.Batch > train || c.Batch < 1 || c.Epochs > fewEpochs && c.Epochs > usual.Epochs || train >= 40 && steps < fewSteps {
			t.Errorf("%d pictures: %d a step, %d epochs, %d steps", train, c.Batch, c.Epochs, steps)
		}
		if err := c.Validate(); err != nil {
			t.Errorf("%d pictures: %v", train, err)
		}
	}
}
