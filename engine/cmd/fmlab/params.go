package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"filtermaplab/engine/model"
)

// networkSize is what a network learns and what it computes.
type networkSize struct {
	Model     string        `json:"model"`
	Variant   model.Variant `json:"variant"`
	Params    int           `json:"params"`     // learned values
	MapParams int           `json:"map_params"` // of which stand in maps
	MACs      int64         `json:"macs"`       // multiply-adds of one picture's forward pass, counted direct
}

func newParams() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "params [MODEL...]",
		Short: "Show what each network learns and costs",
		Long: `Show the learned values of each network in each variant, how many of them
stand in maps, and the multiply-adds of one picture's forward pass (32 x 32
pixels, 10 classes, every convolution counted direct).

Without MODEL the usual networks are shown. ResNets of any depth 6n+2 may be
asked for by name: resnet32, resnet44w.`,
		Example: `  fmlab params
  fmlab params resnet8 resnet32w
  fmlab params -json`,
		ValidArgsFunction: values(model.Names),
		RunE: func(cmd *cobra.Command, names []string) error {
			if len(names) == 0 {
				names = model.Names()
			}
			networks := make([][]networkSize, len(names))
			for i, name := range names {
				var err error
				if networks[i], err = sizesOf(name); err != nil {
					return err
				}
			}
			if asJSON {
				return writeSizesJSON(cmd.OutOrStdout(), networks)
			}
			return writeSizes(cmd.OutOrStdout(), networks)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// sizesOf returns the sizes of a network in every variant that it has.
func sizesOf(name string) ([]networkSize, error) {
	var all []networkSize
	for _, v := range model.Variants() {
		net, err := model.Build(model.Spec{Model: name, Variant: v, Batch: 1})
		if err != nil && v == model.Thin && len(all) > 0 {
			continue // the name is right: the family has no thin variant
		}
		if err != nil {
			return nil, usageError{err}
		}
		size := networkSize{Model: name, Variant: v, MACs: net.MACs()}
		size.Params, size.MapParams = net.ParamCount()
		all = append(all, size)
	}
	return all, nil
}

func writeSizesJSON(w io.Writer, networks [][]networkSize) error {
	enc := json.NewEncoder(w)
	for _, variants := range networks {
		for _, size := range variants {
			if err := enc.Encode(size); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeSizes(w io.Writer, networks [][]networkSize) error {
	const row = "%-14s %-8s %11s %11s %9s %15s\n"
	_, err := fmt.Fprintf(w, row, "model", "variant", "parameters", "in maps", "of plain", "multiply-adds")
	for _, variants := range networks {
		plain := variants[slices.IndexFunc(variants, func(s networkSize) bool { return s.Variant == model.Plain })]
		for _, size := range variants {
			share := fmt.Sprintf("%.1f %%", 100*float64(size.Params)/float64(plain.Params))
			if err == nil {
				_, err = fmt.Fprintf(w, row, size.Model, size.Variant, grouped(int64(size.Params)),
					grouped(int64(size.MapParams)), share, grouped(size.MACs))
			}
		}
	}
	return err
}

// grouped writes n, which is not negative, with commas between thousands:
// 11,173,962.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
