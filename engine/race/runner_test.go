package race

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
)

// stage runs a Runner in a goroutine and collects what it says.
type stage struct {
	*Runner
	events chan Event
}

func newStage(t *testing.T) stage {
	t.Helper()
	events := make(chan Event, 10000)
	r := NewRunner(RunnerOptions{
		Device: func(name string) (device.Device, error) {
			if name == "abacus" {
				return nil, fmt.Errorf("device: no device is called %q", name)
			}
			return fastest(), nil
		},
		Builtin: func(n, m int) *data.Pair { return data.Shapes(n, m, 7) },
		Emit:    func(e Event) { events <- e },
		Yield:   runtime.Gosched, // where there is one thread, nobody else would have a turn
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return stage{r, events}
}

// until collects events up to one of a sort.
func (s stage) until(t *testing.T, last func(Event) bool) []Event {
	t.Helper()
	var all []Event
	for {
		select {
		case e := <-s.events:
			all = append(all, e)
			if last(e) {
				return all
			}
		case <-time.After(60 * time.Second):
			t.Fatalf("a minute has passed after %+v", all)
		}
	}
}

func isStatus(want Status) func(Event) bool {
	return func(e Event) bool {
		s, ok := e.(Status)
		return ok && s == want
	}
}

func isFailed(e Event) bool {
	_, ok := e.(Failed)
	return ok
}

func TestRunnerTellsAWholeRace(t *testing.T) {
	s := newStage(t)
	s.Send(Start{Entrants: configs(), Pictures: engine.Load{PerClass: 1, TestPerClass: 1}})
	all := s.until(t, isStatus(Status{Finished: true}))
	lined := all[2].(Lined)
	if all[0] != (Progress{What: "drawing"}) || all[1] != (Progress{What: "compiling"}) || all[3] != (Status{Running: true}) {
		t.Errorf("begins with %+v", all[:4])
	}
	if lined.Rounds != 4 || lined.PerEpoch != 2 || lined.Train != 10 || lined.Test != 10 || lined.Classes != 10 || len(lined.Entrants) != 3 {
		t.Errorf("%+v", lined)
	}
	var steps []int
	tested := make(map[int][]int)
	left := 0.0
	for _, e := range all {
		switch e := e.(type) {
		case Stepped:
			steps = append(steps, e.Entrant)
			if e.Epoch != float64(e.Step)/2 || !(e.Loss > 0) || !(e.Seconds > 0) || !(e.StepSeconds > 0) {
				t.Errorf("%+v", e)
			}
			left = e.SecondsLeft
		case Tested:
			tested[e.Entrant] = append(tested[e.Entrant], e.Point.Epoch)
		}
	}
	if want := []int{0, 1, 2, 1, 2, 0, 2, 0, 1, 0, 1, 2}; !slices.Equal(steps, want) {
		t.Errorf("steps by %v, want %v", steps, want)
	}
	for i := range 3 {
		if !slices.Equal(tested[i], []int{1, 2}) {
			t.Errorf("entrant %d was tested after epochs %v", i, tested[i])
		}
	}
	if !(left > 0) {
		t.Errorf("%v s are left before the last test", left)
	}
}

func TestRunnerPausesAndGoesOn(t *testing.T) {
	s := newStage(t)
	cs := configs()
	for i := range cs {
		cs[i].Epochs = 1000
	}
	s.Send(Start{Entrants: cs, Pictures: engine.Load{PerClass: 1, TestPerClass: 1}})
	s.until(t, func(e Event) bool { _, ok := e.(Tested); return ok })
	s.Send(Pause{})
	s.until(t, isStatus(Status{}))
	select {
	case e := <-s.events:
		t.Errorf("%+v while paused", e)
	case <-time.After(50 * time.Millisecond):
	}
	s.Send(Continue{})
	s.until(t, isStatus(Status{Running: true}))
	s.until(t, func(e Event) bool { _, ok := e.(Stepped); return ok })
	s.Send(Start{Entrants: configs()[:1], Pictures: engine.Load{PerClass: 1, TestPerClass: 1}})
	all := s.until(t, isStatus(Status{Finished: true}))
	i := slices.IndexFunc(all, func(e Event) bool { _, ok := e.(Lined); return ok })
	if lined := all[i].(Lined); len(lined.Entrants) != 1 || len(lined.Entrants[0].Points) != 0 {
		t.Errorf("another race: %+v", lined)
	}
}

// Who diverges is told of once; the others finish.
func TestRunnerTellsOfADropOut(t *testing.T) {
	s := newStage(t)
	cs := configs()
	cs[0].LR, cs[0].Schedule = 1e30, "constant"
	s.Send(Start{Entrants: cs, Pictures: engine.Load{PerClass: 1, TestPerClass: 1}})
	var dropped []Dropped
	tested := 0
	for _, e := range s.until(t, isStatus(Status{Finished: true})) {
		switch e := e.(type) {
		case Dropped:
			dropped = append(dropped, e)
		case Tested:
			if e.Point.Epoch == 2 {
				tested++
			}
		}
	}
	if len(dropped) != 1 || dropped[0].Entrant != 0 || dropped[0].Step == 0 || !strings.Contains(dropped[0].Why, "too high") || tested != 2 {
		t.Errorf("%+v, and %d finished", dropped, tested)
	}
}

func TestRunnerReadsAFile(t *testing.T) {
	s := newStage(t)
	s.Send(Start{Entrants: configs(), Pictures: engine.Load{Name: "letter.txt", R: strings.NewReader("no pictures"), Size: 11}})
	all := s.until(t, isFailed)
	if m := all[len(all)-1].(Failed).Message; !strings.Contains(m, "letter.txt") {
		t.Errorf("says %q of a file without pictures", m)
	}
}

func TestRunnerRefuses(t *testing.T) {
	wrong := configs()
	wrong[1].Seed = 9
	for _, c := range []struct {
		name    string
		command Command
		want    string
	}{
		{"nobody", Start{}, "want 1 to 4 entrants, got 0"},
		{"a crowd", Start{Entrants: slices.Repeat(configs(), 2)}, "got 6"},
		{"device", Start{Entrants: configs(), Device: "abacus"}, `no device is called "abacus"`},
		{"unequal", Start{Entrants: wrong, Pictures: engine.Load{PerClass: 1, TestPerClass: 1}}, "seed of"},
		{"no race", Continue{}, "there is no race"},
		{"nothing", nil, "no command"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t)
			s.Send(c.command)
			all := s.until(t, isFailed)
			if m := all[len(all)-1].(Failed).Message; !strings.Contains(m, c.want) {
				t.Errorf("got %q, want %q in it", m, c.want)
			}
		})
	}
}

// What is taken from a race goes on as a run of its own, and the race does not
// mind.
func TestRunnerHandsOut(t *testing.T) {
	s := newStage(t)
	take := func(i int) Taken {
		t.Helper()
		s.Send(Take{Entrant: i})
		all := s.until(t, func(e Event) bool { _, ok := e.(Taken); return ok })
		return all[len(all)-1].(Taken)
	}
	if got := take(0); got.Why == "" || got.Bytes != nil {
		t.Errorf("%+v before the race", got)
	}
	s.Send(Start{Entrants: configs(), Pictures: engine.Load{PerClass: 1, TestPerClass: 1}})
	all := s.until(t, isStatus(Status{Finished: true}))
	last := Point{}
	for _, e := range all {
		if e, ok := e.(Tested); ok && e.Entrant == 1 {
			last = e.Point
		}
	}
	if got := take(9); got.Why == "" {
		t.Errorf("%+v of an entrant that is not there", got)
	}
	got := take(1)
	f, err := checkpoint.ReadBytes(got.Bytes)
	if err != nil {
		t.Fatal(err, got.Why)
	}
	trained, err := engine.ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	if fp := trained.Fingerprint(); fp != last.Fingerprint || got.Entrant != 1 || got.Name == "" {
		t.Errorf("took %s of %q (%d), want %s", fp, got.Name, got.Entrant, last.Fingerprint)
	}
}
