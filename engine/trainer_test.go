package engine

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/device/reference"
)

// bench is a trainer under test with everything it said.
type bench struct {
	*Trainer
	t      *testing.T
	events chan Event
}

func newBench(t *testing.T, cfg Config) *bench { return newBenchWith(t, cfg, func(*TrainerOptions) {}) }

func newBenchWith(t *testing.T, cfg Config, edit func(*TrainerOptions)) *bench {
	b := &bench{t: t, events: make(chan Event, 1000)}
	opts := TrainerOptions{
		Device: func(name string) (device.Device, error) {
			if name != "" && name != "reference" {
				return nil, fmt.Errorf("no device is called %q", name)
			}
			return reference.Device{}, nil
		},
		Builtin: func() *data.Pair { return data.Shapes(2, 1, 7) },
		Emit:    func(e Event) { b.events <- e },
	}
	edit(&opts)
	b.Trainer = NewTrainer(opts)
	done := make(chan error)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { done <- b.Run(ctx, cfg) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return b
}

// await returns the next event of type E and fails on an unexpected Failed.
func await[E Event](b *bench) E {
	b.t.Helper()
	for {
		e := b.next()
		if want, ok := e.(E); ok {
			return want
		}
		if f, ok := e.(Failed); ok {
			b.t.Fatalf("failed: %s", f.Message)
		}
	}
}

// next returns the next event. A trainer that has nothing to say for minutes
// has nothing to say.
func (b *bench) next() Event {
	b.t.Helper()
	select {
	case e := <-b.events:
		return e
	case <-time.After(2 * time.Minute):
		b.t.Fatal("the trainer says nothing")
		panic("unreachable")
	}
}

// awaitStop returns when the trainer stands, with all steps and tests on the way.
func awaitStop(b *bench) (steps []Stepped, tests []Evaluated, last Status) {
	b.t.Helper()
	for {
		switch e := b.next().(type) {
		case Stepped:
			steps = append(steps, e)
		case Evaluated:
			tests = append(tests, e)
		case Failed:
			b.t.Fatalf("failed: %s", e.Message)
		case Status:
			if !e.Running {
				return steps, tests, e
			}
		}
	}
}

func TestTrainerTrainsToTheEnd(t *testing.T) {
	b := newBench(t, small())
	ready := await[Ready](b)
	if ready.Network != "ResNet-8-FM" || ready.Params != 14314 || ready.Steps != 4 || ready.Data.Train != 20 {
		t.Errorf("ready: %+v", ready)
	}
	if len(ready.Data.Samples) != 8 {
		t.Errorf("%d sample pictures, want one batch of 8", len(ready.Data.Samples))
	}
	if a := await[Answered](b); len(a.Answers) != 8 {
		t.Errorf("%d answers before the first step, want 8", len(a.Answers))
	}
	b.Send(Train{})
	steps, tests, last := awaitStop(b)
	if len(steps) != 4 || len(tests) != 2 || !last.Finished {
		t.Fatalf("%d steps, %d tests, %+v; want 4, 2, finished", len(steps), len(tests), last)
	}
	if tests[1].Epoch != 2 || tests[1].Fingerprint == tests[0].Fingerprint {
		t.Errorf("tests: %+v", tests)
	}
	if last := steps[3]; last.Epoch != 2 || last.ImagesPerSecond <= 0 {
		t.Errorf("last step: %+v", last)
	}
	b.Send(Train{})
	if f := await[Failed](b); !strings.Contains(f.Message, "no step left") || f.Stopped {
		t.Errorf("training on after the end: %+v", f)
	}
}

func TestTrainerStepsAndResets(t *testing.T) {
	b := newBench(t, small())
	await[Answered](b)
	b.Send(Step{N: 3})
	first, _, _ := awaitStop(b)
	if len(first) != 3 {
		t.Fatalf("%d steps, want 3", len(first))
	}
	b.Send(Reset{})
	if r := await[Ready](b); r.Step != 0 {
		t.Errorf("after reset at step %d", r.Step)
	}
	b.Send(Step{N: 3})
	again, _, _ := awaitStop(b)
	for i := range again {
		if again[i].Loss != first[i].Loss {
			t.Errorf("step %d: loss %v, at first %v", i, again[i].Loss, first[i].Loss)
		}
	}
}

// Whatever is wrong is told in a sentence, and the run goes on.
func TestTrainerSurvivesMistakes(t *testing.T) {
	b := newBench(t, small())
	await[Answered](b)
	b.Send(Step{N: 1})
	awaitStop(b)
	bad := small()
	bad.Model = "resnet9"
	for _, tc := range []struct {
		command Command
		want    string
	}{
		{Configure{Config: bad}, `no network is called "resnet9"`},
		{Configure{Config: small(), Device: "abacus"}, `no device is called "abacus"`},
		{Load{Name: "x.bin", R: bytes.NewReader([]byte("hello")), Size: 5}, "x.bin"},
		{Step{}, "at least one step"},
	} {
		b.Send(tc.command)
		if f := await[Failed](b); !strings.Contains(f.Message, tc.want) || f.Stopped {
			t.Errorf("%T: %+v, want %q", tc.command, f, tc.want)
		}
	}
	b.Send(Step{N: 1})
	if s := await[Stepped](b); s.Step != 2 {
		t.Errorf("went on at step %d, want 2", s.Step)
	}
}

func TestTrainerLoadsCIFAR(t *testing.T) {
	b := newBench(t, small())
	await[Answered](b)
	var file []byte
	for i := range 120 {
		file = append(file, byte(i%10))
		file = append(file, bytes.Repeat([]byte{byte(i)}, data.PictureSize)...)
	}
	b.Send(Load{Name: "data_batch_1.bin", R: bytes.NewReader(file), Size: int64(len(file)), PerClass: 5, TestPerClass: 1})
	ready := await[Ready](b)
	if ready.Data.Train != 50 || ready.Data.Test != 10 || !strings.HasPrefix(ready.Data.Name, "CIFAR-10") {
		t.Errorf("loaded %+v", ready.Data)
	}
}
