package onnx

import (
	"fmt"

	"filtermaplab/filtermap"
)

// filters adds the nodes that cut the filters (K,C,S1,S2) out of a map
// (Hm,Wm,C) and returns their name. Layers of equal sizes share the index
// vectors.
func (e *exporter) filters(layer string, g filtermap.Geometry, m string) string {
	rows := e.indices(fmt.Sprintf("index.lines.%dx%d.stride%d", g.K1, g.S1, g.X), []int{g.K1, g.S1}, rowsOf(g))
	columns := e.indices(fmt.Sprintf("index.lines.%dx%d.stride%d", g.K2, g.S2, g.Y), []int{g.K2, g.S2}, columnsOf(g))
	channels := e.indices(fmt.Sprintf("index.channels.%dx%d", g.K3, g.C), []int{g.K3, g.C}, channelsOf(g))
	shape := e.indices(fmt.Sprintf("shape.%dx%dx%dx%d", g.K(), g.C, g.S1, g.S2), []int{4}, []int{g.K(), g.C, g.S1, g.S2})

	x := e.node("Gather", layer+".rows", []string{m, rows}, integer("axis", 0))
	x = e.node("Gather", layer+".columns", []string{x, columns}, integer("axis", 2))
	x = e.node("Gather", layer+".windows", []string{x, channels}, integer("axis", 4))
	// (K1,S1,K2,S2,K3,C) becomes (K3,K1,K2,C,S1,S2).
	x = e.node("Transpose", layer+".ordered", []string{x}, integers("perm", 4, 0, 2, 5, 1, 3))
	return e.node("Reshape", layer+".filters", []string{x, shape})
}

// rowsOf lists the map row of each row of each window, (K1,S1).
func rowsOf(g filtermap.Geometry) []int {
	var lines []int
	for k1 := range g.K1 {
		for s1 := range g.S1 {
			lines = append(lines, g.Cell(filtermap.Element{K: g.FilterIndex(k1, 0, 0), S1: s1}).M1)
		}
	}
	return lines
}

// columnsOf lists the map column of each column of each window, (K2,S2).
func columnsOf(g filtermap.Geometry) []int {
	var lines []int
	for k2 := range g.K2 {
		for s2 := range g.S2 {
			lines = append(lines, g.Cell(filtermap.Element{K: g.FilterIndex(0, k2, 0), S2: s2}).M2)
		}
	}
	return lines
}

// channelsOf lists the map channel of each channel of each window, (K3,C).
func channelsOf(g filtermap.Geometry) []int {
	var channels []int
	for k3 := range g.K3 {
		for c := range g.C {
			channels = append(channels, g.Cell(filtermap.Element{K: g.FilterIndex(0, 0, k3), C: c}).C)
		}
	}
	return channels
}
