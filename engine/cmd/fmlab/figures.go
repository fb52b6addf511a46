package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/engine/analyze"
	"filtermaplab/engine/figure"
	"filtermaplab/engine/nn"
)

// album saves figures to a folder, each as PNG and as SVG.
type album struct {
	folder string
	notes  io.Writer
}

func newAlbum(folder string, notes io.Writer) (album, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return album{}, fmt.Errorf("-plot: %w", err)
	}
	return album{folder, notes}, nil
}

// save takes what a function of package figure returns.
func (a album) save(name string, f *figure.Figure, err error) error {
	if err != nil {
		return err
	}
	for _, ending := range []string{".png", ".svg"} {
		if err := f.Save(filepath.Join(a.folder, name+ending)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(a.notes, "figure %s\n", filepath.Join(a.folder, name+".png"))
	return err
}

// figures draws what -plot asks for. What is saved is told on notes.
func (o analyzeOptions) figures(all []analyzedNetwork, notes io.Writer) error {
	book, err := newAlbum(o.plot, notes)
	if err != nil {
		return err
	}
	names := o.layers
	if len(names) == 0 {
		for _, l := range all[0].Layers[:min(2, len(all[0].Layers))] {
			names = append(names, l.Layer)
		}
	}
	if err := book.ranks(all); err != nil {
		return err
	}
	for _, name := range names {
		if err := book.layer(all, name); err != nil {
			return err
		}
	}
	for _, n := range all {
		if err := book.curves(n); err != nil {
			return err
		}
		if o.source.Data == "" {
			continue
		}
		if err := o.confusion(book, n, notes); err != nil {
			return err
		}
	}
	return nil
}

// ranks draws the effective rank of every layer as a share of the most.
func (a album) ranks(all []analyzedNetwork) error {
	var names []string
	for _, l := range all[0].Layers {
		names = append(names, l.Layer)
	}
	var bars []figure.Bars
	for _, n := range all {
		b := figure.Bars{Name: n.name()}
		for _, name := range names {
			share := 0.0 // a layer that another network lacks has no bar
			if l, ok := n.layer(name); ok {
				share = 100 * l.EffectiveRank / float64(l.measured.Most())
			}
			b.Values = append(b.Values, share)
		}
		bars = append(bars, b)
	}
	f, err := figure.Groups("Effective rank of the filters", "% of the largest rank", names, bars...)
	return a.save("ranks", f, err)
}

// layer draws the spectra of one layer together, and filters and map of each
// network.
func (a album) layer(all []analyzedNetwork, name string) error {
	var names []string
	var layers []analyze.Layer
	for _, n := range all {
		l, ok := n.layer(name)
		if !ok {
			return usagef("-layer: %s has no convolution %q", n.File, name)
		}
		names, layers = append(names, n.name()), append(layers, l.measured)
	}
	f, err := figure.Spectra("Singular values of "+name, names, layers)
	if err := a.save("spectrum-"+name, f, err); err != nil {
		return err
	}
	for _, n := range all {
		l := convolution(n.trained, name)
		f, err := figure.Filters(n.trained, l, 0)
		if err := a.save(n.prefix()+"filters-"+name, f, err); err != nil {
			return err
		}
		if l.Map == nil {
			continue
		}
		f, err = figure.Map(n.trained, l)
		if err := a.save(n.prefix()+"map-"+name, f, err); err != nil {
			return err
		}
	}
	return nil
}

// convolution finds a layer that is known to be there.
func convolution(t *engine.Trained, name string) (found nn.Layer) {
	for _, l := range analyze.Convolutions(t.Network) {
		if l.Name == name {
			found = l
		}
	}
	return found
}

// prefix begins the names of a network's own figures.
func (n analyzedNetwork) prefix() string {
	return strings.TrimSuffix(filepath.Base(n.File), filepath.Ext(n.File)) + "-"
}

// curves draws the history of a run, where there is one.
func (a album) curves(n analyzedNetwork) error {
	if len(n.history) == 0 {
		return nil
	}
	train, test := figure.Line{Name: "training"}, figure.Line{Name: "test"}
	for _, e := range n.history {
		train.X, train.Y = append(train.X, float64(e.Epoch)), append(train.Y, 100*e.TrainAccuracy)
		test.X, test.Y = append(test.X, float64(e.Epoch)), append(test.Y, 100*e.TestAccuracy)
	}
	f, err := figure.Lines(figure.Axes{Title: n.name(), X: "epoch", Y: "accuracy, %"}, train, test)
	return a.save(n.prefix()+"curves", f, err)
}

// confusion tests a network and draws how it answered.
func (o analyzeOptions) confusion(book album, n analyzedNetwork, notes io.Writer) error {
	dev, err := openDevice(o.device)
	if err != nil {
		return err
	}
	pictures, err := o.source.open(notes)
	if err != nil {
		return err
	}
	p, err := n.trained.Predictor(dev)
	if err != nil {
		return err
	}
	defer p.Close()
	e, err := p.Evaluate(pictures.Test, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", n.File, err)
	}
	title := fmt.Sprintf("%s on %s: %.1f %%", n.name(), pictures.Test.Name, 100*e.Accuracy())
	f, err := figure.Confusion(title, e.Confusion, pictures.Test.Classes)
	return book.save(n.prefix()+"confusion", f, err)
}
