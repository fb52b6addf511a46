package lab

import (
	"math"
	"strconv"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
)

// Check is one of the checks of engine.Proved as people read it.
type Check struct {
	Asked bool   // false where the layer has nothing to check
	Holds bool   // what is checked is right
	Say   string // what was done and what came of it
	Table [][]string
	Note  string // the numbers that decide
}

// GradientCheck words the gradient check: a table of cell, backward pass,
// finite difference and error.
func GradientCheck(t *words.Table, p engine.Proved) Check {
	g := p.Gradient
	c := Check{Asked: true, Holds: g.Holds()}
	kind := t.T("filters")
	if g.IsMap {
		kind = t.T("map")
	}
	c.Say = t.T("%d weights in the %s of %s were moved up and down by %s, and the whole network computed its loss each time.",
		len(g.Cells), kind, g.Layer, Short(t, g.Step))
	c.Table = append(c.Table, []string{t.T("Place"), t.T("Backward pass"), t.T("Difference"), t.T("Error")})
	for _, m := range g.Cells {
		c.Table = append(c.Table, []string{Position(m.Index, g.Shape), digits(t, m.Backward), digits(t, m.Difference), percent(t, m.Error)})
	}
	c.Note = t.T("Largest error %s; up to %s is rounding and ReLUs that switch.", percent(t, g.Worst), percent(t, g.Limit))
	return c
}

// ConvolutionCheck words the comparison of the fast path with the definition.
func ConvolutionCheck(t *words.Table, p engine.Proved) Check {
	v := p.Convolution
	if v.Layer == "" {
		return noMap(t)
	}
	c := Check{Asked: true, Holds: v.Holds()}
	c.Say = t.T("%s outputs of %s, computed by the device %s, were compared with the filters cut out of the map and convolved one by one.",
		t.Count(v.Values), v.Layer, p.Device)
	c.Table = [][]string{
		{t.T("For one picture"), t.T("Multiplications")},
		{t.T("direct"), t.Count(int(v.Direct))},
		{t.T("by the device"), t.Count(int(v.Fast))},
	}
	times := float64(v.Direct) / float64(max(1, v.Fast))
	c.Note = t.T("Largest difference %s, where the largest output is %s.", Short(t, v.Difference), Short(t, v.Largest))
	if times > 1.05 {
		c.Note += " " + t.T("The same result with %s times fewer multiplications.", t.Decimal(times, 1))
	}
	return c
}

// RulesCheck words the comparison of the sum rule with the mean rule.
func RulesCheck(t *words.Table, p engine.Proved) Check {
	r := p.Rules
	if r.Layer == "" {
		return noMap(t)
	}
	c := Check{Asked: true, Holds: r.Holds()}
	c.Say = t.T("The same step of %s by both rules. Cell %s stands in %d places of the filters; the sum rule adds their gradients, the mean rule (Eq. 1) divides by that.",
		r.Layer, Position(r.Cell, r.Shape), r.Count)
	c.Table = [][]string{
		{t.T("One cell"), t.T("Gradient")},
		{t.T("sum"), digits(t, r.Sum)},
		{t.T("mean"), digits(t, r.Mean)},
		{t.T("sum / mean"), t.Decimal(r.Quotient, 3)},
	}
	c.Note = t.T("In all %s cells, sum and n times mean differ by at most %s of the largest sum.", t.Count(r.Cells), Short(t, r.Deviation))
	return c
}

func noMap(t *words.Table) Check {
	return Check{Say: t.T("This layer has no map: its filters share nothing. Choose FM above to check one.")}
}

// Position is the place of an element in a tensor: (3, 5, 2).
func Position(index int, shape []int) string {
	at := make([]string, len(shape))
	for i := len(shape) - 1; i >= 0; i-- {
		n := max(1, shape[i])
		at[i] = strconv.Itoa(index % n)
		index /= n
	}
	return "(" + strings.Join(at, ", ") + ")"
}

// digits writes a number with four digits that count.
func digits(t *words.Table, v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return t.T("infinite")
	}
	return t.Mark(strconv.FormatFloat(v, 'g', 4, 64))
}

// percent writes a share with two digits that count: 0.24 %.
func percent(t *words.Table, share float64) string {
	return t.Mark(strconv.FormatFloat(100*share, 'g', 2, 64)) + " %"
}
