package lesson

import (
	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// maps is lesson 3: where a filter's window lies, and how it runs around.
func maps(t *words.Table) Lesson {
	return Lesson{Title: t.T("the 3D map and T"), Parts: []Part{{
		Map: true,
		Text: func(w World) []string {
			t, g := w.Words, w.own()
			k1, k2, k := middle(g)
			return []string{
				t.T("The map has %d rows, %d columns and %d channels. Filter k3, k1, k2 is a window of %d × %d whose first row is k1·x and whose first column is k2·y, with x = %d and y = %d.", g.Hm(), g.Wm(), g.C, g.S1, g.S2, g.X, g.Y),
				t.T("Filter %d has k1 = %d and k2 = %d.", k, k1, k2),
			}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			k1, k2, k := middle(g)
			if g.X == 1 && g.Y == 1 || k2 == 0 {
				return Question{}
			}
			at := func(row, column int) string { return t.T("row %d, column %d", row, column) }
			q := Question{
				Text:    t.T("Predict: where does the window of filter %d begin?", k),
				Choices: []string{at(k1, k2), at(k1*g.X, k2*g.Y), at(k2*g.Y, k1*g.X)},
				Right:   1,
				Why:     t.T("At row %d·%d = %d and column %d·%d = %d. See [filter %d](filter:%d).", k1, g.X, k1*g.X, k2, g.Y, k2*g.Y, k, k),
			}
			if q.Choices[0] == q.Choices[1] || q.Choices[1] == q.Choices[2] {
				return Question{}
			}
			return q
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			t, g := w.Words, w.own()
			k := g.K1*g.K2 - 1
			m1, _, _ := scene.Window(g, k)
			return []string{t.T("The window of [filter %d](filter:%d) begins at row %d and is %d rows high. The last row of the map is row %d.", k, k, m1, g.S1, g.Hm()-1)}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			k := g.K1*g.K2 - 1
			m1, _, _ := scene.Window(g, k)
			if m1+g.S1 <= g.Hm() || g.Hm() < 2 {
				return Question{} // the window ends inside the map
			}
			q := Question{
				Text:    t.T("Predict: where does it take the row below the edge from?"),
				Choices: []string{t.T("from row 0"), t.T("from row 1"), t.T("from nowhere: zeros stand there")},
				Why:     t.T("From row 0: row m is read at m mod %d. In all three directions the map runs around, like a torus.", g.Hm()),
			}
			if g.Padding == filtermap.Authors {
				q.Right = 1
				q.Why = t.T("From row 1: this run pads the map as the authors' code does. In the paper's formula it is row 0.")
			}
			return q
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			t, g := w.Words, w.own()
			if g.K3 < 2 {
				return []string{t.T("This layer has one group of filters only, k3 = 0: every filter reads the channels from 0 to %d. Layers with more groups begin at channel k3·z, with z = C ÷ K3.", g.C-1)}
			}
			k := g.FilterIndex(0, 0, 1)
			return []string{
				t.T("A window goes through all %d channels, too, but it begins at another one for each k3: at channel k3·z, with z = C ÷ K3 = %d.", g.C, g.Z()),
				t.T("[Filter %d](filter:%d) has k3 = 1: its channel 0 lies in slice %d.", k, k, g.Z()),
			}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			if g.K3 < 2 {
				return Question{}
			}
			last := (g.Z() + g.C - 1) % g.C
			q := Question{
				Text: t.T("Predict: in which slice lies its last channel, %d?", g.C-1),
				Why:  t.T("In slice (%d + %d) mod %d = %d. All of it in one line: F[s1, s2, c] = M[(k1·x + s1) mod %d, (k2·y + s2) mod %d, (k3·z + c) mod %d]. That is T.", g.Z(), g.C-1, g.C, last, g.Hm(), g.Wm(), g.C),
			}
			q.Choices, q.Right = ranked(t, last, g.C-1, g.Z())
			return q
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			return []string{w.Words.T("[Extract](mode:extract) plays T: windows are cut out one after another, and the arithmetic of each value stands beside. It pauses and steps with the buttons below the map.")}
		},
		Wait: &Wait{
			Text: func(w World) string { return w.Words.T("Choose [Extract](mode:extract) and watch a few windows.") },
			Over: func(w World) bool { return w.View.Mode == scene.Extract },
		},
	}}}
}

// middle is a filter whose k1 and k2 differ, where the map has one.
func middle(g filtermap.Geometry) (k1, k2, k int) {
	k1, k2 = min(1, g.K1-1), min(2, g.K2-1)
	return k1, k2, g.FilterIndex(k1, k2, 0)
}
