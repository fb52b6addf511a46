package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/figure"
	"filtermaplab/engine/model"
	"filtermaplab/engine/race"
)

// raceOptions are the flags of race.
type raceOptions struct {
	cfg      engine.Config
	entrants []string
	source   source
	device   string
	plot     string
	save     string
	json     bool
}

func newRace() *cobra.Command {
	o := raceOptions{cfg: engine.DefaultConfig()}
	cmd := &cobra.Command{
		Use:   "race",
		Short: "Train networks against each other under equal conditions",
		Long: `Train networks against each other: the same pictures in the same order from one
seed, a step each in turn on one device, everybody first in turn. Only an
entrant's own steps are on its clock.

An entrant is [MODEL/]VARIANT[:RULE][:PADDING], such as fm, resnet20/plain,
fm:sum or fm:authors; what it leaves out comes from the other flags, which hold
for all.

After each epoch all are tested; at the end accuracy stands beside parameters,
multiply-adds (counted direct, and with the fast algorithms) and seconds. With
-plot that is drawn, too.

With -json one line is printed for each entrant after each epoch, the newest
point last:
  {"name","config","params","maps","macs","fast":{"macs","adds"},"spent",
   "step","seconds","step_seconds","points":[{"epoch","loss",
   "train_accuracy","test_accuracy","seconds","fingerprint"}],"out"}`,
		Example: `  fmlab race -data shapes -epochs 5
  fmlab race -entrants fm:mean,fm:sum,plain,thin -epochs 10 -plot figures
  fmlab race -entrants resnet20/fm,resnet8/plain -data data/cifar-10-binary.tar.gz -save nets`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.race(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	bindConfig(all, &o.cfg)
	f := cmd.Flags()
	all.VisitAll(func(flag *pflag.Flag) {
		if flag.Name != "variant" { // that is for each entrant to say
			f.AddFlag(flag)
		}
	})
	f.StringSliceVar(&o.entrants, "entrants", []string{"fm", "plain", "thin"}, "who runs: [MODEL/]VARIANT[:RULE][:PADDING], with commas between")
	f.StringVar(&o.source.Data, "data", shapes, "pictures: a CIFAR archive, .bin file or folder, or shapes, which the program draws itself")
	f.IntVar(&o.source.PerClass, "per-class", 0, "pictures of each class to learn from; 0 takes all of a file, and 500 shapes")
	f.StringVar(&o.device, "device", autoDevice, deviceHelp())
	f.StringVar(&o.plot, "plot", "", "folder to save figures to; it is made if need be")
	f.StringVar(&o.save, "save", "", "folder to save the networks to; it is made if need be")
	f.BoolVar(&o.json, "json", false, "print one JSON object for each entrant after each epoch")
	complete(cmd, "model", values(model.Names))
	complete(cmd, "device", values(deviceNames))
	complete(cmd, "entrants", values(func() []string { return []string{"fm", "plain", "thin", "fm:mean", "fm:sum", "fm:wrap", "fm:authors"} }))
	return cmd
}

// configs returns a run for each entrant.
func (o raceOptions) configs() ([]engine.Config, error) {
	var all []engine.Config
	for _, entrant := range o.entrants {
		cfg, err := race.ParseEntrant(entrant, o.cfg)
		if err != nil {
			return nil, usagef("-entrants: %v", err)
		}
		all = append(all, cfg)
	}
	return all, nil
}

// race carries the command out.
func (o raceOptions) race(ctx context.Context, stdout, stderr io.Writer) error {
	configs, err := o.configs()
	if err != nil {
		return err
	}
	dev, err := openDevice(o.device)
	if err != nil {
		return err
	}
	pictures, err := o.source.open(stderr)
	if err != nil {
		return err
	}
	r, err := race.New(configs, pictures, dev)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := o.run(ctx, r, stdout, stderr); err != nil {
		return err
	}
	if o.save != "" {
		if err := o.saveAll(r, stderr); err != nil {
			return err
		}
	}
	if o.plot != "" {
		if err := plotRace(r.Standings(), o.plot, stderr); err != nil {
			return err
		}
	}
	if o.json {
		return nil
	}
	return writeStandings(stdout, r.Standings())
}

// run goes through all rounds and tells of each epoch.
func (o raceOptions) run(ctx context.Context, r *race.Race, stdout, stderr io.Writer) error {
	_, total := r.Rounds()
	images := o.cfg.Batch * len(o.entrants)
	m := newMeter(stderr, total*images)
	defer m.clear()
	for done := range total {
		if ctx.Err() != nil {
			return fmt.Errorf("%w after round %d of %d", errInterrupted, done, total)
		}
		end, err := r.Round(ctx)
		if ctx.Err() != nil && err != nil {
			return fmt.Errorf("%w after round %d of %d", errInterrupted, done, total)
		}
		if err != nil {
			return err
		}
		m.add(images, fmt.Sprintf("round %d/%d", done+1, total))
		if !end {
			continue
		}
		m.clear()
		if err := o.tell(r.Standings(), stdout); err != nil {
			return err
		}
	}
	return nil
}

// tell prints an epoch.
func (o raceOptions) tell(all []race.Standing, w io.Writer) error {
	if o.json {
		enc := json.NewEncoder(w)
		for _, s := range all {
			if err := enc.Encode(s); err != nil {
				return err
			}
		}
		return nil
	}
	p := printer{w: w}
	for _, s := range all {
		if s.Out != "" {
			p.printf("%-22s out: %s\n", s.Name, s.Out)
			continue
		}
		e := s.Points[len(s.Points)-1]
		p.printf("%-22s epoch %3d  loss %7.4f  train %6.2f %%  test %6.2f %%  %8.1f s\n",
			s.Name, e.Epoch, e.Loss, 100*e.TrainAccuracy, 100*e.TestAccuracy, e.Seconds)
	}
	p.printf("\n")
	return p.err
}

// writeStandings prints the end of a race for people.
func writeStandings(w io.Writer, all []race.Standing) error {
	p := printer{w: w}
	const row = "%-22s %9s %11s %15s %10s %10s %13s\n"
	p.printf(row, "", "accuracy", "parameters", "M mult.-adds", "", "seconds", "% for each")
	p.printf(row, "network", "%", "", "direct / fast", "ms a step", "in all", "10,000 params")
	for _, s := range all {
		if s.Out != "" {
			p.printf("%-22s dropped out after step %d\n", s.Name, s.Step)
			continue
		}
		p.printf(row, s.Name, percent(s.Accuracy()), grouped(int64(s.Params)),
			fmt.Sprintf("%.1f / %.1f", millions(s.MACs), millions(s.Fast.MACs)), fmt.Sprintf("%.1f", 1000*s.StepSeconds),
			fmt.Sprintf("%.1f", s.Seconds), fmt.Sprintf("%.2f", 100*s.Accuracy()/(float64(s.Params)/1e4)))
	}
	return p.err
}

// saveAll writes every network under its name.
func (o raceOptions) saveAll(r *race.Race, notes io.Writer) error {
	if err := os.MkdirAll(o.save, 0o777); err != nil {
		return fmt.Errorf("-save: %w", err)
	}
	for i, s := range r.Standings() {
		f, err := r.Checkpoint(i)
		if err != nil {
			return err
		}
		name := strings.NewReplacer(" ", "-", "#", "").Replace(strings.ToLower(s.Name))
		path := filepath.Join(o.save, name+".safetensors")
		if err := checkpoint.WriteFile(path, f); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(notes, "saved %s\n", path); err != nil {
			return err
		}
	}
	return nil
}

// plotRace draws accuracy against what it took.
func plotRace(all []race.Standing, folder string, notes io.Writer) error {
	book, err := newAlbum(folder, notes)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(s race.Standing) bool { return len(s.Points) == 0 })
	for _, c := range []struct {
		name, x string
		of      func(race.Point) float64
	}{
		{"race-epochs", "epoch", func(p race.Point) float64 { return float64(p.Epoch) }},
		{"race-seconds", "seconds of training", func(p race.Point) float64 { return p.Seconds }},
	} {
		var lines []figure.Line
		for _, s := range all {
			line := figure.Line{Name: s.Name}
			for _, p := range s.Points {
				line.X, line.Y = append(line.X, c.of(p)), append(line.Y, 100*p.TestAccuracy)
			}
			lines = append(lines, line)
		}
		f, err := figure.Lines(figure.Axes{Title: "Test accuracy", X: c.x, Y: "accuracy, %"}, lines...)
		if err := book.save(c.name, f, err); err != nil {
			return err
		}
	}
	for _, c := range []struct {
		name, x, title string
		of             func(race.Standing) float64
	}{
		{"race-parameters", "parameters", "Test accuracy", func(s race.Standing) float64 { return float64(s.Params) }},
		{"race-direct", "multiply-adds of a picture", "Test accuracy, arithmetic counted direct", func(s race.Standing) float64 { return float64(s.MACs) }},
		{"race-fast", "multiply-adds of a picture", "Test accuracy, fast algorithms for maps", func(s race.Standing) float64 { return float64(s.Fast.MACs) }},
	} {
		var points []figure.Point
		for _, s := range all {
			points = append(points, figure.Point{Name: s.Name, X: c.of(s), Y: 100 * s.Accuracy()})
		}
		f, err := figure.Points(figure.Axes{Title: c.title, X: c.x, Y: "accuracy, %", LogX: true}, points...)
		if err := book.save(c.name, f, err); err != nil {
			return err
		}
	}
	return nil
}
