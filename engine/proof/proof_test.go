package proof

import (
	"math/rand/v2"
	"testing"

	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/device/native"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/device/simd"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/program"
)

// subject is a fresh network on a batch of four built-in pictures.
func subject(t *testing.T, dev device.Device, variant model.Variant, layer string) Subject {
	t.Helper()
	s := Subject{Device: dev, Spec: model.Spec{Model: "resnet8", Variant: variant, Batch: 4, Smoothing: 0.1}, Weights: make(map[string][]float32), Layer: layer}
	net, err := model.Build(s.Spec)
	if err != nil {
		t.Fatal(err)
	}
	err = net.Init(rand.New(rand.NewPCG(1, 2)), func(p nn.Param, w []float32) error {
		s.Weights[p.Name] = w
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range net.States {
		s.Weights[state.Name] = make([]float32, state.Len)
		for i := range s.Weights[state.Name] {
			s.Weights[state.Name][i] = state.Start
		}
	}
	set := data.Shapes(1, 1, 3).Train
	s.Pictures, s.Labels = make([]float32, 4*data.PictureSize), make([]float32, 4)
	data.Fill(s.Pictures, s.Labels, set, data.Stats(set), 0, 3, 5, 8)
	return s
}

// devices lists those that run here.
func devices(t *testing.T) []device.Device {
	all := []device.Device{reference.Device{}, simd.Device{}}
	fast, err := native.New(native.Options{})
	if err != nil {
		t.Log(err)
		return all
	}
	return append(all, fast)
}

func TestDevicesHold(t *testing.T) {
	for _, dev := range devices(t) {
		for _, layer := range []string{"", "layer3.0.conv2"} {
			t.Run(dev.Name()+" "+layer, func(t *testing.T) {
				s := subject(t, dev, model.FM, layer)
				g, err := s.Gradient(4, nil)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%+v", g)
				if !g.Holds() || len(g.Cells) != 4 || !g.IsMap {
					t.Errorf("gradient: %+v", g)
				}
				c, err := s.Convolution()
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%+v", c)
				if !c.Holds() || c.Fast > c.Direct || dev.Name() != "reference" && c.Fast*2 > c.Direct {
					t.Errorf("convolution: %+v", c)
				}
				r, err := s.Rules()
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%+v", r)
				if !r.Holds() || r.Count < 2 || r.Quotient < float64(r.Count)*0.999 || r.Quotient > float64(r.Count)*1.001 {
					t.Errorf("rules: %+v", r)
				}
			})
		}
	}
}

// A network without maps has a gradient, and nothing else to prove.
func TestPlain(t *testing.T) {
	s := subject(t, reference.Device{}, model.Plain, "layer2.0.conv1")
	g, err := s.Gradient(3, nil)
	if err != nil || !g.Holds() || g.IsMap {
		t.Errorf("gradient: %+v, %v", g, err)
	}
	c, err := s.Convolution()
	if err != nil || c != (Convolution{}) || c.Holds() {
		t.Errorf("convolution: %+v, %v", c, err)
	}
	r, err := s.Rules()
	if err != nil || r.Layer != "" || r.Cells != 0 || r.Holds() {
		t.Errorf("rules: %+v, %v", r, err)
	}
}

// broken is a device that computes something else than it should.
type broken struct {
	device.Device
	spoil func(info program.Info, v []float32)
}

type brokenExecutable struct {
	device.Executable
	p     *program.Program
	spoil func(program.Info, []float32)
}

func (b broken) Load(p *program.Program) (device.Executable, error) {
	exe, err := b.Device.Load(p)
	return brokenExecutable{exe, p, b.spoil}, err
}

func (e brokenExecutable) Read(b program.Buffer, dst []float32) error {
	err := e.Executable.Read(b, dst)
	e.spoil(e.p.Info(b), dst)
	return err
}

// What is wrong must be caught, or nothing is proved.
func TestMistakesAreCaught(t *testing.T) {
	ofKind := func(kind program.Kind, f func([]float32)) func(program.Info, []float32) {
		return func(info program.Info, v []float32) {
			if info.Kind == kind {
				f(v)
			}
		}
	}
	gradients := map[string]func([]float32){
		"a tenth too large": func(v []float32) {
			for i := range v {
				v[i] *= 1.1
			}
		},
		"the wrong sign": func(v []float32) {
			for i := range v {
				v[i] = -v[i]
			}
		},
		"shifted by one cell": func(v []float32) { copy(v, append(v[1:len(v):len(v)], v[0])) },
	}
	for name, f := range gradients {
		t.Run(name, func(t *testing.T) {
			dev := broken{reference.Device{}, ofKind(program.Gradient, f)}
			g, err := subject(t, dev, model.FM, "layer3.0.conv2").Gradient(2, nil)
			if err != nil {
				t.Fatal(err)
			}
			if g.Holds() {
				t.Errorf("a wrong gradient holds: %+v", g)
			}
		})
	}
	t.Run("one output", func(t *testing.T) {
		dev := broken{reference.Device{}, ofKind(program.Activation, func(v []float32) { v[17] += 0.01 })}
		c, err := subject(t, dev, model.FM, "layer3.0.conv2").Convolution()
		if err != nil || c.Holds() {
			t.Errorf("a wrong convolution holds: %+v, %v", c, err)
		}
	})
	t.Run("one cell of one rule", func(t *testing.T) {
		loads := 0
		dev := broken{reference.Device{}, ofKind(program.Gradient, func(v []float32) {
			if loads++; loads == 2 {
				v[5] *= 2
			}
		})}
		r, err := subject(t, dev, model.FM, "layer3.0.conv2").Rules()
		if err != nil || r.Holds() {
			t.Errorf("rules that disagree hold: %+v, %v", r, err)
		}
	})
}

func TestSubjectIsChecked(t *testing.T) {
	whole := subject(t, reference.Device{}, model.FM, "")
	for name, spoil := range map[string]func(*Subject){
		"no such layer":   func(s *Subject) { s.Layer = "layer9" },
		"missing weights": func(s *Subject) { s.Weights = nil },
		"half a picture":  func(s *Subject) { s.Pictures = s.Pictures[1:] },
	} {
		s := whole
		spoil(&s)
		if _, err := s.Gradient(1, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
