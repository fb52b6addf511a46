package lesson

import (
	"slices"
	"strconv"

	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// backward is lesson 4: how gradients come back into the map.
func backward(t *words.Table) Lesson {
	return Lesson{Title: t.T("backward and Eq. 1"), Parts: []Part{{
		Map: true,
		Text: func(w World) []string {
			return []string{
				w.Words.T("Training finds a gradient for every filter value: how the loss would change with it. But filters only borrow their values from the map, so the gradients fall back into its cells. [Backward](mode:backward) plays that."),
			}
		},
		Wait: &Wait{
			Text: func(w World) string {
				if w.Step == 0 {
					return w.Words.T("Press [Step](#step) once, so that there are gradients.")
				}
				return w.Words.T("Choose [Backward](mode:backward).")
			},
			Over: func(w World) bool { return w.Step > 0 && w.View.Mode == scene.Backward },
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			t, m := w.Words, busiest(w.own(), w.View.Slice)
			return []string{t.T("Point at [cell %d, %d of slice %d](cell:%d,%d,%d): several windows overlap there.", m.M1, m.M2, m.C, m.M1, m.M2, m.C)}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			n := uses(g, busiest(g, w.View.Slice))
			q := Question{
				Text: t.T("Predict: how many filter values are this one cell?"),
				Why:  t.T("%d: %d in each of the %d groups k3. The paper calls that number n.", n, n/g.K3, g.K3),
			}
			q.Choices, q.Right = ranked(t, n, 1, g.K()*g.S1*g.S2)
			return q
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			t, g := w.Words, w.own()
			m := busiest(g, w.View.Slice)
			text := []string{t.T("The gradients that meet in a cell make one number. The sum rule adds them up: that is the gradient of the loss by the chain rule. The mean rule, Eq. 1 of the paper, divides the sum by n.")}
			if sum, _, ok := meeting(w); ok {
				text = append(text, t.T("In [cell %d, %d of slice %d](cell:%d,%d,%d) the %d gradients of the last step add up to %s.", m.M1, m.M2, m.C, m.M1, m.M2, m.C, uses(g, m), digits(t, sum)))
			}
			return text
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			n := uses(g, busiest(g, w.View.Slice))
			sum, mean, ok := meeting(w)
			if !ok || n < 2 || sum == 0 {
				return Question{}
			}
			return Question{
				Text:    t.T("Predict: what does the mean rule give this cell?"),
				Choices: []string{digits(t, sum), digits(t, mean), digits(t, sum*float64(n))},
				Right:   1,
				Why:     t.T("%s ÷ %d = %s.", digits(t, sum), n, digits(t, mean)),
			}
		},
		Wait: &Wait{
			Text: func(w World) string { return w.Words.T("Press [Step](#step) once, so that there are gradients.") },
			Over: func(w World) bool { _, _, ok := meeting(w); return ok },
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			t := w.Words
			rule := t.T("This network learns by the mean rule.")
			if w.Layer.Snap.Rule == filtermap.Sum {
				rule = t.T("This network learns by the sum rule.")
			}
			return []string{rule + " " + t.T("The [setup](#setup) changes it.")}
		},
		Ask: func(w World) Question {
			t := w.Words
			return Question{
				Text:    t.T("Predict: at the same learning rate, whose steps are longer?"),
				Choices: []string{t.T("those of the mean rule"), t.T("those of the sum rule"), t.T("both are equal")},
				Right:   1,
				Why:     t.T("The sum's: every cell's gradient is n times that of the mean. So short runs learn faster with the sum, and the mean rule wants a larger rate. Lesson 7 tries that."),
			}
		},
	}}}
}

// busiest is the cell of slice c that most windows reach, the first of several.
func busiest(g filtermap.Geometry, c int) filtermap.Cell {
	c = min(max(0, c), g.C-1)
	all := counts(g)
	i := slices.Index(all, slices.Max(all))
	return filtermap.Cell{M1: i / g.Wm(), M2: i % g.Wm(), C: c}
}

// uses is n of a cell.
func uses(g filtermap.Geometry, m filtermap.Cell) int {
	return counts(g)[m.M1*g.Wm()+m.M2]
}

// meeting is the gradient of the busiest cell by either rule.
func meeting(w World) (sum, mean float64, ok bool) {
	if !w.mapped() || w.Layer.Tried || w.Step == 0 || len(w.Layer.Snap.Grad) == 0 {
		return 0, 0, false
	}
	g := w.own()
	m := busiest(g, w.View.Slice)
	n := float64(uses(g, m))
	v := w.Layer.Value(scene.Gradient, g.CellIndex(m))
	if w.Layer.Snap.Rule == filtermap.Sum {
		return v, v / n, n > 0
	}
	return v * n, v, n > 0
}

// digits writes a gradient with three digits that count.
func digits(t *words.Table, v float64) string {
	return t.Mark(strconv.FormatFloat(v, 'g', 3, 64))
}
