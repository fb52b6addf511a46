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
	"regexp"
	"strconv"
	"strings"
	"text/template"

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
	parsed, err := template.New("filtermap.py").Funcs(template.FuncMap{"python": python}).Parse(source)
	if err != nil {
		return fmt.Errorf("torch: %w", err)
	}
	if err := parsed.Execute(w, m); err != nil {
		return fmt.Errorf("torch: %w", err)
	}
	return nil
}

// describe reads off the network's layers what its sizes are.
func describe(t *engine.Trained) (module, error) {
	spec := t.Spec
	m := module{
		Title: spec.Model + " " + string(spec.Variant), Model: spec.Model, Variant: string(spec.Variant),
		Rule: spec.Rule.String(), Edge: spec.Padding.String(), Classes: spec.Classes,
		Mean: t.Norm.Mean[:], Std: t.Norm.Std[:],
	}
	block := regexp.MustCompile(`^(layer|dense)(\d+)\.(\d+)\.conv([123])$`)
	for _, l := range t.Network.Layers {
		if g := l.Map; g != nil {
			if g.X != 2 || g.Y != 2 || g.S1 != 3 || g.S2 != 3 {
				return m, fmt.Errorf("torch: layer %s: want 3x3 windows with strides 2, got %v", l.Name, *g)
			}
			m.Geometry = append(m.Geometry, geometry{l.Name, []int{g.K1, g.K2, g.K3}})
		}
		part := block.FindStringSubmatch(l.Name)
		if part == nil {
			continue
		}
		stage, err := strconv.Atoi(part[2])
		if err != nil {
			return m, fmt.Errorf("torch: layer %s: %w", l.Name, err)
		}
		if stage > len(m.Blocks) {
			m.Blocks, m.Widths = append(m.Blocks, 0), append(m.Widths, 0)
		}
		switch conv := part[4]; {
		case part[1] == "dense" && conv == "2":
			m.Family, m.Growth = "densenet", l.Conv.K
		case part[1] == "dense":
			m.Blocks[stage-1]++
		case conv == "1":
			m.Family, m.Widths[stage-1] = "resnet", l.Conv.K
			m.Blocks[stage-1]++
		case conv == "3":
			m.Bottleneck = true
		}
	}
	if m.Family == "" {
		return m, errors.New("torch: want a ResNet or a DenseNet, got neither")
	}
	return m, nil
}

// python writes a string or a list of numbers as Python does.
func python(v any) (string, error) {
	var parts []string
	switch v := v.(type) {
	case string:
		return strconv.Quote(v), nil
	case []int:
		for _, n := range v {
			parts = append(parts, strconv.Itoa(n))
		}
	case []float64:
		for _, n := range v {
			parts = append(parts, strconv.FormatFloat(n, 'g', -1, 64))
		}
	default:
		return "", fmt.Errorf("no Python for %T", v)
	}
	if len(parts) == 1 {
		return "(" + parts[0] + ",)", nil
	}
	return "(" + strings.Join(parts, ", ") + ")", nil
}
