package model

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"filtermaplab/filtermap"
)

// ParseMaps reads the geometries of single layers from a setting's text,
//
//	layer1.0.conv1=4x4x1,layer2.0.conv2=8x2x2:1x1
//
// that is LAYER=K1xK2xK3, and the strides :XxY where they are not the paper's
// 2 and 2. Channels, filter size and the edge are the layer's. It returns an
// error for a layer that has no map in s, or a map that does not give the
// layer its filters.
func ParseMaps(s Spec, text string) (map[string]filtermap.Geometry, error) {
	if text == "" {
		return nil, nil
	}
	layers, err := mapsOf(s)
	if err != nil {
		return nil, err
	}
	found := make(map[string]filtermap.Geometry)
	for part := range strings.SplitSeq(text, ",") {
		name, sizes, _ := strings.Cut(part, "=")
		usual, ok := layers[name]
		if !ok {
			return nil, fmt.Errorf("model: maps: %s has no layer %q with a map; choose one of %s", s.Model, name,
				strings.Join(slices.Sorted(maps.Keys(layers)), ", "))
		}
		if _, twice := found[name]; twice {
			return nil, fmt.Errorf("model: maps: layer %s is named twice", name)
		}
		g := usual
		if !readSizes(&g, sizes) {
			return nil, fmt.Errorf("model: maps: layer %s: want K1xK2xK3 or K1xK2xK3:XxY, such as %s, got %q", name, writeSizes(usual), sizes)
		}
		if err := fits(g, usual.K(), usual.C); err != nil {
			return nil, fmt.Errorf("model: maps: layer %s: %w", name, err)
		}
		found[name] = g
	}
	return found, nil
}

// FormatMaps is the inverse of ParseMaps, in the order of names. Layers whose
// geometry is their usual one in s are left out.
func FormatMaps(s Spec, geometries map[string]filtermap.Geometry) (string, error) {
	layers, err := mapsOf(s)
	if err != nil {
		return "", err
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(geometries)) {
		g := geometries[name]
		if usual, ok := layers[name]; ok && writeSizes(usual) == writeSizes(g) {
			continue
		}
		parts = append(parts, name+"="+writeSizes(g))
	}
	text := strings.Join(parts, ",")
	_, err = ParseMaps(s, text)
	return text, err
}

// mapsOf lists the usual maps of s's FM network by layer.
func mapsOf(s Spec) (map[string]filtermap.Geometry, error) {
	s.Batch, s.Geometry, s.Variant = 1, nil, FM
	net, err := Build(s)
	if err != nil {
		return nil, err
	}
	layers := make(map[string]filtermap.Geometry)
	for _, l := range net.Layers {
		if l.Map != nil {
			layers[l.Name] = *l.Map
		}
	}
	return layers, nil
}

// readSizes puts K1xK2xK3 and, behind a colon, XxY into g.
func readSizes(g *filtermap.Geometry, text string) bool {
	filters, strides, both := strings.Cut(text, ":")
	into := []*int{&g.K1, &g.K2, &g.K3}
	numbers := strings.Split(filters, "x")
	if len(numbers) != 3 {
		return false
	}
	if both {
		xy := strings.Split(strides, "x")
		if len(xy) != 2 {
			return false
		}
		into, numbers = append(into, &g.X, &g.Y), append(numbers, xy...)
	}
	for i, text := range numbers {
		n, err := strconv.Atoi(text)
		if err != nil {
			return false
		}
		*into[i] = n
	}
	return true
}

// writeSizes is the inverse of readSizes.
func writeSizes(g filtermap.Geometry) string {
	text := fmt.Sprintf("%dx%dx%d", g.K1, g.K2, g.K3)
	if g.X != 2 || g.Y != 2 {
		text += fmt.Sprintf(":%dx%d", g.X, g.Y)
	}
	return text
}
