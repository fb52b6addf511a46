package engine

import (
	"bytes"
	"strings"
	"testing"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device/reference"
)

// small is a run that takes a moment: few pictures, few steps.
func small() Config {
	cfg := DefaultConfig()
	cfg.Epochs, cfg.Batch = 2, 8
	return cfg
}

func newSession(t *testing.T, cfg Config, pictures *data.Pair) *Session {
	t.Helper()
	s, err := NewSession(cfg, pictures, reference.Device{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func steps(t *testing.T, s *Session, n int) {
	t.Helper()
	for range n {
		res, err := s.Step()
		if err != nil {
			t.Fatal(err)
		}
		if !res.EpochEnd {
			continue
		}
		test, err := s.Evaluate(s.Pictures().Test, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.EndEpoch(test, 0); err != nil {
			t.Fatal(err)
		}
	}
}

func fingerprint(t *testing.T, s *Session) string {
	t.Helper()
	f, err := s.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// saved writes a checkpoint to bytes and reads it back.
func saved(t *testing.T, s *Session) *checkpoint.File {
	t.Helper()
	f, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := checkpoint.Write(&buf, f); err != nil {
		t.Fatal(err)
	}
	f, err = checkpoint.ReadBytes(buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Two epochs are one epoch, a checkpoint, and one more; also when the
// checkpoint is taken in the middle of an epoch.
func TestResumeToTheBit(t *testing.T) {
	pictures := data.Shapes(4, 1, 7)
	cfg := small()
	whole := newSession(t, cfg, pictures)
	perEpoch := whole.StepsPerEpoch()
	steps(t, whole, 2*perEpoch)
	want := fingerprint(t, whole)

	for _, stop := range []int{perEpoch, perEpoch + 2, 1} {
		first := newSession(t, cfg, pictures)
		steps(t, first, stop)
		second, err := Resume(saved(t, first), cfg, pictures, reference.Device{})
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		if got := fingerprint(t, second); got != fingerprint(t, first) {
			t.Errorf("stopped at %d: fingerprint %s after loading, want %s", stop, got, fingerprint(t, first))
		}
		steps(t, second, 2*perEpoch-stop)
		if got := fingerprint(t, second); got != want {
			t.Errorf("stopped at %d: fingerprint %s, want %s", stop, got, want)
		}
		if got, want := second.History(), whole.History(); len(got) != len(want) || got[1] != want[1] {
			t.Errorf("stopped at %d: history %v, want %v", stop, got, want)
		}
	}
}

func TestSeedDecidesRun(t *testing.T) {
	pictures := data.Shapes(2, 1, 7)
	run := func(seed uint64) string {
		cfg := small()
		cfg.Seed = seed
		s := newSession(t, cfg, pictures)
		steps(t, s, 2)
		return fingerprint(t, s)
	}
	first, again, other := run(1), run(1), run(2)
	if first != again {
		t.Error("equal seeds gave different weights")
	}
	if first == other {
		t.Error("different seeds gave equal weights")
	}
}

func TestWorkersDoNotChangeResults(t *testing.T) {
	pictures := data.Shapes(2, 1, 7)
	run := func(workers int) string {
		s, err := NewSession(small(), pictures, reference.Device{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		steps(t, s, 2)
		return fingerprint(t, s)
	}
	want := run(1)
	for _, workers := range []int{2, 3, 5} {
		if got := run(workers); got != want {
			t.Errorf("%d workers: fingerprint %s, one worker %s", workers, got, want)
		}
	}
}

func TestResumeRefuses(t *testing.T) {
	pictures := data.Shapes(2, 1, 7)
	s := newSession(t, small(), pictures)
	steps(t, s, 1)
	f := saved(t, s)

	wide := small()
	wide.Model = "resnet8w"
	_, err := Resume(f, wide, pictures, reference.Device{})
	wantError(t, "other model", err, "trained with model resnet8")

	_, err = Resume(f, small(), data.Shapes(2, 1, 8), reference.Device{})
	wantError(t, "other pictures", err, "give it the same ones")

	weights := *f
	weights.Metadata = map[string]string{"model": "resnet8", "fm": "True"}
	_, err = Resume(&weights, small(), pictures, reference.Device{})
	wantError(t, "weights only", err, "no training state")

	short := *f
	short.Tensors = f.Tensors[1:]
	_, err = Resume(&short, small(), pictures, reference.Device{})
	wantError(t, "missing tensor", err, f.Tensors[0].Name)
}

func wantError(t *testing.T, what string, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("%s: got %v, want an error with %q", what, err, part)
	}
}

// A checkpoint answers pictures exactly as the session did.
func TestPredictorAgreesWithSession(t *testing.T) {
	pictures := data.Shapes(4, 3, 7)
	s := newSession(t, small(), pictures)
	steps(t, s, 3)
	want, err := s.Evaluate(pictures.Test, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPredictor(saved(t, s), reference.Device{}, 16)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	got, err := p.Evaluate(pictures.Test, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Count != 30 || got.Right != want.Right || got.LossSum != want.LossSum {
		t.Errorf("predictor: %d of %d right, loss %v; session: %d of %d, %v",
			got.Right, got.Count, got.LossSum, want.Right, want.Count, want.LossSum)
	}
}

func TestTooFewPictures(t *testing.T) {
	cfg := small()
	cfg.Batch = 64
	_, err := NewSession(cfg, data.Shapes(2, 1, 7), reference.Device{})
	wantError(t, "20 pictures", err, "use a batch of 20 or fewer")
}

func TestDivergenceIsTold(t *testing.T) {
	cfg := small()
	cfg.LR, cfg.Schedule, cfg.Epochs = 1e30, "constant", 50
	s := newSession(t, cfg, data.Shapes(2, 1, 7))
	var err error
	for range 20 {
		if _, err = s.Step(); err != nil {
			break
		}
	}
	wantError(t, "rate 1e30", err, "the learning rate of 1e+30 is too high")
}

// BenchmarkStep measures the reference device by the arithmetic of the
// definition: 25,003,264 FLOPs a picture forward, three times that a step.
func BenchmarkStep(b *testing.B) {
	for _, variant := range []string{"fm", "plain"} {
		b.Run(variant, func(b *testing.B) {
			cfg := DefaultConfig()
			cfg.Variant, cfg.Epochs = "plain", 1000
			if variant == "fm" {
				cfg.Variant = "fm"
			}
			s, err := NewSession(cfg, data.Shapes(10, 1, 7), reference.Device{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			for b.Loop() {
				if _, err := s.Step(); err != nil {
					b.Fatal(err)
				}
			}
			images := float64(b.N*cfg.Batch) / b.Elapsed().Seconds()
			b.ReportMetric(images, "images/s")
			b.ReportMetric(images*3*2*float64(s.Network().MACs())/1e9, "GFLOP/s")
		})
	}
}
