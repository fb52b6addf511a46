package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/model"
	"filtermaplab/engine/optim"
	"filtermaplab/filtermap"
)

// trainOptions are the flags of train.
type trainOptions struct {
	cfg       engine.Config
	source    source
	device    string
	out       string
	resume    string
	link      string
	proof     proof // what the link says comes out
	stopAfter int
	json      bool
	changed   []string // flags that differ from the run of -resume
}

func newTrain() *cobra.Command {
	o := trainOptions{cfg: engine.DefaultConfig()}
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train a network and save it after each epoch",
		Long: `Train a network. After each epoch it is tested and saved to the file of -out,
with everything that is needed to go on: a run that is stopped and resumed gives
the same network to the bit as one that was not.

Ctrl-C saves the run where it stands. Go on with

  fmlab train -resume FILE

which takes all settings from the file. Settings that are given as well replace
the saved ones; network, batch, seed and pictures must stay.

With -json one line is printed for each epoch; accuracies are parts of 1:
  {"epoch","loss","train_accuracy","test_accuracy","images_per_second","fingerprint"}
The fingerprint is a hash of the network: equal ones mean equal networks.`,
		Example: `  fmlab train -data shapes -epochs 5
  fmlab train -data data/cifar-10-binary.tar.gz -model resnet20 -variant plain
  fmlab train -data shapes -epochs 20 -stop-after 5 -out run.safetensors
  fmlab train -resume run.safetensors
  fmlab train -link 'https://.../index.html#rule=sum&seed=7&device=strict'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.train(cmd.Context(), cmd.Flags(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	bindConfig(cmd.Flags(), &o.cfg)
	f := cmd.Flags()
	f.StringVar(&o.source.Data, "data", shapes, "pictures: a CIFAR archive, .bin file or folder, or shapes, which the program draws itself")
	f.IntVar(&o.source.PerClass, "per-class", 0, "pictures of each class to learn from; 0 takes all of a file, and 500 shapes")
	f.StringVar(&o.device, "device", autoDevice, deviceHelp())
	f.StringVar(&o.out, "out", "", "file to save to; \"\" saves nothing (default MODEL-VARIANT.safetensors under a free name, or the file of -resume)")
	f.StringVar(&o.resume, "resume", "", "file of a run to go on with")
	f.StringVar(&o.link, "link", "", "link that the page has copied: train what it says; flags come before it")
	f.IntVar(&o.stopAfter, "stop-after", 0, "stop after so many epochs, to be resumed; 0 means at the end")
	f.BoolVar(&o.json, "json", false, "print one JSON object an epoch")
	completeTrain(cmd)
	return cmd
}

// bindConfig declares the flags that make up a Config.
func bindConfig(f *pflag.FlagSet, c *engine.Config) {
	f.StringVar(&c.Model, "model", c.Model, "network; \"fmlab params\" lists them")
	f.StringVar((*string)(&c.Variant), "variant", string(c.Variant), "what stands in the 3x3 convolutions: fm, plain, or thin (plain with as many parameters as fm)")
	f.StringVar(&c.Rule, "rule", c.Rule, "gradient of a map: mean (Eq. 1 of the paper) or sum")
	f.StringVar(&c.Padding, "padding", c.Padding, "what a window finds beyond the map's edge: wrap, or authors (as in their code)")
	f.StringVar(&c.Maps, "maps", c.Maps, "maps of single layers: LAYER=K1xK2xK3[:XxY], with commas between them")
	f.IntVar(&c.Epochs, "epochs", c.Epochs, "passes over the pictures")
	f.IntVar(&c.Batch, "batch", c.Batch, "pictures a step")
	f.Float64Var(&c.LR, "lr", c.LR, "learning rate; the highest of a schedule")
	f.StringVar(&c.Rates, "rates", c.Rates, "changes of the learning rate on the way: STEP:RATE, with commas between them")
	f.StringVar(&c.Schedule, "schedule", c.Schedule, "course of the learning rate: "+strings.Join(optim.Schedules(), ", "))
	f.Float64Var(&c.Momentum, "momentum", c.Momentum, "momentum of SGD")
	f.BoolVar(&c.Nesterov, "nesterov", c.Nesterov, "Nesterov momentum")
	f.Float64Var(&c.WeightDecay, "wd", c.WeightDecay, "weight decay")
	f.Float64Var(&c.Smoothing, "smoothing", c.Smoothing, "label smoothing")
	f.Var((*notFlag)(&c.Augment), "no-augment", "show the pictures as they are, without random crop and flip")
	f.Lookup("no-augment").NoOptDefVal = "true"
	f.Uint64Var(&c.Seed, "seed", c.Seed, "seed of weights, order and augmentation")
}

// notFlag is a boolean flag that clears what it points to.
type notFlag bool

func (n *notFlag) String() string { return strconv.FormatBool(!bool(*n)) }
func (n *notFlag) Type() string   { return "bool" }

func (n *notFlag) Set(s string) error {
	v, err := strconv.ParseBool(s)
	*n = notFlag(!v)
	return err
}

func completeTrain(cmd *cobra.Command) {
	complete(cmd, "model", values(model.Names))
	complete(cmd, "variant", values(func() []string {
		var names []string
		for _, v := range model.Variants() {
			names = append(names, string(v))
		}
		return names
	}))
	complete(cmd, "rule", values(func() []string { return []string{filtermap.Mean.String(), filtermap.Sum.String()} }))
	complete(cmd, "padding", values(func() []string { return []string{filtermap.Wrap.String(), filtermap.Authors.String()} }))
	complete(cmd, "schedule", values(optim.Schedules))
	complete(cmd, "device", values(deviceNames))
	complete(cmd, "out", files("safetensors"))
	complete(cmd, "resume", files("safetensors"))
	for _, number := range []string{"per-class", "maps", "rates", "epochs", "batch", "lr", "momentum", "wd", "smoothing", "seed", "stop-after", "link"} {
		complete(cmd, number, nothing)
	}
}

// train carries the command out.
func (o *trainOptions) train(ctx context.Context, flags *pflag.FlagSet, stdout, stderr io.Writer) error {
	if o.stopAfter < 0 {
		return usagef("-stop-after: want at least 1 epoch, or 0 for the whole run, got %d", o.stopAfter)
	}
	if o.link != "" {
		if err := o.followLink(flags); err != nil {
			return err
		}
	}
	var saved *checkpoint.File
	if o.resume != "" {
		var err error
		if saved, err = o.takeOver(flags); err != nil {
			return err
		}
	}
	if err := o.cfg.Validate(); err != nil {
		return usageError{err}
	}
	if err := o.chooseOut(flags.Changed("out")); err != nil {
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
	r := &trainRun{source: o.source, out: o.out, stdout: stdout, stderr: stderr, json: o.json, proof: o.proof}
	if saved == nil {
		r.session, err = engine.NewSession(o.cfg, pictures, dev)
	} else {
		r.session, err = engine.Resume(saved, o.cfg, pictures, dev)
	}
	if err != nil {
		return err
	}
	defer r.session.Close()
	if saved != nil {
		o.noteChanges(stderr, saved, dev.Name())
	}
	r.last = r.session.Steps()
	if o.stopAfter > 0 {
		epoch := len(r.session.History()) + o.stopAfter
		r.last = min(r.last, epoch*r.session.StepsPerEpoch())
	}
	return r.run(ctx)
}

// chooseOut completes the name of the file to save to, and finds out before
// hours of training whether there is a folder to put it in.
func (o *trainOptions) chooseOut(given bool) error {
	if given && o.out == "" {
		return nil
	}
	if !given && o.resume != "" {
		o.out = o.resume
	}
	if o.out == "" {
		o.out = freeName(fmt.Sprintf("%s-%s", o.cfg.Model, o.cfg.Variant), ".safetensors")
	}
	if info, err := os.Stat(o.out); err == nil && info.IsDir() {
		return fmt.Errorf("-out: %s is a folder; name a file in it", o.out)
	}
	folder := filepath.Dir(o.out)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("-out: there is no folder %s to save to; make it first", folder)
	}
	return nil
}

// freeName returns base+ending, or base-2+ending and so on: a finished network
// is not overwritten because another run was started.
func freeName(base, ending string) string {
	name := base + ending
	for i := 2; ; i++ {
		if _, err := os.Lstat(name); err != nil {
			return name
		}
		name = fmt.Sprintf("%s-%d%s", base, i, ending)
	}
}
