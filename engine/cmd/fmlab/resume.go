package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
)

// runKey is the metadata entry in which train keeps what a Session does not
// know: where the pictures came from, and the device.
const runKey = "fmlab.run"

// savedRun is the contents of that entry.
type savedRun struct {
	source
	Device string `json:"device"`
}

// readRun returns what train noted in a file; ok is false where it did not
// write the file.
func readRun(f *checkpoint.File) (run savedRun, ok bool) {
	text, ok := f.Metadata[runKey]
	return run, ok && json.Unmarshal([]byte(text), &run) == nil
}

// takeOver reads the file of -resume and takes the settings from it that were
// not given as flags.
func (o *trainOptions) takeOver(flags *pflag.FlagSet) (*checkpoint.File, error) {
	f, err := checkpoint.ReadFile(o.resume)
	if err != nil {
		return nil, err
	}
	saved, err := engine.SavedConfig(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.resume, err)
	}
	cfg := saved
	changed, err := override(&cfg, flags)
	if err != nil {
		return nil, err
	}
	o.cfg, o.changed = cfg, changed

	run, ok := readRun(f)
	if !ok && !flags.Changed("data") {
		return nil, usagef("-resume: %s does not say which pictures the run was on; name them with -data", o.resume)
	}
	if !flags.Changed("data") {
		o.source.Data = run.Data
	}
	if !flags.Changed("per-class") {
		o.source.PerClass = run.PerClass
	}
	return f, nil
}

// override sets in cfg what was given as flags. It returns the flags that
// change the course of a run that has begun.
func override(cfg *engine.Config, given *pflag.FlagSet) (changed []string, err error) {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	bindConfig(set, cfg)
	given.Visit(func(f *pflag.Flag) {
		own := set.Lookup(f.Name)
		if own == nil || err != nil || own.Value.String() == f.Value.String() {
			return
		}
		err = own.Value.Set(f.Value.String())
		// A constant rate does not know how long the run is.
		if f.Name != "epochs" || cfg.Schedule != "constant" {
			changed = append(changed, "-"+f.Name)
		}
	})
	return changed, err
}

// noteChanges says where a run that goes on will not end as it would have.
func (o *trainOptions) noteChanges(w io.Writer, saved *checkpoint.File, device string) {
	if len(o.changed) > 0 {
		fmt.Fprintf(w, "note: with another %s than was saved, the run takes another course from here on\n", strings.Join(o.changed, ", "))
	}
	if run, ok := readRun(saved); ok && run.Device != device {
		fmt.Fprintf(w, "note: the run was on device %s; on %s its last bits come out differently\n", run.Device, device)
	}
}
