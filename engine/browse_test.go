package engine

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"filtermaplab/engine/data"
)

// smallRun is two epochs of four steps on 20 pictures.
func smallRun() Config {
	cfg := DefaultConfig()
	cfg.Epochs, cfg.Batch = 2, 5
	return cfg
}

func TestTestedAgreesWithEvaluated(t *testing.T) {
	b := newBench(t, smallRun())
	await[Answered](b)
	b.Send(Train{})
	for epoch := 1; epoch <= 2; epoch++ {
		e, got := await[Evaluated](b), await[Tested](b)
		if got.Step != e.Step || got.Epoch != float64(epoch) || len(got.Labels) != 10 {
			t.Fatalf("got step %d, epoch %v, %d pictures; want %d, %d, 10", got.Step, got.Epoch, len(got.Labels), e.Step, epoch)
		}
		right := 0
		for i, label := range got.Labels {
			if got.Answers[i] == label {
				right++
			}
			if c := float64(got.Confidence[i]) / MaxConfidence; c < 0.0999 {
				t.Errorf("picture %d: the most likely of ten classes has %v", i, c)
			}
		}
		if accuracy := float64(right) / 10; accuracy != e.TestAccuracy {
			t.Errorf("accuracy: got %v, want %v", accuracy, e.TestAccuracy)
		}
	}
}

// A test in between changes nothing of the run.
func TestTestOnDemand(t *testing.T) {
	cfg := smallRun()
	cfg.Epochs = 1
	b := newBench(t, cfg)
	await[Answered](b)
	b.Send(Test{})
	if s := await[Status](b); !s.Running {
		t.Error("a test does not run")
	}
	if got := await[Tested](b); got.Step != 0 || len(got.Answers) != 10 {
		t.Errorf("got step %d and %d answers", got.Step, len(got.Answers))
	}
	if s := await[Status](b); s.Running || s.Finished {
		t.Errorf("after the test: %+v", s)
	}
	b.Send(Step{N: 2})
	awaitStop(b)
	b.Send(Test{})
	await[Tested](b)
	awaitStop(b)
	b.Send(Train{})
	_, tests, last := awaitStop(b)
	if len(tests) != 1 || !last.Finished {
		t.Fatalf("got %d epochs, finished %v", len(tests), last.Finished)
	}
	b.Send(Reset{})
	await[Ready](b)
	b.Send(Train{})
	_, plain, _ := awaitStop(b)
	if plain[0].Fingerprint != tests[0].Fingerprint {
		t.Error("a test in between changes the weights")
	}
}

func TestBrowse(t *testing.T) {
	b := newBench(t, smallRun())
	await[Answered](b)
	pair := data.Shapes(2, 1, 7) // what the bench draws
	b.Send(Browse{Train: true})
	if p := await[Pictures](b); !p.Train || !bytes.Equal(p.Labels, pair.Train.Labels) || len(p.Pix) != 0 {
		t.Errorf("labels: got %v", p.Labels)
	}
	b.Send(Browse{Indices: []int{3, -1, 10, 0}})
	p := await[Pictures](b)
	want := slices.Concat(pair.Test.Image(3), pair.Test.Image(0))
	if !slices.Equal(p.Indices, []int{3, 0}) || !bytes.Equal(p.Pix, want) || len(p.Labels) != 0 {
		t.Errorf("pictures: got %v and %d bytes", p.Indices, len(p.Pix))
	}
	b.Send(Browse{Indices: make([]int, 2*MaxBrowse)})
	if p := await[Pictures](b); len(p.Indices) != MaxBrowse {
		t.Errorf("got %d pictures, want %d", len(p.Indices), MaxBrowse)
	}
}

// The answer to a picture of the set is that of the test.
func TestClassify(t *testing.T) {
	b := newBench(t, smallRun())
	await[Answered](b)
	b.Send(Test{})
	tested := await[Tested](b)
	awaitStop(b)
	pix := data.Shapes(2, 1, 7).Test.Image(4)
	for _, c := range []Classify{{ID: 1, Index: 4}, {ID: 2, Pix: pix}} {
		b.Send(c)
		got := await[Classified](b)
		var sum float64
		top := 0
		for i, v := range got.Scores {
			sum += float64(v)
			if v > got.Scores[top] {
				top = i
			}
		}
		// One step of the quantisation, and the rounding of float32.
		if math.Abs(sum-1) > 1e-5 || top != int(tested.Answers[4]) ||
			math.Abs(float64(got.Scores[top])-float64(tested.Confidence[4])/MaxConfidence) > 2e-5 {
			t.Errorf("%d: got class %d with %v, sum %v; the test said %d with %v",
				c.ID, top, got.Scores[top], sum, tested.Answers[4], float64(tested.Confidence[4])/MaxConfidence)
		}
		label := map[int]int{1: int(tested.Labels[4]), 2: -1}[c.ID]
		if got.ID != c.ID || got.Label != label || !bytes.Equal(got.Pix, pix) {
			t.Errorf("%d: got id %d, label %d", c.ID, got.ID, got.Label)
		}
	}
	for _, c := range []Classify{{Index: -1}, {Index: 10}, {Pix: make([]byte, 7)}} {
		b.Send(c)
		for e := range b.events {
			if f, ok := e.(Failed); ok {
				if f.Stopped {
					t.Errorf("%+v stops the run", c)
				}
				break
			}
		}
	}
}

func TestVary(t *testing.T) {
	b := newBench(t, smallRun()) // which augments
	await[Answered](b)
	image := data.Shapes(2, 1, 7).Train.Image(2)
	b.Send(Vary{Train: true, Index: 2, Count: 3, Seed: 5})
	v := await[Varied](b)
	if want := data.DefaultAugment().Views(image, 3, 5); !v.Augment || v.Index != 2 || !bytes.Equal(v.Pix, want) {
		t.Errorf("got index %d, augment %v, %d bytes", v.Index, v.Augment, len(v.Pix))
	}
	b.Send(Vary{Count: 1000})
	if v := await[Varied](b); len(v.Pix) != MaxViews*data.PictureSize {
		t.Errorf("got %d bytes", len(v.Pix))
	}
}
