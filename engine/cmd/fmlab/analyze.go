package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"filtermaplab/engine"
	"filtermaplab/engine/analyze"
	"filtermaplab/engine/checkpoint"
)

// analyzeOptions are the flags of analyze.
type analyzeOptions struct {
	weights []string
	layers  []string
	plot    string
	source  source
	device  string
	json    bool
}

// analyzedNetwork is what analyze finds of one file, as -json prints it.
type analyzedNetwork struct {
	File    string          `json:"file"`
	Model   string          `json:"model"`
	Variant string          `json:"variant"`
	Params  int             `json:"params"`
	Layers  []analyzedLayer `json:"layers"`

	trained *engine.Trained
	history []engine.Epoch // nil where the file has none
}

// analyzedLayer is what it finds of one convolution.
type analyzedLayer struct {
	Layer         string           `json:"layer"`
	Filters       int              `json:"filters"`
	Elements      int              `json:"elements"` // of a filter
	Params        int              `json:"params"`
	EffectiveRank float64          `json:"effective_rank"`
	StableRank    float64          `json:"stable_rank"`
	Rank90        int              `json:"rank90"` // that keeps 90 % of the energy
	Rank99        int              `json:"rank99"`
	Values        analyze.Spectrum `json:"singular_values"`

	measured analyze.Layer
}

func newAnalyze() *cobra.Command {
	var o analyzeOptions
	cmd := &cobra.Command{
		Use:   "analyze -weights FILE [-weights FILE...] [-plot DIR]",
		Short: "Measure how redundant a network's filters are",
		Long: `Measure what the filters of each convolution span: the K filters are the rows
of a matrix, and its singular values say how many directions they take and how
evenly. The effective rank is exp of the entropy of the values as shares of
their sum; it stands beside the largest rank that the layer can have. Several
networks are set beside each other: plain, with maps, thin.

With -plot figures are saved, as PNG and SVG: effective ranks, and for each
-layer (the first two convolutions if none is named) spectra, filters and maps;
curves where the file has a run's history; with -data the confusion matrix.

With -json one line is printed for each file:
  {"file","model","variant","params","layers":[{"layer","filters","elements",
   "params","effective_rank","stable_rank","rank90","rank99","singular_values"}]}`,
		Example: `  fmlab analyze -weights resnet8-fm.safetensors
  fmlab analyze -weights fm.safetensors -weights plain.safetensors -plot figures
  fmlab analyze -weights fm.safetensors -plot figures -layer layer3.0.conv2 -data shapes`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.analyze(cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.weights, "weights", nil, "safetensors file of a network; may be repeated")
	f.StringArrayVar(&o.layers, "layer", nil, "layer to draw; may be repeated")
	f.StringVar(&o.plot, "plot", "", "folder to save figures to; it is made if need be")
	f.StringVar(&o.source.Data, "data", "", "pictures for the confusion matrix: a CIFAR archive, .bin file or folder, or shapes")
	f.StringVar(&o.device, "device", autoDevice, deviceHelp())
	f.BoolVar(&o.json, "json", false, "print one JSON object a file")
	complete(cmd, "weights", files("safetensors"))
	complete(cmd, "layer", nothing)
	complete(cmd, "device", values(deviceNames))
	return cmd
}

// analyze carries the command out.
func (o analyzeOptions) analyze(stdout, stderr io.Writer) error {
	if len(o.weights) == 0 {
		return usagef("analyze: name at least one network's file with -weights")
	}
	if o.plot == "" && (o.source.Data != "" || len(o.layers) > 0) {
		return usagef("analyze: -data and -layer are for figures; name a folder for them with -plot")
	}
	var all []analyzedNetwork
	for _, path := range o.weights {
		n, err := analyzeFile(path, stderr)
		if err != nil {
			return err
		}
		all = append(all, n)
	}
	if o.plot != "" {
		if err := o.figures(all, stderr); err != nil {
			return err
		}
	}
	if o.json {
		enc := json.NewEncoder(stdout)
		for _, n := range all {
			if err := enc.Encode(n); err != nil {
				return err
			}
		}
		return nil
	}
	return writeAnalysis(stdout, all)
}

// analyzeFile measures one network.
func analyzeFile(path string, notes io.Writer) (analyzedNetwork, error) {
	f, err := checkpoint.ReadFile(path)
	if err != nil {
		return analyzedNetwork{}, err
	}
	t, err := engine.ReadTrained(f, evalBatch)
	if err != nil {
		return analyzedNetwork{}, fmt.Errorf("%s: %w", path, err)
	}
	n := analyzedNetwork{File: path, Model: t.Spec.Model, Variant: string(t.Spec.Variant), trained: t}
	n.Params, _ = t.Network.ParamCount()
	if history, err := engine.SavedHistory(f); err == nil {
		n.history = history // weights alone have none, and that is no fault
	}
	layers, err := analyze.Network(t, nil)
	if err != nil {
		return n, fmt.Errorf("%s: %w", path, err)
	}
	for _, l := range layers {
		n.Layers = append(n.Layers, analyzedLayer{
			Layer: l.Name, Filters: l.Filters, Elements: l.Elements, Params: l.Params,
			EffectiveRank: l.Spectrum.EffectiveRank(), StableRank: l.Spectrum.StableRank(),
			Rank90: l.Spectrum.RankFor(0.9), Rank99: l.Spectrum.RankFor(0.99),
			Values: l.Spectrum, measured: l,
		})
	}
	return n, nil
}

// name is the network's in the words of its field.
func (n analyzedNetwork) name() string {
	return engine.Config{Model: n.Model, Variant: n.trained.Spec.Variant}.Network()
}

// layer finds a layer by its name.
func (n analyzedNetwork) layer(name string) (analyzedLayer, bool) {
	i := slices.IndexFunc(n.Layers, func(l analyzedLayer) bool { return l.Layer == name })
	if i < 0 {
		return analyzedLayer{}, false
	}
	return n.Layers[i], true
}

// writeAnalysis prints a table of each network for people.
func writeAnalysis(w io.Writer, all []analyzedNetwork) error {
	p := printer{w: w}
	const row = "%-28s %8s %9s %11s   %9s %6s %7s %5s %5s\n"
	for i, n := range all {
		if i > 0 {
			p.printf("\n")
		}
		p.printf("%s: %s, %s parameters\n\n", n.File, n.name(), grouped(int64(n.Params)))
		p.printf(row, "", "", "", "", "effective", "of", "stable", "rank", "for")
		p.printf(row, "layer", "filters", "elements", "parameters", "rank", "most", "rank", "90 %", "99 %")
		for _, l := range n.Layers {
			p.printf(row, l.Layer, fmt.Sprint(l.Filters), fmt.Sprint(l.Elements), grouped(int64(l.Params)),
				fmt.Sprintf("%.1f", l.EffectiveRank), fmt.Sprintf("%.0f %%", 100*l.EffectiveRank/float64(l.measured.Most())),
				fmt.Sprintf("%.1f", l.StableRank), fmt.Sprint(l.Rank90), fmt.Sprint(l.Rank99))
		}
	}
	return p.err
}
