package lesson

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/model"
	"filtermaplab/engine/program"
	"filtermaplab/engine/race"
	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// layer is a layer of 16 filters of 3 x 3 x 16 after some steps: every weight
// began at 1 and has moved by a quarter, every gradient is its cell's count.
func layer(g filtermap.Geometry, rule filtermap.Rule) *scene.Subject {
	snap := &engine.Snapshot{Layer: "layer1.0.conv1", Step: 3, IsMap: true, Map: g, Rule: rule}
	snap.Layers = []engine.LayerNorm{{Name: "layer1.0.conv1"}}
	snap.Conv = program.Conv{C: g.C, H: 8, W: 8, K: g.K(), R: g.S1, S: g.S2, Stride: 1, Pad: 1}
	for _, n := range filtermap.NewIndex(g).Counts() {
		snap.Start, snap.Weights = append(snap.Start, 1), append(snap.Weights, 1.25)
		snap.Grad = append(snap.Grad, float32(n))
	}
	snap.Input, snap.Output = make([]float32, g.C*64), make([]float32, g.K()*64)
	for i := range snap.Input {
		snap.Input[i] = 1
	}
	return scene.NewSubject(snap, filtermap.Geometry{}, nil)
}

func usual() filtermap.Geometry {
	return filtermap.Geometry{K1: 2, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 16}
}

// lived is a world in which everything has happened that lessons wait for.
func lived(t *words.Table) World {
	w := World{
		Words: t, Step: 3, Plain: 78042, Layer: layer(usual(), filtermap.Mean), View: scene.NewState(usual()), RaceOver: true,
		Tests: []engine.Evaluated{{Epoch: 1, TestAccuracy: 0.4}},
		Run:   engine.Ready{Network: "ResNet-8-FM", Params: 14314, Maps: 10432, Steps: 10, Config: engine.DefaultConfig()},
	}
	w.View = w.View.Fit(w.Layer)
	w.Run.Data.Classes = make([]string, 10)
	for _, e := range []struct {
		name     string
		variant  model.Variant
		params   int
		accuracy float64
	}{{"ResNet-8-FM", model.FM, 14314, 0.5}, {"ResNet-8", model.Plain, 78042, 0.6}, {"ResNet-8-thin", model.Thin, 14300, 0.4}} {
		s := race.Standing{Name: e.name, Params: e.params, Points: []race.Point{{Epoch: 1, TestAccuracy: e.accuracy}}}
		s.Config.Variant = e.variant
		w.Race = append(w.Race, s)
	}
	return w
}

// The answers are those of the mathematics, counted by hand for the usual map
// of 4 rows, 8 columns and 16 channels.
func TestAnswers(t *testing.T) {
	w := lived(nil)
	bad := w
	bad.View.Draft = usual()
	bad.View.Draft.K1 = 3
	gap := usual()
	gap.X = 4
	gappy := w
	gappy.Layer = layer(gap, filtermap.Mean)
	for _, c := range []struct {
		lesson, part int
		world        World
		right, why   string
	}{
		{1, 2, w, "144", "A window of 3 × 3 in 16 channels makes 144 products. Here filter 7 makes 80.000 of them at pixel 7, 7."},
		{1, 3, w, "more, up to half", "After epoch 1 it answered 40.0 % right; guessing gives 10.0 %."},
		{1, 4, w, "a tenth to a half", "After 3 steps the change has 25 % of that length."},
		{2, 1, w, "512", "4 rows × 8 columns × 16 channels = 512 weights, 4.5 times fewer: S1·S2 ÷ (x·y) · K3."},
		{2, 2, w, "3", "3 of 9: what one of them learns there, the other has learned, too."},
		{2, 3, w, "78,042", "78,042: 5.5 times as many. [The race](#race) shows what they are worth."},
		{3, 1, w, "row 2, column 4", "At row 1·2 = 2 and column 2·2 = 4. See [filter 6](filter:6)."},
		{3, 2, w, "from row 0", "From row 0: row m is read at m mod 4. In all three directions the map runs around, like a torus."},
		{3, 3, w, "7", "In slice (8 + 15) mod 16 = 7. All of it in one line: F[s1, s2, c] = M[(k1·x + s1) mod 4, (k2·y + s2) mod 8, (k3·z + c) mod 16]. That is T."},
		{4, 2, w, "8", "8: 4 in each of the 2 groups k3. The paper calls that number n."},
		{4, 3, w, "8", "64 ÷ 8 = 8."},
		{4, 4, w, "those of the sum rule", ""},
		{5, 1, w, "plain", "Here it was ResNet-8. ResNet-8-FM 50.0 %, ResNet-8 60.0 %, ResNet-8-thin 40.0 %."},
		{5, 2, w, "FM", "Here it was ResNet-8-FM. Points for a thousand parameters: ResNet-8-FM 3.49, ResNet-8 0.77, ResNet-8-thin 2.80."},
		{6, 1, bad, "it is refused", "It is refused, and the way out stands beside: 3 × 4 × 2 = 24, but this layer has 16 filters. Nearest that works: 2 × 4 × 2."},
		{6, 2, gappy, "1 in 4", "256 of 1,024 cells: [count n](by:count) shows them palest. The map has grown from 1,024 weights, and its filters have no more values than before."},
		{6, 3, gappy, "none: exactly 0", ""},
		{7, 1, w, "3", "3: n goes from 2 to 8. [Count n](by:count) shows it."},
	} {
		q := All(nil)[c.lesson-1].Parts[c.part-1].Ask(c.world)
		if q.Right < 0 || q.Right >= len(q.Choices) || q.Choices[q.Right] != c.right {
			t.Errorf("%d.%d: %q: the right one is %d of %q, want %q", c.lesson, c.part, q.Text, q.Right, q.Choices, c.right)
		}
		if c.why != "" && q.Why != c.why {
			t.Errorf("%d.%d:\ngot  %s\nwant %s", c.lesson, c.part, q.Why, c.why)
		}
		sorted := slices.Clone(q.Choices)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) != len(q.Choices) || len(q.Choices) < 2 {
			t.Errorf("%d.%d: choices %q", c.lesson, c.part, q.Choices)
		}
	}
}

// The window that the usual state pins is filter 7's; it runs around, and the
// authors' padding reads another row.
func TestAuthorsPadding(t *testing.T) {
	w := lived(nil)
	g := usual()
	g.Padding = filtermap.Authors
	w.Layer = layer(g, filtermap.Mean)
	if q := All(nil)[2].Parts[1].Ask(w); q.Choices[q.Right] != "from row 1" {
		t.Errorf("got %q", q.Choices[q.Right])
	}
}

// By either rule the sum that is told is that of the gradients.
func TestMeeting(t *testing.T) {
	w := lived(nil)
	for _, rule := range []filtermap.Rule{filtermap.Mean, filtermap.Sum} {
		w.Layer = layer(usual(), rule)
		sum, mean, ok := meeting(w)
		want := map[filtermap.Rule]float64{filtermap.Mean: 64, filtermap.Sum: 8}[rule]
		if !ok || sum != want || math.Abs(mean-want/8) > 1e-9 {
			t.Errorf("%v: %v, %v, %v; want %v and an eighth", rule, sum, mean, ok, want)
		}
	}
}

// In every state of the world and in both languages each part has a text, its
// links can be followed, and nothing panics.
func TestEveryPartInEveryWorld(t *testing.T) {
	bare := func(tab *words.Table) World { return World{Words: tab} }
	plain := func(tab *words.Table) World {
		w := lived(tab)
		snap := *w.Layer.Snap
		snap.IsMap, snap.Map = false, filtermap.Geometry{}
		snap.Weights, snap.Start, snap.Grad = make([]float32, usual().FilterLen()), make([]float32, usual().FilterLen()), make([]float32, usual().FilterLen())
		w.Layer = scene.NewSubject(&snap, filtermap.Geometry{}, nil)
		return w
	}
	stem := func(tab *words.Table) World {
		w := lived(tab)
		w.Layer = layer(filtermap.Geometry{K1: 4, K2: 4, K3: 1, X: 2, Y: 2, S1: 3, S2: 3, C: 3}, filtermap.Sum)
		return w
	}
	tiny := func(tab *words.Table) World {
		w := lived(tab)
		w.Layer = layer(filtermap.Geometry{K1: 1, K2: 1, K3: 16, X: 1, Y: 1, S1: 3, S2: 3, C: 16}, filtermap.Mean)
		return w
	}
	for _, lang := range words.Languages() {
		tab := words.In(lang)
		all := All(tab)
		for _, world := range []func(*words.Table) World{bare, lived, plain, stem, tiny} {
			w := world(tab)
			for i, l := range all {
				for j := range l.Parts {
					for _, choice := range []int{0, 1} {
						for _, skipped := range []bool{false, true} {
							p := Look(Walk{Lesson: i, Part: j, Choice: choice, Skipped: skipped}, w, all, &Held{})
							look(t, p)
							if !p.Next && !p.Skip {
								t.Errorf("%v: lesson %d, part %d, choice %d: no way on", lang, i+1, j+1, choice)
							}
							if skipped && choice > 0 && !p.Next {
								t.Errorf("%v: lesson %d, part %d: cannot go on without it", lang, i+1, j+1)
							}
						}
					}
				}
			}
		}
	}
}

var leftOver = regexp.MustCompile(`%[!a-z(]|\[\]|\]\(`)

func look(t *testing.T, p Page) {
	t.Helper()
	var spans []Span
	for _, s := range p.Text {
		spans = append(spans, s...)
	}
	spans = append(append(spans, p.Todo...), p.Answer...)
	if len(p.Text) == 0 {
		t.Errorf("%s, %s: no text", p.Title, p.Where)
	}
	for _, s := range spans {
		if strings.Contains(s.Text, "%!") || leftOver.MatchString(s.Text) {
			t.Errorf("%s, %s: %q", p.Title, p.Where, s.Text)
		}
		if s.Target == "" {
			continue
		}
		if _, ok := ParseTarget(s.Target); !ok {
			t.Errorf("%s, %s: nobody knows the target %q", p.Title, p.Where, s.Target)
		}
	}
}

// While training goes on, the numbers of a question stay as they were asked.
func TestHeld(t *testing.T) {
	w, all, walk := lived(nil), All(nil), Walk{Lesson: 3, Part: 2}
	var held Held
	before := Look(walk, w, all, &held)
	snap := *w.Layer.Snap
	snap.Grad = slices.Clone(snap.Grad)
	for i := range snap.Grad {
		snap.Grad[i] *= 3
	}
	w.Layer = scene.NewSubject(&snap, filtermap.Geometry{}, w.Layer)
	after := Look(walk.Choose(1), w, all, &held)
	if !slices.Equal(before.Choices, after.Choices) || before.Text[1][2] != after.Text[1][2] {
		t.Errorf("%q became %q", before.Choices, after.Choices)
	}
	if got := after.Answer[0].Text; got != "Right. 64 ÷ 8 = 8." {
		t.Errorf("got %q", got)
	}
	if fresh := Look(walk, w, all, &Held{}); slices.Equal(fresh.Choices, before.Choices) {
		t.Error("asked anew, the numbers are still the old ones")
	}
}

func TestSpans(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Span
	}{
		{"plain", []Span{{Text: "plain"}}},
		{"[a](filter:1) b [c d](#go).", []Span{{"a", "filter:1"}, {Text: " b "}, {"c d", "#go"}, {Text: "."}}},
		{"M[0, 0] and [x](by:count)", []Span{{Text: "M[0, 0] and "}, {"x", "by:count"}}},
		{"[open", []Span{{Text: "[open"}}},
		{"[a](b", []Span{{Text: "[a](b"}}},
		{"", nil},
	} {
		if got := Spans(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}

func TestTargets(t *testing.T) {
	s := scene.NewState(usual())
	for target, holds := range map[string]func(scene.State) bool{
		"filter:3":      func(s scene.State) bool { return slices.Equal(s.Pins, []scene.Target{scene.OfFilter(3)}) },
		"filters:0,1":   func(s scene.State) bool { return len(s.Pins) == 2 && s.Pins[1].K == 1 },
		"cell:1,2,9":    func(s scene.State) bool { return s.Pins[0].Kind == scene.Cell && s.Slice == 9 },
		"mode:backward": func(s scene.State) bool { return s.Mode == scene.Backward },
		"by:count":      func(s scene.State) bool { return s.By == scene.Count && s.Mode == scene.Explore },
	} {
		aim, ok := ParseTarget(target)
		if !ok || aim.Scene == nil || !holds(aim.Scene(s)) {
			t.Errorf("%s: %v", target, ok)
		}
	}
	s.Mode = scene.OnePixel
	if aim, _ := ParseTarget("filter:3"); aim.Scene(s).Mode != scene.Explore {
		t.Error("a filter is pointed at where pixels are told of")
	}
	if aim, ok := ParseTarget("#go"); !ok || aim.Element != "go" || aim.Scene != nil {
		t.Errorf("#go: %v, %v", aim, ok)
	}
	for _, bad := range []string{"", "#", "filter:", "filter:-1", "filters:0,x", "cell:1,2", "mode:sleep", "by:", "go"} {
		if _, ok := ParseTarget(bad); ok {
			t.Errorf("%q is understood", bad)
		}
	}
}

// A person walks from the first part to the last and finds every lesson done.
func TestWalk(t *testing.T) {
	all := All(nil)
	var w Walk
	parts := 0
	for {
		parts++
		w = w.Choose(1).Choose(0)
		if w.Choice != 2 {
			t.Fatal("an answer can be taken back")
		}
		if w = w.Next(all); w.Lesson == 0 && w.Part == 0 {
			break
		}
		if w.Choice != 0 || w.Skipped {
			t.Fatal("the next part knows the answer of the one before")
		}
	}
	want := 0
	for _, l := range all {
		want += len(l.Parts)
	}
	if parts != want || slices.Contains(w.Done, false) || len(w.Done) != len(all) {
		t.Errorf("%d parts, want %d; done: %v", parts, want, w.Done)
	}
	w = Walk{Lesson: 2, Part: 1, Done: []bool{true, false, true, false, false, false, false}, Folded: true}
	if got := ParseWalk(w.String(), len(all)); got.String() != w.String() || got.Lesson != 2 || !got.Folded {
		t.Errorf("%q comes back as %q", w, got)
	}
	if w = w.Back(); w.Part != 0 || w.Back().Part != 0 {
		t.Error("back goes too far, or not at all")
	}
}

func FuzzParseWalk(f *testing.F) {
	for _, s := range []string{"", "3.2.0 1,2", "0.0.0", "9.9.9 9", "a.b.c", "1.1.1 ,"} {
		f.Add(s)
	}
	all := All(nil)
	f.Fuzz(func(t *testing.T, s string) {
		w := ParseWalk(s, len(all)).Fit(all)
		if w.Lesson < 0 || w.Lesson >= len(all) || w.Part < 0 || w.Part >= len(all[w.Lesson].Parts) {
			t.Errorf("%q leads to lesson %d, part %d", s, w.Lesson, w.Part)
		}
	})
}

func TestPlainParams(t *testing.T) {
	if got, err := PlainParams(engine.DefaultConfig(), 10); err != nil || got != 78042 {
		t.Errorf("ResNet-8: got %d, %v, want 78042", got, err)
	}
}
