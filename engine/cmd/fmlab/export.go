package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/onnx"
	"filtermaplab/engine/torch"
)

// exportOptions are the flags of export.
type exportOptions struct {
	weights  string
	onnx     string
	tensors  string
	torch    string
	expanded bool
	half     bool
}

func newExport() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export -weights FILE [-onnx FILE] [-safetensors FILE] [-torch FILE]",
		Short: "Take a trained network elsewhere",
		Long: `Write a trained network in other forms, each to the file that its flag names:

  -onnx          for ONNX runtimes: bytes of pictures in, scores out; mean, spread
                 and class names are inside. Filters are cut out of the maps when
                 the file is loaded, so that it is as small as the maps
  -safetensors   the weights alone, without the state of training
  -torch         a PyTorch module of the network, which loads and saves our files

With -expanded, filters stand in place of the maps in all of them: a plain
network that answers the same, many times as large.`,
		Example: `  fmlab export -weights resnet8-fm.safetensors -onnx resnet8-fm.onnx
  fmlab export -weights run.safetensors -safetensors small.safetensors -half
  fmlab export -weights run.safetensors -expanded -safetensors plain.safetensors
  fmlab export -weights run.safetensors -torch filtermap.py`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.export(cmd.OutOrStdout()) },
	}
	f := cmd.Flags()
	f.StringVar(&o.weights, "weights", "", "safetensors file of the network")
	f.StringVar(&o.onnx, "onnx", "", "ONNX file to write")
	f.StringVar(&o.tensors, "safetensors", "", "safetensors file to write, of the weights alone")
	f.StringVar(&o.torch, "torch", "", "Python file to write")
	f.BoolVar(&o.expanded, "expanded", false, "write filters in place of maps")
	f.BoolVar(&o.half, "half", false, "store the weights of -safetensors in half precision")
	for flag, ending := range map[string]string{"weights": "safetensors", "onnx": "onnx", "safetensors": "safetensors", "torch": "py"} {
		complete(cmd, flag, files(ending))
	}
	return cmd
}

// export carries the command out.
func (o exportOptions) export(stdout io.Writer) error {
	if o.weights == "" {
		return usagef("export: name the network's file with -weights")
	}
	if o.onnx == "" && o.tensors == "" && o.torch == "" {
		return usagef("export: name what to write: -onnx FILE, -safetensors FILE or -torch FILE")
	}
	if sameFile(o.weights, o.tensors) {
		return usagef("-safetensors: %s is the file of -weights, whose state of training would be lost; name another", o.tensors)
	}
	t, err := readTrained(o.weights)
	if err != nil {
		return err
	}
	if o.expanded {
		if t, err = t.Expand(); err != nil {
			return err
		}
	}
	for _, form := range []struct {
		path  string
		write func(*engine.Trained) error
	}{{o.onnx, o.writeONNX}, {o.tensors, o.writeTensors}, {o.torch, o.writeTorch}} {
		if form.path == "" {
			continue
		}
		if err := form.write(t); err != nil {
			return err
		}
		info, err := os.Stat(form.path)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(stdout, "%s: %s %s, %s bytes\n", form.path, t.Spec.Model, t.Spec.Variant, grouped(info.Size())); err != nil {
			return err
		}
	}
	return nil
}

func (o exportOptions) writeONNX(t *engine.Trained) error {
	m, err := onnx.Export(t)
	if err != nil {
		return err
	}
	return os.WriteFile(o.onnx, m.Encode(), 0o666)
}

func (o exportOptions) writeTensors(t *engine.Trained) error {
	dtype := checkpoint.F32
	if o.half {
		dtype = checkpoint.F16
	}
	return checkpoint.WriteFile(o.tensors, t.Checkpoint(dtype))
}

func (o exportOptions) writeTorch(t *engine.Trained) error {
	var b bytes.Buffer
	if err := torch.Write(&b, t); err != nil {
		return err
	}
	return os.WriteFile(o.torch, b.Bytes(), 0o666)
}

// readTrained reads a network's file for work that needs no device.
func readTrained(path string) (*engine.Trained, error) {
	f, err := checkpoint.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t, err := engine.ReadTrained(f, evalBatch)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

// sameFile reports whether two paths name one file that exists.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}
