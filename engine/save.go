package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"strconv"
	"strings"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
)

// A checkpoint has the weights under the names that PyTorch users know, and
// beside them what an exact resume needs: the momentum of each parameter under
// optimizerPrefix, and the rest as JSON in the metadata entry stateKey. A run
// that began with somebody's weights has those too, under startPrefix.
const (
	optimizerPrefix = "optimizer.momentum."
	startPrefix     = "start."
	stateKey        = "filtermaplab.state"
	stateVersion    = 1
)

// savedState is the training state of a checkpoint.
type savedState struct {
	Version int               `json:"version"`
	Config  Config            `json:"config"`
	Step    int               `json:"step"`
	Epoch   epochSums         `json:"epoch"`
	History []Epoch           `json:"history"`
	Sampler data.SamplerState `json:"sampler"`
	Data    savedData         `json:"data"`
	Started bool              `json:"started,omitempty"` // with the weights under startPrefix
}

// savedData recognises the pictures of a run.
type savedData struct {
	Name    string   `json:"name"`
	Classes []string `json:"classes"`
	Train   int      `json:"train"`
	Test    int      `json:"test,omitempty"` // 0 in older files
	Sum     uint32   `json:"crc32"`          // of pixels and labels
}

func fingerprintData(p *data.Pair) savedData {
	sum := crc32.ChecksumIEEE(p.Train.Pixels)
	sum = crc32.Update(sum, crc32.IEEETable, p.Train.Labels)
	return savedData{Name: p.Train.Name, Classes: p.Train.Classes, Train: p.Train.Len(), Test: p.Test.Len(), Sum: sum}
}

// same reports whether the pictures to learn from are the same.
func (d savedData) same(other savedData) bool { return d.Sum == other.Sum && d.Train == other.Train }

// recognise is fingerprintData of the session's pictures, which takes a while
// where there are many and is wanted at every save.
func (s *Session) recognise() savedData {
	if s.recognised == nil {
		d := fingerprintData(s.pictures)
		s.recognised = &d
	}
	return *s.recognised
}

// Checkpoint returns the weights and the whole state of training, as it
// stands between two steps.
func (s *Session) Checkpoint() (*checkpoint.File, error) {
	if s.answersOnly {
		return nil, fmt.Errorf("engine: %s answers only here, so there is no run to save; save its weights", s.cfg.Network())
	}
	if math.IsNaN(s.epoch.Loss) || math.IsInf(s.epoch.Loss, 0) {
		return nil, errors.New("engine: the loss of this run has left the numbers, so it cannot go on from a file; save its weights, or begin again with a lower learning rate")
	}
	state, err := json.Marshal(savedState{
		Version: stateVersion, Config: s.cfg, Step: s.step, Epoch: s.epoch, History: s.history,
		Sampler: s.sampler.State(), Data: s.recognise(), Started: s.from != nil,
	})
	if err != nil {
		return nil, fmt.Errorf("engine: checkpoint: %w", err)
	}
	f, err := s.weightsFile()
	if err != nil {
		return nil, err
	}
	f.Metadata[stateKey] = string(state)
	for _, p := range s.net.Params {
		values, err := s.Read(p.Velocity)
		if err != nil {
			return nil, err
		}
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: optimizerPrefix + p.Name, Shape: p.Shape, Data: values})
	}
	if s.from != nil {
		for _, t := range s.net.Tensors() {
			f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: startPrefix + t.Name, Shape: t.Shape, Data: s.from.Weights(t.Name)})
		}
	}
	return f, nil
}

// weightsFile is a checkpoint without the state of training. A network that
// was opened and has not been trained since keeps what its file said of it.
func (s *Session) weightsFile() (*checkpoint.File, error) {
	metadata := map[string]string{"classes": strings.Join(s.pictures.Train.Classes, ",")}
	if s.from != nil && s.step == 0 {
		metadata = maps.Clone(s.from.Metadata)
	}
	f := &checkpoint.File{Metadata: metadata}
	for key, value := range map[string]string{
		"model":   s.cfg.Model,
		"variant": string(s.cfg.Variant),
		"fm":      titleBool(s.cfg.Variant == "fm"),
		"rule":    s.cfg.Rule,
		"padding": s.cfg.Padding,
		"mean":    join(s.norm.Mean[:]),
		"std":     join(s.norm.Std[:]),
	} {
		metadata[key] = value
	}
	delete(metadata, "maps")
	if s.cfg.Maps != "" && s.cfg.Variant == model.FM {
		metadata["maps"] = s.cfg.Maps
	}
	if n := len(s.history); n > 0 {
		metadata["test_accuracy"] = strconv.FormatFloat(s.history[n-1].TestAccuracy, 'f', 4, 64)
	}
	for _, t := range s.net.Tensors() {
		values, err := s.Read(t.Buffer)
		if err != nil {
			return nil, err
		}
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: t.Name, Shape: t.Shape, Data: values})
	}
	return f, nil
}

// titleBool writes a truth value as Python does.
func titleBool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func join(values []float64) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strings.Join(parts, ",")
}

// readState parses the training state of a checkpoint.
func readState(f *checkpoint.File) (savedState, error) {
	text, ok := f.Metadata[stateKey]
	if !ok {
		return savedState{}, fmt.Errorf("engine: this checkpoint has weights but no training state, so a run cannot go on from it; it can be evaluated")
	}
	var state savedState
	if err := json.Unmarshal([]byte(text), &state); err != nil {
		return savedState{}, fmt.Errorf("engine: the training state of this checkpoint is damaged: %w", err)
	}
	if state.Version != stateVersion {
		return savedState{}, fmt.Errorf("engine: this checkpoint has training state of version %d, and this program reads version %d", state.Version, stateVersion)
	}
	return state, nil
}

// SavedConfig returns the settings of the run that a checkpoint was taken from.
func SavedConfig(f *checkpoint.File) (Config, error) {
	state, err := readState(f)
	return state.Config, err
}

// SavedHistory returns the epochs that the run of a checkpoint has behind it.
func SavedHistory(f *checkpoint.File) ([]Epoch, error) {
	state, err := readState(f)
	return state.History, err
}

// Resume continues a run where a checkpoint left it, to the bit, on the same
// pictures. Cfg is SavedConfig's, or differs from it in what shapes the rest
// of the run: epochs, rate, schedule, momentum, decay. A network, batch or
// seed that differs is refused, and so are other pictures.
func Resume(f *checkpoint.File, cfg Config, pictures *data.Pair, dev device.Device) (*Session, error) {
	return ResumeWith(f, cfg, pictures, dev, Options{})
}

// ResumeWith is Resume with options, of which From is found in the file.
func ResumeWith(f *checkpoint.File, cfg Config, pictures *data.Pair, dev device.Device, opts Options) (*Session, error) {
	state, err := readState(f)
	if err != nil {
		return nil, err
	}
	if err := sameRun(state.Config, cfg); err != nil {
		return nil, err
	}
	if cfg.LR != state.Config.LR {
		cfg.Rates = "" // whoever names a rate means it
	}
	if got := fingerprintData(pictures); !got.same(state.Data) {
		return nil, fmt.Errorf("engine: the run was on %d pictures of %s, and these %d of %s are others; give it the same ones",
			state.Data.Train, state.Data.Name, got.Train, got.Name)
	}
	opts.AnswersOnly, opts.From = false, nil
	if state.Started {
		start := f.Sub(startPrefix)
		if opts.From, err = ReadTrained(start, cfg.Batch); err != nil {
			return nil, fmt.Errorf("engine: the weights that this run started from: %w", err)
		}
	}
	s, err := NewSessionWith(cfg, pictures, dev, opts)
	if err != nil {
		return nil, err
	}
	if err := s.restore(f, state); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// sameRun compares what cannot change in the middle of a run.
func sameRun(saved, cfg Config) error {
	for _, f := range []struct {
		name       string
		saved, got any
	}{
		{"model", saved.Model, cfg.Model}, {"variant", saved.Variant, cfg.Variant}, {"padding", saved.Padding, cfg.Padding}, {"maps", saved.Maps, cfg.Maps},
		{"batch", saved.Batch, cfg.Batch}, {"seed", saved.Seed, cfg.Seed}, {"augment", saved.Augment, cfg.Augment},
	} {
		if f.saved != f.got {
			return fmt.Errorf("engine: the checkpoint was trained with %s %v, so it cannot go on with %v; leave it or start a new run",
				f.name, f.saved, f.got)
		}
	}
	return nil
}

// restore brings the state of a checkpoint into a new session.
func (s *Session) restore(f *checkpoint.File, state savedState) error {
	perEpoch := s.StepsPerEpoch()
	if state.Step < 0 || state.Step > maxEpochs*perEpoch || state.Epoch.Steps < 0 || state.Epoch.Steps > perEpoch ||
		state.Step%perEpoch != state.Epoch.Steps%perEpoch {
		return fmt.Errorf("engine: the training state of this checkpoint is damaged: step %d, %d of its epoch", state.Step, state.Epoch.Steps)
	}
	var want []checkpoint.Spec
	for _, t := range s.net.Tensors() {
		want = append(want, checkpoint.Spec{Name: t.Name, Shape: t.Shape})
	}
	for _, p := range s.net.Params {
		want = append(want, checkpoint.Spec{Name: optimizerPrefix + p.Name, Shape: p.Shape})
	}
	if s.from != nil {
		for _, t := range s.net.Tensors() {
			want = append(want, checkpoint.Spec{Name: startPrefix + t.Name, Shape: t.Shape})
		}
	}
	if err := f.Match(want); err != nil {
		return err
	}
	if err := s.sampler.Restore(state.Sampler); err != nil {
		return err
	}
	if err := writeTensors(f, s.net, s.exe); err != nil {
		return err
	}
	for _, p := range s.net.Params {
		t, _ := f.Lookup(optimizerPrefix + p.Name)
		if err := s.exe.Write(p.Velocity, t.Data); err != nil {
			return err
		}
	}
	s.step, s.epoch, s.history = state.Step, state.Epoch, state.History
	return nil
}

// writeTensors puts the weights and running statistics of f on a device. The
// file has been matched before.
func writeTensors(f *checkpoint.File, net *nn.Network, exe device.Executable) error {
	for _, t := range net.Tensors() {
		from, _ := f.Lookup(t.Name)
		if err := exe.Write(t.Buffer, from.Data); err != nil {
			return err
		}
	}
	return nil
}
