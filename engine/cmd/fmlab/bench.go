package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"filtermaplab/engine/bench"
	"filtermaplab/engine/model"
)

// benchOptions are the flags of bench.
type benchOptions struct {
	variants []string
	batch    int
	runs     int
	device   string
	layers   bool
	json     bool
}

func newBench() *cobra.Command {
	o := benchOptions{}
	cmd := &cobra.Command{
		Use:   "bench [MODEL...]",
		Short: "Measure how fast networks train and answer",
		Long: `Measure training and inference on this machine: medians of several runs, then
layer by layer and operation by operation.

GFLOP/s are counted twice: "direct" by the arithmetic of the definition, every
convolution direct, and "done" by the arithmetic that the device really did,
which is less where the filters of a map share their products.

Without MODEL, ResNet-8 in its three widths is measured, with shared and with
independent filters. Other programs that compute at the same time make every
figure worse; compare figures of one run.`,
		Example: `  fmlab bench
  fmlab bench resnet20 -variant fm -layers
  fmlab bench -json`,
		ValidArgsFunction: values(model.Names),
		RunE: func(cmd *cobra.Command, names []string) error {
			if len(names) == 0 {
				names = []string{"resnet8", "resnet8w", "resnet8ww"}
			}
			return o.bench(cmd.OutOrStdout(), names)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.variants, "variant", []string{"plain", "fm"}, "variants to measure")
	f.IntVar(&o.batch, "batch", 32, "pictures a step")
	f.IntVar(&o.runs, "runs", 15, "runs of which the median is taken")
	f.StringVar(&o.device, "device", autoDevice, deviceHelp())
	f.BoolVar(&o.layers, "layers", false, "show layers and operations too")
	f.BoolVar(&o.json, "json", false, "print one JSON object a network, with layers and operations")
	return cmd
}

func (o benchOptions) bench(w io.Writer, names []string) error {
	if o.runs < 1 {
		return usagef("-runs: want at least 1, got %d", o.runs)
	}
	dev, err := openDevice(o.device)
	if err != nil {
		return err
	}
	var all []bench.Result
	for _, name := range names {
		for _, variant := range o.variants {
			spec := model.Spec{Model: name, Variant: model.Variant(variant), Batch: o.batch}
			res, err := bench.Measure(spec, dev, bench.Options{Runs: o.runs, Most: time.Minute})
			if err != nil {
				return err
			}
			if o.json {
				if err := json.NewEncoder(w).Encode(res); err != nil {
					return err
				}
			}
			all = append(all, res)
		}
	}
	if o.json {
		return nil
	}
	return writeBench(w, all, o.layers)
}

// writeBench prints the networks as a table, and their insides below.
func writeBench(w io.Writer, all []bench.Result, layers bool) error {
	fmt.Fprintf(w, "device %s, batch %d, medians\n\n", all[0].Device, all[0].Batch)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "model\tvariant\ttraining\timages/s\tdirect\tdone\tinference\timages/s\t\n")
	for _, r := range all {
		fmt.Fprintf(t, "%s\t%s\t%.2f ms\t%.0f\t%.1f GFLOP/s\t%.1f GFLOP/s\t%.2f ms\t%.0f\t\n", r.Model, r.Variant,
			r.Train.Milliseconds, r.Train.ImagesPerSecond, r.Train.Direct, r.Train.Done,
			r.Infer.Milliseconds, r.Infer.ImagesPerSecond)
	}
	if err := t.Flush(); err != nil || !layers {
		return err
	}
	for _, r := range all {
		fmt.Fprintf(w, "\n%s %s, a training step\n", r.Model, r.Variant)
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprint(t, "layer\tforward ms\tbackward ms\tupdate ms\tdirect\tdone\t\n")
		for _, l := range r.Layers {
			fmt.Fprintf(t, "%s\t%.3f\t%.3f\t%.3f\t%s\t%s\t\n", l.Name, l.Forward, l.Backward, l.Update, speed(l.Direct), speed(l.Done))
		}
		fmt.Fprint(t, "\t\t\t\t\t\t\noperation\tcount\tms\t\tdirect\tdone\t\n")
		for _, op := range r.Ops {
			fmt.Fprintf(t, "%s\t%d\t%.3f\t\t%s\t%s\t\n", op.Kind, op.Count, op.Millis, speed(op.Direct), speed(op.Done))
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// speed leaves out what does not multiply.
func speed(gflops float64) string {
	if gflops == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f GFLOP/s", gflops)
}
