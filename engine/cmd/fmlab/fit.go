package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/filtermap"
)

// fitOptions are the flags of fit.
type fitOptions struct {
	weights string
	out     string
	padding string
	source  source
	device  string
	json    bool
}

// fitResult is what fit prints with -json.
type fitResult struct {
	Model    string     `json:"model"`
	Params   int        `json:"params"`    // of the plain network
	FMParams int        `json:"fm_params"` // of the fitted one
	Error    float64    `json:"error"`     // relative, of all fitted filters together
	Before   *float64   `json:"accuracy"`  // of the plain network, 0..1; null without -data
	After    *float64   `json:"fitted_accuracy"`
	Layers   []fitLayer `json:"layers"`
}

// fitLayer is one layer of it.
type fitLayer struct {
	Layer   string  `json:"layer"`
	Filters int     `json:"filters"` // their elements
	Map     int     `json:"map"`     // its elements
	Error   float64 `json:"error"`   // |F-F'|/|F|
	Random  float64 `json:"random"`  // what filters of independent random numbers would give
}

func newFit() *cobra.Command {
	o := fitOptions{padding: filtermap.Wrap.String()}
	cmd := &cobra.Command{
		Use:   "fit -weights FILE [-out FILE] [-data PATH]",
		Short: "Make maps from the filters of a trained plain network",
		Long: `Make the FM network whose maps come nearest to the filters of a plain network:
each map cell is the mean of the filter elements that share it, which is the
least-squares solution. The error of a layer is |F-F'|/|F|, F' being the
windows of its map; beside it stands the error that filters of independent
random numbers would have.

Nearest is not near: filters that were trained apart share little, and the
batch norms still expect the old ones. With -data both networks are tested, and
what is lost is seen.

With -json one object is printed:
  {"model","params","fm_params","error","accuracy","fitted_accuracy",
   "layers":[{"layer","filters","map","error","random"}]}`,
		Example: `  fmlab fit -weights resnet18-plain.safetensors
  fmlab fit -weights resnet8-plain.safetensors -out start.safetensors -data shapes`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.fit(cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.weights, "weights", "", "safetensors file of the plain network")
	f.StringVar(&o.out, "out", "", "file to save the FM network to (default: none)")
	f.StringVar(&o.padding, "padding", o.padding, "what a window finds beyond the map's edge: wrap, or authors (as in their code)")
	f.StringVar(&o.source.Data, "data", "", "pictures to test both networks on: a CIFAR archive, .bin file or folder, or shapes")
	f.StringVar(&o.device, "device", autoDevice, deviceHelp())
	f.BoolVar(&o.json, "json", false, "print one JSON object")
	complete(cmd, "weights", files("safetensors"))
	complete(cmd, "out", files("safetensors"))
	complete(cmd, "padding", values(func() []string { return []string{filtermap.Wrap.String(), filtermap.Authors.String()} }))
	complete(cmd, "device", values(deviceNames))
	return cmd
}

// fit carries the command out.
func (o fitOptions) fit(stdout, stderr io.Writer) error {
	if o.weights == "" {
		return usagef("fit: name the plain network's file with -weights")
	}
	padding, err := filtermap.ParsePadding(o.padding)
	if err != nil {
		return usageError{err}
	}
	if sameFile(o.weights, o.out) {
		return usagef("-out: %s is the file of -weights; name another", o.out)
	}
	plain, err := readTrained(o.weights)
	if err != nil {
		return err
	}
	fm, report, err := plain.Fit(padding)
	if err != nil {
		return fmt.Errorf("%s: %w", o.weights, err)
	}
	result := fitResultOf(plain, fm, report)
	if o.source.Data != "" {
		if result.Before, result.After, err = o.test(plain, fm, stderr); err != nil {
			return err
		}
	}
	if o.out != "" {
		if err := checkpoint.WriteFile(o.out, fm.Checkpoint(checkpoint.F32)); err != nil {
			return err
		}
	}
	if o.json {
		return json.NewEncoder(stdout).Encode(result)
	}
	return result.write(stdout)
}

// test returns the accuracies of both networks.
func (o fitOptions) test(plain, fm *engine.Trained, notes io.Writer) (before, after *float64, err error) {
	dev, err := openDevice(o.device)
	if err != nil {
		return nil, nil, err
	}
	pictures, err := o.source.open(notes)
	if err != nil {
		return nil, nil, err
	}
	var accuracies [2]float64
	for i, t := range []*engine.Trained{plain, fm} {
		r, err := evaluate(t.Checkpoint(checkpoint.F32), pictures.Test, dev, notes)
		if err != nil {
			return nil, nil, err
		}
		accuracies[i] = r.Accuracy
	}
	return &accuracies[0], &accuracies[1], nil
}

func fitResultOf(plain, fm *engine.Trained, report []engine.FitError) fitResult {
	r := fitResult{Model: plain.Spec.Model}
	r.Params, _ = plain.Network.ParamCount()
	r.FMParams, _ = fm.Network.ParamCount()
	var all engine.FitError
	for _, e := range report {
		all.Squares += e.Squares
		all.Norm += e.Norm
		r.Layers = append(r.Layers, fitLayer{
			Layer: e.Layer, Filters: e.Map.FilterLen(), Map: e.Map.MapLen(),
			Error: e.Relative(), Random: math.Sqrt(max(0, 1-1/e.Map.Ratio())),
		})
	}
	r.Error = all.Relative()
	return r
}

// write prints the result for people.
func (r fitResult) write(w io.Writer) error {
	const row = "%-28s %11s %9s %7s %7s\n"
	_, err := fmt.Fprintf(w, row, "layer", "filters", "map", "error", "random")
	for _, l := range r.Layers {
		if err == nil {
			_, err = fmt.Fprintf(w, row, l.Layer, grouped(int64(l.Filters)), grouped(int64(l.Map)),
				fmt.Sprintf("%.3f", l.Error), fmt.Sprintf("%.3f", l.Random))
		}
	}
	if err == nil {
		_, err = fmt.Fprintf(w, "\n%s: %s parameters, %s with maps; error of all filters together %.3f\n",
			r.Model, grouped(int64(r.Params)), grouped(int64(r.FMParams)), r.Error)
	}
	if err == nil && r.Before != nil {
		_, err = fmt.Fprintf(w, "accuracy %.2f %%, fitted %.2f %%\n", 100**r.Before, 100**r.After)
	}
	return err
}
