// Package torch writes PyTorch modules, so that a network can be trained on
// where there are larger machines.
//
// The file that Write gives is plain Python for people to read and change: a
// convolution with a 3D-FilterMap, the network with the names of
// kuangliu/pytorch-cifar, and functions that load and save our checkpoints.
package torch

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"filtermaplab/engine"
)

//go:embed filtermap.py.tmpl
var source string

// module is what the template needs to know.
type module struct {
	Title, Model, Variant string
	Rule, Edge            string
	Classes               int
	Mean, Std             []float64
	Geometry              []geometry

	Family     string // resnet or densenet
	Widths     []int  // of a ResNet's stages
	Bottleneck bool
	Growth     int   // of a DenseNet
	Blocks     []int // of the stages
}

// geometry is (K1,K2,K3) of one layer.
type geometry struct {
	Layer string
	K     []int
}

// Write writes the module of a network, with its geometries and settings but
// without its weights, which are loaded from a checkpoint. It fails for maps
// that are not of 3x3 windows with strides 2.
func Write(w io.Writer, t *engine.Trained) error {
	m, err := describe(t)
	if err != nil {
		return err
	}
	text, err := m.fill(source)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("torch: %w", err)
	}
	return nil
}

// blockOf reads a layer's name: layer2.0.conv1 is of family "layer", stage 2,
// convolution 1. Ok is false for layers outside of blocks.
func blockOf(name string) (family string, stage, conv int, ok bool) {
	parts := strings.Split(name, ".")
	if len(parts) != 3 {
		return "", 0, 0, false
	}
	for _, family = range []string{"layer", "dense"} {
		number, ok := strings.CutPrefix(parts[0], family)
		if !ok {
			continue
		}
		stage, errStage := strconv.Atoi(number)
		_, errBlock := strconv.Atoi(parts[1])
		last, isConv := strings.CutPrefix(parts[2], "conv")
		conv, errConv := strconv.Atoi(last)
		return family, stage, conv, isConv && errStage == nil && errBlock == nil && errConv == nil && stage >= 1 && conv >= 1 && conv <= 3
	}
	return "", 0, 0, false
}

// fill writes the template out. It has two kinds of marks: lines {{if NAME}},
// {{else}} and {{end}} around lines that some networks need, and {{NAME}} for
// a value. The standard library's templates would do more, at several times
// the size of this package in a browser.
func (m module) fill(template string) (string, error) {
	conditions := map[string]bool{"resnet": m.Family == "resnet", "bottleneck": m.Bottleneck}
	var out strings.Builder
	var written []bool // by {{if}} that is open
	for line := range strings.Lines(template) {
		switch mark := strings.TrimSuffix(line, "\n"); {
		case strings.HasPrefix(mark, "{{if "):
			on, known := conditions[strings.TrimSuffix(strings.TrimPrefix(mark, "{{if "), "}}")]
			if !known {
				return "", fmt.Errorf("torch: template: no condition %s", mark)
			}
			written = append(written, on)
		case mark == "{{else}}":
			written[len(written)-1] = !written[len(written)-1]
		case mark == "{{end}}":
			written = written[:len(written)-1]
		case !slices.Contains(written, false):
			out.WriteString(line)
		}
	}
	return m.values().Replace(out.String()), nil
}

// values replaces the names of values by Python.
func (m module) values() *strings.Replacer {
	var geometry strings.Builder
	for _, g := range m.Geometry {
		geometry.WriteString("\n    " + strconv.Quote(g.Layer) + ": " + tuple(g.K, strconv.Itoa) + ",")
	}
	block, expansion := "Two 3x3 convolutions", ""
	if m.Bottleneck {
		block, expansion = "1x1, 3x3, 1x1 to four times the width", "4 * "
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	return strings.NewReplacer(
		"{{title}}", m.Title, "{{model}}", strconv.Quote(m.Model), "{{variant}}", strconv.Quote(m.Variant),
		"{{rule}}", strconv.Quote(m.Rule), "{{edge}}", strconv.Quote(m.Edge), "{{classes}}", strconv.Itoa(m.Classes),
		"{{mean}}", tuple(m.Mean, number), "{{std}}", tuple(m.Std, number), "{{geometry}}", geometry.String(),
		"{{widths}}", tuple(m.Widths, strconv.Itoa), "{{blocks}}", tuple(m.Blocks, strconv.Itoa), "{{growth}}", strconv.Itoa(m.Growth),
		"{{block}}", block, "{{expansion}}", expansion,
	)
}

// tuple writes a list as Python does.
func tuple[T any](list []T, write func(T) string) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = write(v)
	}
	if len(parts) == 1 {
		return "(" + parts[0] + ",)"
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// describe reads off the network's layers what its sizes are.
func describe(t *engine.Trained) (module, error) {
	spec := t.Spec
	m := module{
		Title: spec.Model + " " + string(spec.Variant), Model: spec.Model, Variant: string(spec.Variant),
		Rule: spec.Rule.String(), Edge: spec.Padding.String(), Classes: spec.Classes,
		Mean: t.Norm.Mean[:], Std: t.Norm.Std[:],
	}
	for _, l := range t.Network.Layers {
		if g := l.Map; g != nil {
			if g.X != 2 || g.Y != 2 || g.S1 != 3 || g.S2 != 3 {
				return m, fmt.Errorf("torch: layer %s: want 3x3 windows with strides 2, got %v", l.Name, *g)
			}
			m.Geometry = append(m.Geometry, geometry{l.Name, []int{g.K1, g.K2, g.K3}})
		}
		family, stage, conv, ok := blockOf(l.Name)
		if !ok {
			continue
		}
		if stage > len(m.Blocks) {
			m.Blocks, m.Widths = append(m.Blocks, 0), append(m.Widths, 0)
		}
		switch {
		case family == "dense" && conv == 2:
			m.Family, m.Growth = "densenet", l.Conv.K
		case family == "dense":
			m.Blocks[stage-1]++
		case conv == 1:
			m.Family, m.Widths[stage-1] = "resnet", l.Conv.K
			m.Blocks[stage-1]++
		case conv == 3:
			m.Bottleneck = true
		}
	}
	if m.Family == "" {
		return m, errors.New("torch: want a ResNet or a DenseNet, got neither")
	}
	return m, nil
}
