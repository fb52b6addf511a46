package data

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// batch is what Next gives.
type batch struct {
	pixels, labels []float32
}

func nextBatch(s *Sampler) batch {
	b := batch{make([]float32, s.Batch()*PictureSize), make([]float32, s.Batch())}
	s.Next(b.pixels, b.labels)
	return b
}

func (b batch) equal(c batch) bool {
	return slices.Equal(b.pixels, c.pixels) && slices.Equal(b.labels, c.labels)
}

// identity leaves bytes as they are.
func identity() Norm { return Norm{Std: [Channels]float64{1, 1, 1}} }

// twenty is a numbered set of 20 pictures whose label is the number mod 3.
func twenty() *Set {
	labels := make([]uint8, 20)
	for i := range labels {
		labels[i] = uint8(i % 3)
	}
	return numbered(3, labels...)
}

func mustSampler(t *testing.T, set *Set, s Sampling) *Sampler {
	t.Helper()
	sampler, err := NewSampler(set, s)
	if err != nil {
		t.Fatal(err)
	}
	return sampler
}

// TestEpochs checks that an epoch gives no picture twice, that only the
// leftovers are missing, that orders differ from epoch to epoch and seed to
// seed, and that labels stay with their pictures.
func TestEpochs(t *testing.T) {
	orders := map[string]bool{}
	for _, seed := range []uint64{0, 1} {
		s := mustSampler(t, twenty(), Sampling{Batch: 6, Norm: identity(), Augment: DefaultAugment(), Seed: seed})
		if s.Steps() != 3 {
			t.Fatalf("steps: want 20/6 = 3, got %d", s.Steps())
		}
		for epoch := range 4 {
			var order []byte
			for step := range s.Steps() {
				if s.Epoch() != epoch || s.Step() != step {
					t.Fatalf("want epoch %d, step %d, got %d, %d", epoch, step, s.Epoch(), s.Step())
				}
				b := nextBatch(s)
				for n, label := range b.labels {
					number := b.pixels[n*PictureSize]
					if label != float32(int(number)%3) {
						t.Errorf("picture %v: want label %v, got %v", number, int(number)%3, label)
					}
					order = append(order, byte(number))
				}
			}
			orders[string(order)] = true
			slices.Sort(order)
			if distinct := slices.Compact(order); len(distinct) != 18 {
				t.Errorf("seed %d, epoch %d: want 18 different pictures, got %d", seed, epoch, len(distinct))
			}
		}
	}
	if len(orders) != 8 {
		t.Errorf("want 8 different orders, got %d", len(orders))
	}
}

func TestSamplerIsAFunctionOfItsSeed(t *testing.T) {
	p := Sampling{Batch: 6, Norm: DefaultNorm(), Augment: DefaultAugment(), Seed: 3}
	a, b := mustSampler(t, twenty(), p), mustSampler(t, twenty(), p)
	for i := range 10 {
		if !nextBatch(a).equal(nextBatch(b)) {
			t.Fatalf("batch %d differs", i)
		}
	}
}

// TestAugmentationLeavesTheOrder checks that order and augmentation have
// generators of their own.
func TestAugmentationLeavesTheOrder(t *testing.T) {
	a := mustSampler(t, twenty(), Sampling{Batch: 5, Norm: identity(), Seed: 3})
	b := mustSampler(t, twenty(), Sampling{Batch: 5, Norm: identity(), Seed: 3, Augment: DefaultAugment()})
	for i := range 9 {
		// A numbered picture is of one colour, which no window changes.
		if !nextBatch(a).equal(nextBatch(b)) {
			t.Fatalf("batch %d: the order differs", i)
		}
	}
}

// TestRestore stops at every step of three epochs, sends the state through
// JSON, and goes on with a sampler of another past.
func TestRestore(t *testing.T) {
	set, _ := shapesOf(t, 3)
	p := Sampling{Batch: 8, Norm: DefaultNorm(), Augment: DefaultAugment(), Seed: 5}
	whole := mustSampler(t, set, p)
	var want []batch
	var states []SamplerState
	for range 3*whole.Steps() + 1 {
		states = append(states, whole.State())
		want = append(want, nextBatch(whole))
	}
	for stop, state := range states {
		text, err := json.Marshal(state)
		if err != nil {
			t.Fatal(err)
		}
		var back SamplerState
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		other := p
		other.Seed = 99
		s := mustSampler(t, set, other)
		nextBatch(s)
		if err := s.Restore(back); err != nil {
			t.Fatalf("stopped at %d: %v", stop, err)
		}
		for i := stop; i < len(want); i++ {
			if !nextBatch(s).equal(want[i]) {
				t.Fatalf("stopped at %d: batch %d differs", stop, i)
			}
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	p := Sampling{Batch: 6, Norm: identity(), Augment: DefaultAugment()}
	tests := []struct {
		change func(*SamplerState)
		want   string
	}{
		{func(s *SamplerState) { s.Pictures = 21 }, "want 20 pictures, got 21"},
		{func(s *SamplerState) { s.Batch = 7 }, "want batches of 6, got 7"},
		{func(s *SamplerState) { s.Step = 3 }, "want step 0 to 2"},
		{func(s *SamplerState) { s.Step = -1 }, "want step 0 to 2"},
		{func(s *SamplerState) { s.Epoch = -1 }, "of epoch -1"},
		{func(s *SamplerState) { s.Order = s.Order[:5] }, "order"},
		{func(s *SamplerState) { s.Views = nil }, "views"},
	}
	for _, tt := range tests {
		s, twin := mustSampler(t, twenty(), p), mustSampler(t, twenty(), p)
		nextBatch(s)
		nextBatch(twin)
		state := mustSampler(t, twenty(), p).State()
		tt.change(&state)
		if err := s.Restore(state); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("want an error about %q, got %v", tt.want, err)
		}
		if !nextBatch(s).equal(nextBatch(twin)) {
			t.Errorf("%s: the refused state moved the sampler", tt.want)
		}
	}
}

func TestNewSamplerRefuses(t *testing.T) {
	ok := Sampling{Batch: 6, Norm: DefaultNorm()}
	tests := []struct {
		set    *Set
		change func(*Sampling)
		want   string
	}{
		{twenty(), func(p *Sampling) { p.Batch = 21 }, "data: batch: want 1 to 20, the pictures in numbered, got 21"},
		{twenty(), func(p *Sampling) { p.Batch = 0 }, "data: batch: want 1 to 20"},
		{twenty(), func(p *Sampling) { p.Norm = Norm{} }, "std of channel 0"},
		{twenty(), func(p *Sampling) { p.Augment.Crop = 32 }, "border of 0 to 31"},
		{numbered(2, 0, 1, 2, 1, 0, 1), func(*Sampling) {}, "label below 2"},
	}
	for _, tt := range tests {
		p := ok
		tt.change(&p)
		if _, err := NewSampler(tt.set, p); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("want an error about %q, got %v", tt.want, err)
		}
	}
}

func FuzzRestore(f *testing.F) {
	set := twenty()
	fresh := func() *Sampler {
		s, err := NewSampler(set, Sampling{Batch: 6, Norm: identity(), Augment: DefaultAugment()})
		if err != nil {
			f.Fatal(err)
		}
		return s
	}
	seed := fresh()
	for range 4 {
		text, err := json.Marshal(seed.State())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		nextBatch(seed)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var state SamplerState
		if json.Unmarshal(text, &state) != nil {
			return
		}
		s := fresh()
		if s.Restore(state) != nil {
			return
		}
		again := fresh()
		if err := again.Restore(s.State()); err != nil {
			t.Fatalf("its own state is refused: %v", err)
		}
		for range 4 {
			if !nextBatch(s).equal(nextBatch(again)) {
				t.Fatal("two samplers of one state differ")
			}
		}
	})
}

func BenchmarkNext(b *testing.B) {
	set := numbered(1, make([]uint8, 256)...)
	s, err := NewSampler(set, Sampling{Batch: 32, Norm: DefaultNorm(), Augment: DefaultAugment()})
	if err != nil {
		b.Fatal(err)
	}
	pixels, labels := make([]float32, 32*PictureSize), make([]float32, 32)
	b.ReportAllocs()
	for b.Loop() {
		s.Next(pixels, labels)
	}
	b.ReportMetric(32*float64(b.N)/b.Elapsed().Seconds(), "images/s")
}
