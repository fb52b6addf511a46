package lesson

import "filtermaplab/ui/words"

// redundancy is lesson 2: how little a map stores, and what its filters have
// in common for that.
func redundancy(t *words.Table) Lesson {
	return Lesson{Title: t.T("why filters are redundant"), Parts: []Part{{
		Map: true,
		Text: func(w World) []string {
			t, g := w.Words, w.own()
			return []string{
				t.T("Independent filters store every weight for themselves: here %d filters of %d × %d in %d channels would be %d weights.", g.K(), g.S1, g.S2, g.C, g.FilterLen()),
				t.T("Trained filters are widely held to be redundant: networks can be pruned, or their filters approximated by fewer, and lose little. A filter map begins with that: its filters are [overlapping windows](filters:0,1) of one map."),
			}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			q := Question{
				Text: t.T("Predict: how many weights does this map store instead of %d?", g.FilterLen()),
				Why: t.T("%d rows × %d columns × %d channels = %d weights, %s times fewer: S1·S2 ÷ (x·y) · K3.",
					g.Hm(), g.Wm(), g.C, g.MapLen(), times(t, g.Ratio())),
			}
			q.Choices, q.Right = ranked(t, g.MapLen(), g.FilterLen()/2, max(1, g.FilterLen()/(2*g.S1*g.S2)))
			return q
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			t, g := w.Words, w.own()
			return []string{t.T("[Filters 0 and 1](filters:0,1) are neighbours: their windows are %d × %d, and the second begins %d columns after the first.", g.S1, g.S2, g.Y)}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			if g.K2 < 2 {
				return Question{}
			}
			both, each := shared(g, 0, 1, w.View.Slice)
			q := Question{
				Text: t.T("Predict: how many of the %d values do both have in common in one slice?", each),
				Why:  t.T("%d of %d: what one of them learns there, the other has learned, too.", both, each),
			}
			q.Choices, q.Right = ranked(t, both, 0, each)
			return q
		},
	}, {
		Text: func(w World) []string {
			t := w.Words
			return []string{t.T("This network, %s, has %d parameters in all; %d of them stand in maps. The last layer, the 1 × 1 convolutions and the normalisations share nothing.", w.Run.Network, w.Run.Params, w.Run.Maps)}
		},
		Ask: func(w World) Question {
			t := w.Words
			if w.Plain == 0 || w.Run.Params == 0 || w.Run.Maps == 0 {
				return Question{}
			}
			q := Question{
				Text: t.T("Predict: how many has the same network with independent filters?"),
				Why:  t.T("%d: %s times as many. [The race](#race) shows what they are worth.", w.Plain, times(t, float64(w.Plain)/float64(w.Run.Params))),
			}
			q.Choices, q.Right = ranked(t, w.Plain, 2*w.Run.Params, 20*w.Run.Params)
			return q
		},
	}}}
}
