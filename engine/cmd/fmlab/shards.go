package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"filtermaplab/engine/data/shard"
)

// shardsOptions are the flags of shards.
type shardsOptions struct {
	source   source
	perClass int
	out      string
	check    string
	json     bool
}

// shardsResult is what shards prints with -json.
type shardsResult struct {
	Name          string `json:"name"`
	Train         int    `json:"train"` // shards
	Test          int    `json:"test"`
	TrainPerClass int    `json:"train_per_class"` // pictures
	TestPerClass  int    `json:"test_per_class"`
	Bytes         int64  `json:"bytes"` // of all
}

func newShards() *cobra.Command {
	o := shardsOptions{source: source{Data: "data/cifar-10-binary.tar.gz"}, perClass: 100}
	cmd := &cobra.Command{
		Use:   "shards (-out DIR | -check DIR)",
		Short: "Cut pictures into files for a hosted page, or check them",
		Long: `Cut a data set into shards: files of records with equally many pictures of each
class, which the hosted page fetches as it needs them, and index.json with the
SHA-256 sum of each. -check verifies such a folder: sizes, sums, labels, order.

The official archive of CIFAR-10 gives 50 shards to learn from and 10 to test
on, 3.1 MB each. wasm/edge/README.md tells how they are put online.

With -json one object is printed:
  {"name","train","test","train_per_class","test_per_class","bytes"}`,
		Example: `  fmlab shards -out shards/cifar10
  fmlab shards -check shards/cifar10`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.source.Data, "data", o.source.Data, "pictures to cut: an archive of CIFAR-10, a folder, or shapes")
	f.IntVar(&o.perClass, "per-class", o.perClass, "pictures of each class in a shard")
	f.StringVar(&o.out, "out", "", "folder to write to")
	f.StringVar(&o.check, "check", "", "folder to check")
	f.BoolVar(&o.json, "json", false, "print one JSON object")
	complete(cmd, "data", files("gz", "tar", "bin"))
	complete(cmd, "per-class", nothing)
	return cmd
}

// run carries the command out.
func (o shardsOptions) run(stdout, stderr io.Writer) error {
	if (o.out == "") == (o.check == "") {
		return usagef("shards: name a folder to write to with -out, or one to check with -check")
	}
	var x *shard.Index
	var err error
	if o.check != "" {
		x, err = shard.Check(os.DirFS(o.check))
	} else {
		x, err = o.write(stderr)
	}
	if err != nil {
		return err
	}
	r := shardsResult{Name: x.Name, Train: len(x.Train), Test: len(x.Test)}
	var train, test int64
	r.TrainPerClass, train = shard.PerClass(x.Train)
	r.TestPerClass, test = shard.PerClass(x.Test)
	r.Bytes = train + test
	if o.json {
		return json.NewEncoder(stdout).Encode(r)
	}
	done := "written to " + o.out
	if o.check != "" {
		done = "whole, in " + o.check
	}
	_, err = fmt.Fprintf(stdout, "%s: %d shards to learn from (%s pictures a class), %d to test on (%s), %s bytes, %s\n",
		r.Name, r.Train, grouped(int64(r.TrainPerClass)), r.Test, grouped(int64(r.TestPerClass)), grouped(r.Bytes), done)
	return err
}

// write cuts the pictures.
func (o shardsOptions) write(notes io.Writer) (*shard.Index, error) {
	pair, err := o.source.open(notes)
	if err != nil {
		return nil, err
	}
	if len(pair.Train.Classes) != 10 {
		return nil, errors.New("shards: want pictures of ten classes, as CIFAR-10 has them")
	}
	return shard.Write(o.out, pair, o.perClass)
}
