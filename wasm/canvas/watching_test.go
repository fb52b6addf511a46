package canvas

import (
	"testing"
	"time"
)

// A page that draws slowly is shown less, and then takes no more than its share.
func TestWatchingKeepsToItsShare(t *testing.T) {
	for _, c := range []struct {
		cost time.Duration
		want float64
	}{
		{time.Millisecond, mostPerSecond},
		{2 * time.Millisecond, 6.25},
		{5 * time.Millisecond, 2.5},
		{10 * time.Millisecond, 1.25},
		{time.Second, leastPerSecond},
	} {
		var w watching
		if w.asked = w.perSecond(false); w.asked != mostPerSecond {
			t.Fatalf("at first %v looks a second", w.asked)
		}
		told := 0
		for range 100 {
			if w.took(c.cost) {
				w.asked = w.perSecond(false)
				told++
			}
		}
		if got := w.perSecond(false); got < 0.99*c.want || got > 1.01*c.want {
			t.Errorf("a snapshot of %v: %v looks a second, want %v", c.cost, got, c.want)
		}
		if told > 1 {
			t.Errorf("a snapshot of %v, always: the trainer was told %d times", c.cost, told)
		}
	}
	if w := (watching{cost: time.Second}); w.perSecond(true) != unseenPerSecond {
		t.Error("what is not seen is looked at as if it were")
	}
}

// A machine that becomes free again is used.
func TestWatchingRecovers(t *testing.T) {
	w := watching{asked: mostPerSecond}
	for _, cost := range []time.Duration{50 * time.Millisecond, time.Millisecond} {
		for range 60 {
			if w.took(cost) {
				w.asked = w.perSecond(false)
			}
		}
	}
	if w.asked < mostPerSecond/1.5 {
		t.Errorf("%v looks a second after the page became fast", w.asked)
	}
}
