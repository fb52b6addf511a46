package engine

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"filtermaplab/engine/checkpoint"
)

// What Save can ask for besides the formats of TrainerOptions. All are
// safetensors.
const (
	AsRun         = "run"          // everything: opened again, the run goes on to the bit
	AsWeights     = "weights"      // weights and running statistics, maps as maps
	AsWeightsHalf = "weights-fp16" // the same in half precision
	AsFilters     = "filters"      // for a plain PyTorch ResNet: filters in place of maps
)

// Format writes a trained network in a form of its own.
type Format struct {
	As     string // what Save asks for
	Ending string // of the file's name, behind the network's: ".onnx"
	Expand bool   // it wants filters in place of maps
	Write  func(w io.Writer, t *Trained) error
}

// save hands out the run in a form.
func (t *Trainer) save(c Save) {
	var b bytes.Buffer
	ending, err := t.write(&b, c.As)
	if err != nil {
		t.fail(err, false)
		return
	}
	cfg := t.session.cfg
	name := strings.NewReplacer("/", "-", " ", "-").Replace(cfg.Model) + "-" + string(cfg.Variant)
	t.opts.Emit(Saved{As: c.As, Name: name + ending, Step: t.session.step, Bytes: b.Bytes()})
}

// write writes the run in a form and returns what the file's name ends with.
func (t *Trainer) write(w io.Writer, as string) (ending string, err error) {
	if as == AsRun {
		f, err := t.session.Checkpoint()
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("-step%d.safetensors", t.session.step), checkpoint.Write(w, f)
	}
	formats := append(safetensorsFormats(), t.opts.Formats...)
	i := slices.IndexFunc(formats, func(f Format) bool { return f.As == as })
	if i < 0 {
		names := []string{AsRun}
		for _, f := range formats {
			names = append(names, f.As)
		}
		return "", fmt.Errorf("engine: save: want one of %s, got %q", strings.Join(names, ", "), as)
	}
	trained, err := t.session.Trained()
	if err == nil && formats[i].Expand {
		trained, err = trained.Expand()
	}
	if err != nil {
		return "", err
	}
	return formats[i].Ending, formats[i].Write(w, trained)
}

func safetensorsFormats() []Format {
	as := func(d checkpoint.DType) func(io.Writer, *Trained) error {
		return func(w io.Writer, t *Trained) error { return checkpoint.Write(w, t.Checkpoint(d)) }
	}
	return []Format{
		{As: AsWeights, Ending: ".safetensors", Write: as(checkpoint.F32)},
		{As: AsWeightsHalf, Ending: "-fp16.safetensors", Write: as(checkpoint.F16)},
		{As: AsFilters, Ending: "-filters.safetensors", Expand: true, Write: as(checkpoint.F32)},
	}
}

// Trained is the session's network as it stands, on no device.
func (s *Session) Trained() (*Trained, error) {
	f, err := s.weightsFile()
	if err != nil {
		return nil, err
	}
	return ReadTrained(f, s.cfg.Batch)
}
