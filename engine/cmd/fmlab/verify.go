package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/device"
	"filtermaplab/engine/golden"
)

// verifyResult is how one file was held, as -json prints it.
type verifyResult struct {
	File    string         `json:"file"`
	OK      bool           `json:"ok"`
	Error   string         `json:"error,omitempty"` // why it could not be compared
	What    string         `json:"what,omitempty"`
	Tensors []verifyTensor `json:"tensors,omitempty"`
}

// verifyTensor is how near one tensor came.
type verifyTensor struct {
	Name      string   `json:"name"`
	Error     *float64 `json:"error"` // largest difference as a part of the largest magnitude; null if it is no number
	Tolerance float64  `json:"tolerance"`
	OK        bool     `json:"ok"`
}

func newVerify() *cobra.Command {
	var deviceName string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify FILE...",
		Short: "Hold golden vectors to a device",
		Long: `Compute on a device what each file of golden vectors says, and print the worst
error of each tensor as a part of the tensor's largest magnitude. A file has
one 3D-FilterMap convolution of any geometry or one network in training; the
documentation of package engine/golden says what is in it.

The exit status is 1 where a tensor is beyond its tolerance or a file cannot be
compared; the other files are compared all the same. With -json one object is
printed for each file:
  {"file","ok","what","tensors":[{"name","error","tolerance","ok"}]}`,
		Example: `  fmlab verify golden/fmconv_64_64.safetensors
  fmlab verify -device reference golden/*.safetensors`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("verify: name at least one file")
			}
			return nil
		},
		ValidArgsFunction: files("safetensors"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dev, err := openDevice(deviceName)
			if err != nil {
				return err
			}
			return verify(args, dev, asJSON, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&deviceName, "device", autoDevice, deviceHelp())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a file")
	complete(cmd, "device", values(deviceNames))
	return cmd
}

// verify compares every file and returns errReported where one does not hold.
func verify(paths []string, dev device.Device, asJSON bool, w io.Writer) error {
	held := 0
	for _, path := range paths {
		r := verifyFile(path, dev)
		if r.OK {
			held++
		}
		var err error
		if asJSON {
			err = json.NewEncoder(w).Encode(r)
		} else {
			err = r.write(w)
		}
		if err != nil {
			return err
		}
	}
	if !asJSON {
		if _, err := fmt.Fprintf(w, "%d of %d files hold on device %s\n", held, len(paths), dev.Name()); err != nil {
			return err
		}
	}
	if held < len(paths) {
		return errReported
	}
	return nil
}

// verifyFile compares one file.
func verifyFile(path string, dev device.Device) verifyResult {
	r := verifyResult{File: path}
	f, err := checkpoint.ReadFile(path)
	var report golden.Report
	if err == nil {
		report, err = golden.Verify(f, dev)
	}
	if err != nil {
		r.Error = err.Error()
		return r
	}
	r.OK, r.What = report.OK(), report.What
	for _, t := range report.Tensors {
		v := verifyTensor{Name: t.Name, Tolerance: t.Tolerance, OK: t.OK()}
		if e := t.Error(); !math.IsInf(e, 0) && !math.IsNaN(e) {
			v.Error = &e
		}
		r.Tensors = append(r.Tensors, v)
	}
	return r
}

// tolerance as people read it.
func (t verifyTensor) tolerance() string {
	if t.Tolerance == 0 {
		return "exact"
	}
	return fmt.Sprintf("%.0e", t.Tolerance)
}

// write prints the result for people.
func (r verifyResult) write(w io.Writer) error {
	if r.Error != "" {
		_, err := fmt.Fprintf(w, "%s\n  cannot be compared: %s\n\n", r.File, r.Error)
		return err
	}
	_, err := fmt.Fprintf(w, "%s\n%s\n  %-44s %12s %10s\n", r.File, r.What, "tensor", "worst error", "tolerance")
	for _, t := range r.Tensors {
		worst, mark := "not a number", ""
		if t.Error != nil {
			worst = fmt.Sprintf("%.2e", *t.Error)
		}
		if !t.OK {
			mark = "  beyond tolerance"
		}
		if err == nil {
			_, err = fmt.Fprintf(w, "  %-44s %12s %10s%s\n", t.Name, worst, t.tolerance(), mark)
		}
	}
	if err == nil {
		_, err = fmt.Fprintln(w)
	}
	return err
}
