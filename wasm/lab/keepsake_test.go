package lab

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"filtermaplab/engine"
)

// trained is a run under way.
func trained(steps int) State {
	var s State
	r := run()
	s.Apply(r, at(0))
	s.Apply(engine.Status{Running: true}, at(0))
	for i := 1; i <= steps; i++ {
		s.Apply(engine.Stepped{Step: i, Epoch: float64(i) / 156, Loss: 2 / float64(i), TrainAccuracy: .5, LR: .1}, at(float64(i)))
	}
	s.Apply(engine.Evaluated{Step: 156, Epoch: 1, Loss: 1.5, TrainAccuracy: .4, TestLoss: 1.25, TestAccuracy: .5, Fingerprint: "0123456789abcdef"}, at(float64(steps)))
	s.Apply(engine.Status{}, at(float64(steps)))
	return s
}

// A run that is opened again looks and goes on as if it had never been closed.
func TestKeepsakeComesBack(t *testing.T) {
	before := trained(700) // more than a curve has points
	b, err := before.Keep(at(700), 50, "simd", "cifar.tar.gz")
	if err != nil {
		t.Fatal(err)
	}
	k, err := ParseKeepsake(b)
	if err != nil {
		t.Fatal(err)
	}
	if k.File != "cifar.tar.gz" || k.PerClass != 50 || k.Device != "simd" || k.Accuracy != .5 || k.Step != 700 {
		t.Errorf("got %+v", k)
	}
	if got, want := k.Words(nil, at(700).Add(3*time.Hour)), "ResNet-8-FM on Shapes, step 700 of 1,560, 50.0 % right, 3 hours ago"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}

	var after State
	r := run()
	r.Step, r.History = 700, []engine.Epoch{{Epoch: 1, Loss: 1.5, TestAccuracy: .5}}
	after.Apply(r, at(0))
	after.Remember(k)
	for _, s := range []*State{&before, &after} {
		s.Apply(engine.Stepped{Step: 701, Epoch: 701. / 156, Loss: .1}, at(701))
	}
	if !slices.Equal(after.Loss.Points(), before.Loss.Points()) || !slices.Equal(after.Accuracy.Points(), before.Accuracy.Points()) {
		t.Error("the curves go on differently")
	}
	if after.Trained(at(800)) != before.Trained(at(800)) {
		t.Errorf("trained for %v, before %v", after.Trained(at(800)), before.Trained(at(800)))
	}

	other := State{}
	r.Step = 701
	other.Apply(r, at(0))
	points := slices.Clone(other.Loss.Points())
	other.Remember(k)
	if !slices.Equal(other.Loss.Points(), points) {
		t.Error("a keepsake of another step was taken")
	}
}

// A run whose loss has left the numbers is kept without its curve.
func TestKeepsakeOfADivergedRun(t *testing.T) {
	s := trained(3)
	s.Apply(engine.Stepped{Step: 4, Epoch: 4. / 156, Loss: math.Inf(1)}, at(4))
	b, err := s.Keep(at(4), 1, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if k, err := ParseKeepsake(b); err != nil || k.Step != 4 || len(k.Loss.Points) != 0 || len(k.Right.Points) != 4 {
		t.Errorf("got %+v (%v)", k, err)
	}
}

func TestRecall(t *testing.T) {
	old := trained(20)
	var s State
	r := run()
	r.Step = 20
	s.Apply(r, at(100))
	s.Recall(old)
	if s.Phase != Paused || len(s.Loss.Points()) != 20 || len(s.Epochs) != 1 {
		t.Errorf("got %s with %d points", s.Phase, len(s.Loss.Points()))
	}
}

func TestKeepsakeIsNotTrusted(t *testing.T) {
	for _, text := range []string{
		``, `[]`, `{"step":-1}`, `{"step":7,"steps":3}`, `{"accuracy":2}`, `{"trained":-1}`, `{"perClass":-1}`, `{"loss":3}`,
		`{"network":"` + strings.Repeat("x", maxKeepsake) + `"}`,
	} {
		if _, err := ParseKeepsake([]byte(text)); err == nil {
			t.Errorf("%.40s was taken for a keepsake", text)
		}
	}
	for _, k := range []keptCurve{
		{Points: make([]Point, maxPoints+1)}, {Per: -1}, {Per: 1, Open: 2}, {Per: 2, Open: 1}, {Points: []Point{{2, 1}, {1, 1}}}, {Points: []Point{{math.NaN(), 1}}},
	} {
		if c := k.curve(); len(c.points) > 0 || c.open > 0 {
			t.Errorf("%d points, %d of %d in the last: taken for a curve", len(k.Points), k.Open, k.Per)
		} else {
			c.Add(1, 1)
		}
	}
}

// FuzzKeepsake: whatever was kept, a run can be shown with it.
func FuzzKeepsake(f *testing.F) {
	s := trained(20)
	b, err := s.Keep(at(20), 1, "", "")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := ParseKeepsake(b)
		if err != nil {
			return
		}
		var s State
		r := run()
		r.Step, r.Steps = k.Step, k.Steps
		s.Apply(r, at(0))
		s.Remember(k)
		s.Apply(engine.Stepped{Step: k.Step + 1, Epoch: 1e6, Loss: 1}, at(1))
		if len(s.Loss.Points()) > maxPoints {
			t.Errorf("%d points", len(s.Loss.Points()))
		}
	})
}

func TestCSVAndJSON(t *testing.T) {
	s := trained(20)
	s.Apply(engine.Stepped{Step: 21, Epoch: 21. / 156, Loss: math.Inf(1)}, at(21))
	want := "epoch,step,loss,train_accuracy,test_loss,test_accuracy,fingerprint\n1,156,1.5,0.4,1.25,0.5,0123456789abcdef\n"
	if got := s.CSV(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	b, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Network string
		Config  engine.Config
		Epochs  []engine.Evaluated
		Loss    [][2]float64
	}
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if back.Network != "ResNet-8-FM" || back.Config != engine.DefaultConfig() || len(back.Epochs) != 1 || len(back.Loss) != 20 {
		t.Errorf("got %+v", back)
	}
}
