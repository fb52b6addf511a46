package paper

import (
	"fmt"

	"filtermaplab/filtermap"
)

// Size is a row of Table 1: how many filters a map yields along each axis.
type Size struct {
	Filters int    `json:"filters"`
	Paper   [3]int `json:"paper"` // (K1,K2,K3) as printed
	Ours    [3]int `json:"ours"`  // of filtermap.Default
}

// Table1 is "The Size of 3D-FM-CNN". Ours are for layers whose channels K3
// divides, which are all but a network's first.
func Table1() ([]Size, error) {
	printed := []Size{
		{Filters: 12, Paper: [3]int{2, 3, 2}},
		{Filters: 32, Paper: [3]int{4, 4, 2}},
		{Filters: 64, Paper: [3]int{4, 4, 4}},
		{Filters: 128, Paper: [3]int{8, 4, 4}},
		{Filters: 256, Paper: [3]int{8, 8, 4}},
		{Filters: 512, Paper: [3]int{8, 8, 8}},
	}
	const channels = 64 // any number that 8, the largest K3, divides
	for i, row := range printed {
		g, err := filtermap.Default(row.Filters, channels)
		if err != nil {
			return nil, fmt.Errorf("paper: table 1: %w", err)
		}
		printed[i].Ours = [3]int{g.K1, g.K2, g.K3}
	}
	return printed, nil
}
