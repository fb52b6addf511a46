package model

import (
	"fmt"
	"strconv"
	"strings"
)

// Names lists the networks that people usually ask for. Any depth 6n+2 may be
// written in place of those of the small ResNets, with w (32/64/128) or ww
// (64/128/256) behind it, and any depth 6n+4 and growth in place of those of
// densenet100-12.
func Names() []string {
	var names []string
	for _, depth := range []string{"resnet8", "resnet14", "resnet20", "resnet56"} {
		names = append(names, depth, depth+"w", depth+"ww")
	}
	return append(names, "resnet18", "resnet34", "resnet50", "densenet-tiny", "densenet100-12", "densenet121")
}

// Deepest network by name; beyond it a name is more likely a slip of the finger.
const maxDepth = 200

// Largest growth of a DenseNet by name: the paper on DenseNets goes to 40.
const maxGrowth = 64

// lookup reads a network's name.
func lookup(name string) (architecture, error) {
	switch normalise(name) {
	case "resnet18":
		return resnet{widths: []int{64, 128, 256, 512}, blocks: []int{2, 2, 2, 2}}, nil
	case "resnet34":
		return resnet{widths: []int{64, 128, 256, 512}, blocks: []int{3, 4, 6, 3}}, nil
	case "resnet50":
		return resnet{widths: []int{64, 128, 256, 512}, blocks: []int{3, 4, 6, 3}, bottleneck: true}, nil
	case "densenet-tiny":
		return densenet{growth: 12, blocks: []int{2, 2, 2}}, nil
	case "densenet121":
		return densenet{growth: 32, blocks: []int{6, 12, 24, 16}}, nil
	}
	if r, ok := small(normalise(name)); ok {
		return r, nil
	}
	if d, ok := dense(normalise(name)); ok {
		return d, nil
	}
	return nil, fmt.Errorf("model: no network is called %q; choose one of %s", name, strings.Join(Names(), ", "))
}

// small reads resnet<6n+2> with its width suffix.
func small(name string) (resnet, bool) {
	rest, ok := strings.CutPrefix(name, "resnet")
	if !ok {
		return resnet{}, false
	}
	width := 16
	if rest, ok = strings.CutSuffix(rest, "ww"); ok {
		width = 64
	} else if rest, ok = strings.CutSuffix(rest, "w"); ok {
		width = 32
	}
	depth, err := strconv.Atoi(rest)
	if err != nil || depth < 8 || depth > maxDepth || depth%6 != 2 {
		return resnet{}, false
	}
	n := (depth - 2) / 6
	return resnet{widths: []int{width, 2 * width, 4 * width}, blocks: []int{n, n, n}}, true
}

// dense reads densenet<6n+4>-<growth>: DenseNet-BC for CIFAR with three blocks
// of n bottleneck layers. Source: Huang et al., "Densely connected
// convolutional networks", section 3.
func dense(name string) (densenet, bool) {
	rest, ok := strings.CutPrefix(name, "densenet")
	if !ok {
		return densenet{}, false
	}
	before, after, ok := strings.Cut(rest, "-")
	depth, errDepth := strconv.Atoi(before)
	growth, errGrowth := strconv.Atoi(after)
	if !ok || errDepth != nil || errGrowth != nil || depth < 10 || depth > maxDepth || depth%6 != 4 || growth < 2 || growth > maxGrowth {
		return densenet{}, false
	}
	n := (depth - 4) / 6
	return densenet{growth: growth, blocks: []int{n, n, n}}, true
}
