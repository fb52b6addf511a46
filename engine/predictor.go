package engine

import (
	"fmt"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/program"
)

// Predictor is a trained network that answers pictures.
type Predictor struct {
	trained *Trained
	exe     device.Executable
}

// NewPredictor loads the weights of a checkpoint, ours or PyTorch's, for
// batches of the given size. ReadTrained says what a file needs.
func NewPredictor(f *checkpoint.File, dev device.Device, batch int) (*Predictor, error) {
	t, err := ReadTrained(f, batch)
	if err != nil {
		return nil, err
	}
	return t.Predictor(dev)
}

// Predictor places the network on a device.
func (t *Trained) Predictor(dev device.Device) (*Predictor, error) {
	exe, err := dev.Load(t.Network.Program)
	if err != nil {
		return nil, fmt.Errorf("engine: device %s: %w", dev.Name(), err)
	}
	if err := t.place(exe); err != nil {
		exe.Close()
		return nil, err
	}
	return &Predictor{trained: t, exe: exe}, nil
}

// Spec returns the network's description.
func (p *Predictor) Spec() model.Spec { return p.trained.Spec }

// Network returns the network.
func (p *Predictor) Network() *nn.Network { return p.trained.Network }

// Evaluate answers a whole set, normalised as the checkpoint says. Progress,
// which may be nil, is told how many pictures are done.
func (p *Predictor) Evaluate(set *data.Set, progress func(done, total int)) (Evaluation, error) {
	e, err := newEvaluator(p.exe, p.Network().Program, set, p.trained.Norm)
	if err != nil {
		return Evaluation{}, err
	}
	return e.run(progress)
}

// Scores answers pictures of a set, a batch at most, by their indices: the
// logits (len(indices),classes).
func (p *Predictor) Scores(set *data.Set, indices ...int) ([]float32, error) {
	prog := p.Network().Program
	batch, labels := make([]float32, prog.Batch*data.PictureSize), make([]float32, prog.Batch)
	data.Fill(batch, labels, set, p.trained.Norm, indices...)
	if err := p.exe.Write(prog.Input, batch); err != nil {
		return nil, err
	}
	if err := p.exe.Run(program.Infer); err != nil {
		return nil, err
	}
	scores := make([]float32, prog.Info(prog.Scores).Len())
	if err := p.exe.Read(prog.Scores, scores); err != nil {
		return nil, err
	}
	return scores[:len(indices)*p.Spec().Classes], nil
}

// Close gives the device's memory back.
func (p *Predictor) Close() error { return p.exe.Close() }
