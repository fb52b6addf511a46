package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/model"
	"filtermaplab/engine/paper"
)

func newPaper() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "paper [FILE...]",
		Short: "Set the paper's tables beside ours",
		Long: `Show Tables 1 and 2 of the paper, and beside each number what this program
builds: sizes of maps, parameters of the plain and the FM network and their
ratio, multiply-adds of one picture's forward pass (direct, and with the fast
algorithms, whose extra additions stand behind a +), and the memory that
activations take, a picture in training and in inference.

The paper's accuracies are on CIFAR-10. Ours are those of the FILEs given: the
test accuracy that a trained network's file records. A network that the paper
lacks gets a row of its own.

With -json one object is printed:
  {"table1":[{"filters","paper","ours"}],
   "table2":[{"model","ratio","plain":SIDE,"fm":SIDE}]}
  SIDE {"params","macs","fast":{"macs","adds"},"train","infer",
        "paper":{"params","accuracy"},"trained":{"accuracy","source"}}`,
		Example: `  fmlab paper
  fmlab paper assets/*.safetensors`,
		ValidArgsFunction: files("safetensors"),
		RunE: func(cmd *cobra.Command, paths []string) error {
			return showPaper(paths, asJSON, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// paperTables is what paper prints with -json.
type paperTables struct {
	Table1 []paper.Size       `json:"table1"`
	Table2 []paper.Comparison `json:"table2"`
}

// showPaper carries the command out.
func showPaper(paths []string, asJSON bool, w io.Writer) error {
	var tables paperTables
	var err error
	if tables.Table1, err = paper.Table1(); err != nil {
		return err
	}
	for _, name := range paper.Networks() {
		c, err := paper.Compare(name)
		if err != nil {
			return err
		}
		tables.Table2 = append(tables.Table2, c)
	}
	for _, path := range paths {
		if err := tables.take(path); err != nil {
			return err
		}
	}
	if asJSON {
		return json.NewEncoder(w).Encode(tables)
	}
	return tables.write(w)
}

// take finds the row of a trained network, or adds one.
func (t *paperTables) take(path string) error {
	f, err := checkpoint.ReadFile(path)
	if err != nil {
		return err
	}
	for i := range t.Table2 {
		if taken, err := t.Table2[i].Take(f, path); taken || err != nil {
			return err
		}
	}
	c, err := paper.Compare(f.Metadata["model"])
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	taken, err := c.Take(f, path)
	if taken {
		t.Table2 = append(t.Table2, c)
	}
	return err
}

// write prints both tables for people.
func (t paperTables) write(w io.Writer) error {
	p := printer{w: w}
	p.printf("Table 1: (K1,K2,K3) of a map\n\n%8s  %-10s %-10s\n", "filters", "paper", "here")
	for _, row := range t.Table1 {
		p.printf("%8d  %-10s %-10s\n", row.Filters, triple(row.Paper), triple(row.Ours))
	}
	p.printf("\nTable 2: networks with independent filters and with maps (-FM)\n\n")
	const row = "%-16s %8s %12s %6s   %9s %14s   %9s %9s   %8s %8s\n"
	p.printf(row, "", "paper", "here", "", "direct", "fast", "MB a", "picture", "paper", "here")
	p.printf(row, "network", "params", "params", "ratio", "M mult.", "M mult.+add", "training", "inference", "accuracy", "accuracy")
	for _, c := range t.Table2 {
		for _, s := range []paper.Side{c.Plain, c.FM} {
			name, ratio := engine.Config{Model: c.Model, Variant: s.Variant}.Network(), ""
			if s.Variant == model.FM {
				ratio = fmt.Sprintf("%.1f", c.Ratio)
			}
			printed, printedAccuracy := "-", "-"
			if s.Paper != nil {
				printed, printedAccuracy = s.Paper.Params, percent(s.Paper.Accuracy)
			}
			accuracy := "-"
			if s.Trained != nil {
				accuracy = percent(s.Trained.Accuracy)
			}
			p.printf(row, name, printed, grouped(int64(s.Params)), ratio,
				fmt.Sprintf("%.1f", millions(s.MACs)), fmt.Sprintf("%.1f + %.1f", millions(s.Fast.MACs), millions(s.Fast.Adds)),
				fmt.Sprintf("%.2f", millions(s.Train)), fmt.Sprintf("%.2f", millions(s.Infer)), printedAccuracy, accuracy)
		}
	}
	p.printf("\nThe paper's accuracies are on CIFAR-10, %% of the test pictures.\n")
	for _, c := range t.Table2 {
		for _, s := range []paper.Side{c.Plain, c.FM} {
			if s.Trained != nil {
				p.printf("here, %s: %s\n", engine.Config{Model: c.Model, Variant: s.Variant}.Network(), s.Trained.Source)
			}
		}
	}
	return p.err
}

func triple(k [3]int) string       { return fmt.Sprintf("(%d,%d,%d)", k[0], k[1], k[2]) }
func millions(n int64) float64     { return float64(n) / 1e6 }
func percent(share float64) string { return fmt.Sprintf("%.2f", 100*share) }

// printer prints until something goes wrong.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}
