package lesson

import (
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// convolution is lesson 1: what a convolution layer computes, and what
// learning does to it.
func convolution(t *words.Table) Lesson {
	return Lesson{Title: t.T("what a convolution layer learns"), Parts: []Part{{
		Text: func(w World) []string {
			t := w.Words
			return []string{
				t.T("A convolution layer looks at a picture through a small window. A filter has one weight for every pixel of the window, in every channel, and the same filter looks at every place of the picture."),
				t.T("[Step](#step) trains once: a batch of pictures goes through the network, and every weight moves a little."),
			}
		},
		Wait: &Wait{
			Text: func(w World) string { return w.Words.T("Press [Step](#step) once.") },
			Over: func(w World) bool { return w.Step > 0 },
		},
	}, {
		Text: func(w World) []string {
			return []string{w.Words.T("[One pixel](mode:pixel) takes one number of the layer's output apart: the patch of its input, the filter's weights, and their products. The output is the sum of the products over all channels.")}
		},
		Ask: func(w World) Question {
			if w.Layer == nil {
				return Question{}
			}
			t, g := w.Words, w.Layer.G
			n := g.S1 * g.S2 * g.C
			q := Question{
				Text: t.T("Predict: how many products go into that one number?"),
				Why:  t.N(g.C, "A window of %d × %d in %d channel makes %d products.", "A window of %d × %d in %d channels makes %d products.", g.S1, g.S2, g.C, n),
			}
			q.Choices, q.Right = ranked(t, n, g.S1*g.S2, n*g.K())
			if w.pictured() {
				k := 0
				if a := w.View.Active(); a.Kind == scene.Filter || a.Kind == scene.Element || a.Kind == scene.Pixel {
					k = a.K
				}
				d := scene.NewDot(w.Layer, k, w.View.Pixel.I, w.View.Pixel.J)
				q.Why += " " + t.T("Here filter %d makes %.3f of them at pixel %d, %d.", k, d.Sum, d.I, d.J)
			}
			return q
		},
	}, {
		Text: func(w World) []string {
			t := w.Words
			return []string{
				t.T("At the start the weights are random, and the network can only guess: among %d classes that is right in %s of all cases.", len(w.Run.Data.Classes), t.Percent(w.guess())),
				t.T("Learning moves every weight against its gradient, so that the loss falls. After each epoch the network is tested on pictures that it has never learned from."),
			}
		},
		Ask: func(w World) Question {
			t := w.Words
			q := Question{
				Text:    t.T("Predict: how many test pictures does it answer right after its first epoch?"),
				Choices: []string{t.T("as many as guessing"), t.T("more, up to half"), t.T("more than half")},
			}
			if len(w.Tests) == 0 {
				return q
			}
			got := w.Tests[0].TestAccuracy
			switch {
			case got > 0.5:
				q.Right = 2
			case got > 1.5*w.guess():
				q.Right = 1
			}
			q.Why = t.T("After epoch %d it answered %s right; guessing gives %s.", w.Tests[0].Epoch, t.Percent(got), t.Percent(w.guess()))
			return q
		},
		Wait: &Wait{
			Text: func(w World) string { return w.Words.T("Press [Train](#go) and wait for the first test.") },
			Over: func(w World) bool { return len(w.Tests) > 0 },
		},
	}, {
		Text: func(w World) []string {
			return []string{w.Words.T("[Change since start](by:change) colours every cell by how far its weight has gone from where it began. White cells have hardly moved.")}
		},
		Ask: func(w World) Question {
			t := w.Words
			q := Question{
				Text:    t.T("Predict: how far has this layer gone, measured by the length of its starting weights?"),
				Choices: []string{t.T("less than a tenth"), t.T("a tenth to a half"), t.T("more than a half")},
			}
			share, ok := w.moved()
			if !ok {
				return q
			}
			switch {
			case share > 0.5:
				q.Right = 2
			case share >= 0.1:
				q.Right = 1
			}
			q.Why = t.N(w.Layer.Snap.Step, "After %d step the change has %s of that length.", "After %d steps the change has %s of that length.", w.Layer.Snap.Step, t.WholePercent(share))
			return q
		},
		Wait: &Wait{
			Text: func(w World) string { return w.Words.T("Train a few steps with [Step](#step) or [Train](#go).") },
			Over: func(w World) bool { _, ok := w.moved(); return ok },
		},
	}}}
}
