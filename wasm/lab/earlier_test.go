package lab

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"filtermaplab/engine"
)

// Runs that have learned something are kept under the next ones, three at
// most, and do not change any more.
func TestEarlierRuns(t *testing.T) {
	var s State
	now := time.Unix(0, 0)
	run := func(network string, steps int) {
		s.Apply(engine.Ready{Network: network, Steps: 10}, now)
		for i := range steps {
			s.Apply(engine.Stepped{Step: i + 1, Epoch: float64(i+1) / 10, Loss: 2, TrainAccuracy: 0.5}, now)
		}
	}
	run("first", 0)
	run("second", 4)
	s.Apply(engine.Evaluated{Step: 4, Epoch: 1, TestLoss: 3, TestAccuracy: 0.25}, now)
	run("third", 2)
	if len(s.Earlier) != 1 || s.Earlier[0].Network != "second" || len(s.Earlier[0].Loss) != 4 || len(s.Earlier[0].TestAccuracy) != 1 {
		t.Fatalf("kept %+v, want the run that learned", s.Earlier)
	}
	for i := range 20 {
		s.Apply(engine.Stepped{Step: 3 + i, Epoch: 0.3 + float64(i), Loss: 9, TrainAccuracy: 1}, now)
	}
	if got := s.Earlier[0].Loss[3]; got.Y != 2 {
		t.Errorf("the earlier run's loss became %v", got)
	}
	for range 5 {
		run("next", 1)
	}
	if len(s.Earlier) != mostEarlier || s.Earlier[0].Network == "second" {
		t.Errorf("%d runs are kept, the oldest %s", len(s.Earlier), s.Earlier[0].Network)
	}
}

func TestOverlay(t *testing.T) {
	var s State
	for i := range mostEarlier + 2 {
		s.Overlay(fmt.Sprint("network ", i), "fm", []engine.Epoch{{Epoch: 1, Loss: 2, TestAccuracy: 0.25}, {Epoch: 2, Loss: 1, TestAccuracy: 0.5}})
	}
	if len(s.Earlier) != mostEarlier || s.Earlier[mostEarlier-1].Network != fmt.Sprint("network ", mostEarlier+1) {
		t.Fatalf("kept %+v, want the last %d", s.Earlier, mostEarlier)
	}
	got := s.Earlier[0]
	if !got.Elsewhere || !slices.Equal(got.Loss, []Point{{1, 2}, {2, 1}}) || !slices.Equal(got.TestAccuracy, []Point{{1, 0.25}, {2, 0.5}}) {
		t.Errorf("the curve became %+v", got)
	}
}
