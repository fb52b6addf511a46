package engine

import (
	"errors"

	"filtermaplab/engine/data"
	"filtermaplab/engine/proof"
)

type (
	// Prove asks for the checks of package proof on the network as it is, by
	// the device that trains it. Proved answers; training goes on behind it.
	Prove struct {
		Layer string // "" is that of View
	}

	// Proved has what the checks found. Convolution and Rules are empty for a
	// layer without a map.
	Proved struct {
		Step        int               `json:"step"`
		Device      string            `json:"device"`
		Layer       string            `json:"layer"`
		Pictures    int               `json:"pictures"` // of the batch that was checked on
		Gradient    proof.Gradient    `json:"gradient"`
		Convolution proof.Convolution `json:"convolution"`
		Rules       proof.Rules       `json:"rules"`
	}
)

func (Prove) command() {}
func (Proved) event()  {}

const (
	provedCells    = 5 // weights that are moved
	provedPictures = 8 // in the batch: enough for batch norm, few enough to be quick
)

// prove runs all checks. They take as long as some twenty training steps.
func (t *Trainer) prove(c Prove) {
	p, err := t.proofs(c)
	if err != nil {
		t.fail(err, false)
		return
	}
	t.opts.Emit(p)
}

func (t *Trainer) proofs(c Prove) (Proved, error) {
	dev, err := t.opts.Device(t.device)
	if err != nil {
		return Proved{}, err
	}
	s := t.session
	layer, err := s.layer(View{Layer: c.Layer})
	if err != nil {
		if layer, err = s.layer(View{}); err != nil {
			return Proved{}, err
		}
	}
	subject, err := s.subject(layer.Name)
	if err != nil {
		return Proved{}, err
	}
	subject.Device = dev
	const otherChecks = 2
	tell := func(done, total int) {
		t.opts.Emit(Progress{What: "proving", Done: int64(done), Total: int64(total + otherChecks)})
		t.opts.Yield()
	}
	out := Proved{Step: s.step, Device: dev.Name(), Layer: layer.Name, Pictures: len(subject.Labels)}
	if out.Gradient, err = subject.Gradient(provedCells, tell); err != nil {
		return Proved{}, err
	}
	tell(provedCells, provedCells)
	if out.Convolution, err = subject.Convolution(); err != nil {
		return Proved{}, err
	}
	tell(provedCells+1, provedCells)
	out.Rules, err = subject.Rules()
	return out, err
}

// subject is the session's network on its first test pictures, each under the
// name of another class: however well the network has learned, it is wrong
// about those, so that the loss has a gradient to check.
func (s *Session) subject(layer string) (proof.Subject, error) {
	set := s.pictures.Test
	n := min(provedPictures, set.Len())
	if n == 0 {
		return proof.Subject{}, errors.New("engine: there are no test pictures to prove anything on")
	}
	spec, err := s.cfg.Spec(len(set.Classes))
	if err != nil {
		return proof.Subject{}, err
	}
	p := proof.Subject{
		Spec: spec, Layer: layer, Weights: make(map[string][]float32),
		Pictures: make([]float32, n*data.PictureSize), Labels: make([]float32, n),
	}
	data.Fill(p.Pictures, p.Labels, set, s.norm, sampleIndices(set, n)...)
	for i, label := range p.Labels {
		p.Labels[i] = float32((int(label) + 1) % len(set.Classes))
	}
	for _, t := range s.net.Tensors() {
		if p.Weights[t.Name], err = s.Read(t.Buffer); err != nil {
			return proof.Subject{}, err
		}
	}
	return p, nil
}
