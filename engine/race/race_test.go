package race

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/device/native"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/model"
	"filtermaplab/engine/program"
)

// fastest is the device that tests are done with soonest; results of either
// are the same to the bit from run to run.
func fastest() device.Device {
	if dev, err := native.New(native.Options{}); err == nil {
		return dev
	}
	return reference.Device{}
}

// recorder is a device that notes who computes when, and on which pictures.
type recorder struct {
	device.Device
	loaded int
	runs   []int      // entrant of each training step
	inputs [][]uint32 // checksums of the pictures of each entrant's steps
}

type recorded struct {
	device.Executable
	*recorder
	program *program.Program
	entrant int
	input   uint32
}

func (r *recorder) Load(p *program.Program) (device.Executable, error) {
	exe, err := r.Device.Load(p)
	r.loaded++
	r.inputs = append(r.inputs, nil)
	return &recorded{Executable: exe, recorder: r, program: p, entrant: r.loaded - 1}, err
}

func (x *recorded) Write(b program.Buffer, src []float32) error {
	if b == x.program.Input {
		h := crc32.NewIEEE()
		for _, v := range src {
			fmt.Fprintf(h, "%x", math.Float32bits(v))
		}
		x.input = h.Sum32()
	}
	return x.Executable.Write(b, src)
}

func (x *recorded) Run(r program.Routine) error {
	if r == program.Train {
		x.runs = append(x.runs, x.entrant)
		x.inputs[x.entrant] = append(x.inputs[x.entrant], x.input)
	}
	return x.Executable.Run(r)
}

// configs are FM, plain and thin, two epochs of two steps.
func configs() []engine.Config {
	var all []engine.Config
	for _, v := range model.Variants() {
		cfg := engine.DefaultConfig()
		cfg.Variant, cfg.Epochs, cfg.Batch = v, 2, 5
		all = append(all, cfg)
	}
	return all
}

func newRace(t *testing.T, configs []engine.Config, dev device.Device) *Race {
	t.Helper()
	r, err := New(configs, data.Shapes(1, 1, 7), dev)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// finish runs a race to its end and counts the epochs.
func finish(t *testing.T, r *Race) (epochs int) {
	t.Helper()
	for done, total := r.Rounds(); done < total; done++ {
		end, err := r.Round(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if end {
			epochs++
		}
	}
	return epochs
}

// The same pictures in the same order for all, and everybody goes first in
// turn.
func TestRaceIsFair(t *testing.T) {
	dev := &recorder{Device: fastest()}
	r := newRace(t, configs(), dev)
	if epochs := finish(t, r); epochs != 2 {
		t.Errorf("%d epochs ended, want 2", epochs)
	}
	if want := []int{0, 1, 2, 1, 2, 0, 2, 0, 1, 0, 1, 2}; !slices.Equal(dev.runs, want) {
		t.Errorf("steps were taken by %v, want %v", dev.runs, want)
	}
	for i, inputs := range dev.inputs {
		if !slices.Equal(inputs, dev.inputs[0]) {
			t.Errorf("entrant %d saw pictures %x, the first %x", i, inputs, dev.inputs[0])
		}
	}
	seen := slices.Clone(dev.inputs[0])
	slices.Sort(seen)
	if len(slices.Compact(seen)) != 4 {
		t.Errorf("four steps on pictures %x, want four different batches", dev.inputs[0])
	}
}

// Each entrant ends where it would have ended alone.
func TestEntrantsDoNotDisturbEachOther(t *testing.T) {
	r := newRace(t, configs(), fastest())
	finish(t, r)
	for i, cfg := range configs() {
		alone := newRace(t, []engine.Config{cfg}, fastest())
		finish(t, alone)
		got, want := r.Standings()[i].Points, alone.Standings()[0].Points
		for k := range want {
			got[k].Seconds, want[k].Seconds = 0, 0
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %+v in the race, %+v alone", cfg.Network(), got, want)
		}
	}
}

// Only steps are on the clock, each on its own.
func TestClock(t *testing.T) {
	r := newRace(t, configs(), fastest())
	var now time.Time
	r.now = func() time.Time { // a second from one look to the next
		now = now.Add(time.Second)
		return now
	}
	finish(t, r)
	for _, s := range r.Standings() {
		if s.Seconds != 4 || s.StepSeconds != 1 || s.Step != 4 || s.Points[0].Seconds != 2 || s.Points[1].Seconds != 4 {
			t.Errorf("%s: %v s for %d steps, %v s for one, %+v", s.Name, s.Seconds, s.Step, s.StepSeconds, s.Points)
		}
	}
}

func TestStandings(t *testing.T) {
	r := newRace(t, configs(), fastest())
	before := r.Standings()
	for i, want := range []struct {
		name         string
		params, maps int
		macs         int64
		faster       bool
	}{
		{"ResNet-8-FM", 14314, 10432, 12501632, true},
		{"ResNet-8", 78042, 0, 12501632, false},
		{"ResNet-8-thin", 14317, 0, 2158158, false},
	} {
		s := before[i]
		if s.Name != want.name || s.Params != want.params || s.Maps != want.maps || s.MACs != want.macs || (s.Fast.MACs < s.MACs) != want.faster {
			t.Errorf("%+v, want %+v", s, want)
		}
		if s.Accuracy() != 0 || s.Seconds != 0 {
			t.Errorf("%s has run before the start: %+v", s.Name, s)
		}
	}
	finish(t, r)
	if len(before[0].Points) != 0 {
		t.Error("standings that were handed out have changed")
	}
	s := r.Standings()[1]
	if len(s.Points) != 2 || s.Accuracy() != s.Points[1].TestAccuracy || !(s.Points[0].Loss > 0) {
		t.Errorf("%+v", s)
	}
	if _, err := r.Round(t.Context()); err == nil {
		t.Error("a race that is over went on")
	}
	f, err := r.Checkpoint(1)
	if err != nil || f.Metadata["variant"] != "plain" {
		t.Errorf("checkpoint of the second: %v, %v", f.Metadata["variant"], err)
	}
}

// Who diverges drops out and says why; the others finish.
func TestDropOut(t *testing.T) {
	cs := configs()
	cs[0].LR, cs[0].Schedule = 1e30, "constant"
	r := newRace(t, cs, fastest())
	finish(t, r)
	all := r.Standings()
	if !strings.Contains(all[0].Out, "too high") || len(all[0].Points) > 1 {
		t.Errorf("the first should be out: %+v", all[0])
	}
	if all[1].Out != "" || len(all[1].Points) != 2 {
		t.Errorf("the second should have finished: %+v", all[1])
	}
	alone := newRace(t, cs[:1], fastest())
	var err error
	for range 4 {
		if _, err = alone.Round(t.Context()); err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "everybody has dropped out") {
		t.Errorf("got %v, want an error that nobody is left", err)
	}
}

func TestCancel(t *testing.T) {
	r := newRace(t, configs(), fastest())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var err error
	for range 2 {
		_, err = r.Round(ctx)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v at the test after the epoch, want it canceled", err)
	}
}

func TestNewRefuses(t *testing.T) {
	pictures := data.Shapes(1, 1, 7)
	other := func(edit func(*engine.Config)) []engine.Config {
		all := configs()
		edit(&all[1])
		return all
	}
	for _, tc := range []struct {
		name    string
		configs []engine.Config
		want    string
	}{
		{"nobody", nil, "at least one entrant"},
		{"seed", other(func(c *engine.Config) { c.Seed = 9 }), "seed of ResNet-8-FM is 1, of ResNet-8 9"},
		{"batch", other(func(c *engine.Config) { c.Batch = 2 }), "batch of"},
		{"epochs", other(func(c *engine.Config) { c.Epochs = 3 }), "epochs of"},
		{"augmentation", other(func(c *engine.Config) { c.Augment = false }), "augment of"},
		{"network", other(func(c *engine.Config) { c.Model = "resnet9" }), `no network is called "resnet9"`},
	} {
		if _, err := New(tc.configs, pictures, fastest()); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want an error with %q", tc.name, err, tc.want)
		}
	}
}

func TestNames(t *testing.T) {
	mean := configs()[0]
	sum := mean
	sum.Rule = "sum"
	fast := sum
	fast.LR = 0.3
	r := newRace(t, []engine.Config{mean, sum, fast, configs()[1]}, fastest())
	var names []string
	for _, s := range r.Standings() {
		names = append(names, s.Name)
	}
	if want := []string{"ResNet-8-FM mean", "ResNet-8-FM sum #2", "ResNet-8-FM sum #3", "ResNet-8"}; !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
}
