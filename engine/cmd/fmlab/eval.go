package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
)

// evalBatch is the number of pictures that are answered at once. The answers
// do not depend on it.
const evalBatch = 64

// evalOptions are the flags of eval.
type evalOptions struct {
	weights string
	source  source
	device  string
	json    bool
}

// evalResult is what eval finds.
type evalResult struct {
	Model    string        `json:"model"`
	Variant  model.Variant `json:"variant"`
	Params   int           `json:"params"`
	Data     string        `json:"data"`
	Pictures int           `json:"pictures"`
	Accuracy float64       `json:"accuracy"` // 0..1
	Loss     float64       `json:"loss"`     // mean cross-entropy
	PerClass []classResult `json:"per_class"`
}

// classResult is what eval finds of one class.
type classResult struct {
	Class    string  `json:"class"`
	Pictures int     `json:"pictures"`
	Accuracy float64 `json:"accuracy"` // 0..1
}

func newEval() *cobra.Command {
	var o evalOptions
	cmd := &cobra.Command{
		Use:   "eval -weights FILE [-data PATH]",
		Short: "Test a trained network",
		Long: `Answer the test pictures of a data set with a trained network, normalised by
the mean and std that the file names. The file may come from "fmlab train" or
from PyTorch; its metadata says which network it is.

Without -data the network is tested on the data set that it was trained on.
With -json one object is printed; accuracies are parts of 1:
  {"model","variant","params","data","pictures","accuracy","loss",
   "per_class":[{"class","pictures","accuracy"}]}`,
		Example: `  fmlab eval -weights resnet8-fm.safetensors
  fmlab eval -weights resnet18.safetensors -data data/cifar-10-binary.tar.gz -json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.eval(cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.weights, "weights", "", "safetensors file of the network")
	f.StringVar(&o.source.Data, "data", "", "pictures: a CIFAR archive, .bin file or folder, or shapes (default: what it was trained on)")
	f.StringVar(&o.device, "device", autoDevice, deviceHelp())
	f.BoolVar(&o.json, "json", false, "print one JSON object")
	complete(cmd, "weights", files("safetensors"))
	complete(cmd, "device", values(deviceNames))
	return cmd
}

// eval carries the command out.
func (o evalOptions) eval(stdout, stderr io.Writer) error {
	if o.weights == "" {
		return usagef("eval: name the network's file with -weights")
	}
	dev, err := openDevice(o.device)
	if err != nil {
		return err
	}
	f, err := checkpoint.ReadFile(o.weights)
	if err != nil {
		return err
	}
	if o.source.Data == "" {
		run, ok := readRun(f)
		if !ok {
			return usagef("eval: %s does not say what it was trained on; name the pictures with -data", o.weights)
		}
		o.source.Data = run.Data
	}
	pictures, err := o.source.open(stderr)
	if err != nil {
		return err
	}
	if trained, ok := f.Metadata["classes"]; ok && trained != strings.Join(pictures.Test.Classes, ",") {
		fmt.Fprintf(stderr, "note: the network was trained on other classes than %s has: %s\n", pictures.Test.Name, trained)
	}
	result, err := evaluate(f, pictures.Test, dev, stderr)
	if err != nil {
		return fmt.Errorf("%s: %w", o.weights, err)
	}
	if o.json {
		return json.NewEncoder(stdout).Encode(result)
	}
	return result.write(stdout)
}

// evaluate answers a set with the network of f.
func evaluate(f *checkpoint.File, set *data.Set, dev device.Device, notes io.Writer) (evalResult, error) {
	p, err := engine.NewPredictor(f, dev, evalBatch)
	if err != nil {
		return evalResult{}, err
	}
	defer p.Close()
	m := newMeter(notes, set.Len())
	defer m.clear()
	before := 0
	e, err := p.Evaluate(set, func(done, _ int) {
		m.add(done-before, "testing")
		before = done
	})
	if err != nil {
		return evalResult{}, err
	}
	params, _ := p.Network().ParamCount()
	r := evalResult{
		Model: p.Spec().Model, Variant: p.Spec().Variant, Params: params,
		Data: set.Name, Pictures: e.Count, Accuracy: e.Accuracy(), Loss: e.Loss(),
	}
	for label, answers := range e.Confusion {
		c := classResult{Class: set.Classes[label]}
		for _, n := range answers {
			c.Pictures += n
		}
		if c.Pictures > 0 {
			c.Accuracy = float64(answers[label]) / float64(c.Pictures)
		}
		r.PerClass = append(r.PerClass, c)
	}
	return r, nil
}

// write prints the result for people.
func (r evalResult) write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s %s, %s parameters, on %s test pictures of %s\n\naccuracy %6.2f %%\nloss     %8.4f\n\n",
		r.Model, r.Variant, grouped(int64(r.Params)), grouped(int64(r.Pictures)), r.Data, 100*r.Accuracy, r.Loss)
	for _, c := range r.PerClass {
		if err == nil {
			_, err = fmt.Fprintf(w, "%-32s %6.2f %% of %d\n", c.Class, 100*c.Accuracy, c.Pictures)
		}
	}
	return err
}
