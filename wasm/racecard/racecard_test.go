package racecard

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/device/simd"
	"filtermaplab/engine/race"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/chart"
)

// lined is a race of entrants at its start, on the browser's device.
func lined(t *testing.T, entrants ...string) State {
	t.Helper()
	base := engine.DefaultConfig()
	var configs []engine.Config
	for _, text := range entrants {
		cfg, err := race.ParseEntrant(text, base)
		if err != nil {
			t.Fatal(err)
		}
		configs = append(configs, cfg)
	}
	all, err := race.Describe(configs, 10, simd.MACs)
	if err != nil {
		t.Fatal(err)
	}
	s := At(all)
	s.Apply(race.Lined{Device: "simd", Rounds: 100, PerEpoch: 10, Data: "Shapes", Train: 320, Test: 1000, Classes: 10, Entrants: all})
	s.Apply(race.Status{Running: true})
	return s
}

// stepped lets everybody end an epoch: steps that take so many seconds, then a
// test with so many right of 1.
func stepped(s *State, epoch int, seconds, accuracies []float64) {
	for i := range s.Entrants {
		s.Apply(race.Stepped{Entrant: i, Step: 10 * epoch, Epoch: float64(epoch), Loss: 2 / float64(epoch), Seconds: seconds[i] * 10 * float64(epoch), StepSeconds: seconds[i], SecondsLeft: 5})
	}
	for i := range s.Entrants {
		s.Apply(race.Tested{Entrant: i, Point: race.Point{Epoch: epoch, TestAccuracy: accuracies[i], Loss: 1.5, Seconds: seconds[i] * 10}})
	}
}

func TestVerdict(t *testing.T) {
	three := []string{"fm", "plain", "thin"}
	speed := []float64{0.010, 0.024, 0.008}
	for _, c := range []struct {
		name     string
		entrants []string
		happens  func(*State)
		want     string
	}{
		{"at the start", three, func(s *State) { *s = At([]race.Standing{s.Entrants[0].Standing, s.Entrants[1].Standing}) },
			"Sizes and costs are known before training; accuracy and speed are measured while it runs."},
		{"in the first epoch", three, func(s *State) { s.Apply(race.Stepped{Entrant: 1, Step: 3, Epoch: .3, Loss: 2}) },
			"Sizes and costs are known; the first test comes after epoch 1."},
		{"only one is tested", three, func(s *State) { s.Apply(race.Tested{Point: race.Point{Epoch: 1, TestAccuracy: .5}}) },
			"Sizes and costs are known; the first test comes after epoch 1."},
		{"stopped early", three, func(s *State) { s.Stop() },
			"The race has ended before the first test."},
		{"FM behind plain, ahead of thin", three, func(s *State) { stepped(s, 1, speed, []float64{.718, .772, .674}) },
			"After 1 epoch FM is 5.4 points behind plain with 18 % of its parameters, and 4.4 points ahead of thin, the plain network of its own size." +
				" A step of FM takes 42 % of the time of plain, and 125 % of the time of thin."},
		{"FM ahead of all", three, func(s *State) {
			stepped(s, 1, speed, []float64{.3, .4, .3})
			stepped(s, 2, speed, []float64{.81, .80, .5})
		},
			"After 2 epochs FM is 1.0 points ahead of plain with 18 % of its parameters, and 31.0 points ahead of thin, the plain network of its own size." +
				" A step of FM takes 42 % of the time of plain, and 125 % of the time of thin."},
		{"FM behind all", three, func(s *State) { stepped(s, 1, []float64{1, 1, 1}, []float64{.5, .6, .625}) },
			"After 1 epoch FM is 10.0 points behind plain with 18 % of its parameters, and 12.5 points behind thin, the plain network of its own size." +
				" A step of FM takes 100 % of the time of plain, and 100 % of the time of thin."},
		{"a tie", []string{"fm", "plain"}, func(s *State) { stepped(s, 1, speed, []float64{.7, .7004}) },
			"After 1 epoch FM is level with plain with 18 % of its parameters. A step of FM takes 42 % of the time of plain."},
		{"half way through a test", three, func(s *State) {
			stepped(s, 1, speed, []float64{.5, .5, .4})
			s.Apply(race.Tested{Point: race.Point{Epoch: 2, TestAccuracy: .9}})
		},
			"After 1 epoch FM is level with plain with 18 % of its parameters, and 10.0 points ahead of thin, the plain network of its own size." +
				" A step of FM takes 42 % of the time of plain, and 125 % of the time of thin."},
		{"rules", []string{"fm:mean", "fm:sum"}, func(s *State) { stepped(s, 1, []float64{1, 1}, []float64{.507, .547}) },
			"After 1 epoch FM mean is 4.0 points behind FM sum, which is of the same size. A step of FM mean takes 100 % of the time of FM sum."},
		{"four", []string{"fm", "fm:sum", "plain", "thin"}, func(s *State) { stepped(s, 1, []float64{2, 2, 4, 1}, []float64{.5, .6, .7, .4}) },
			"After 1 epoch FM mean is 10.0 points behind FM sum, which is of the same size, 20.0 points behind plain with 18 % of its parameters, and 10.0 points ahead of thin, the plain network of its own size." +
				" A step of FM mean takes 100 % of the time of FM sum, 50 % of the time of plain, and 200 % of the time of thin."},
		{"without FM", []string{"plain", "thin"}, func(s *State) { stepped(s, 1, []float64{2, 1}, []float64{.5, .6}) },
			"After 1 epoch plain is 10.0 points behind thin with 5.5 times its parameters. A step of plain takes 200 % of the time of thin."},
		{"plain drops out", three, func(s *State) {
			stepped(s, 1, speed, []float64{.5, .6, .4})
			s.Apply(race.Dropped{Entrant: 1, Step: 13, Why: "engine: the loss became infinite"})
		},
			"After 1 epoch FM is 10.0 points ahead of thin, the plain network of its own size. A step of FM takes 125 % of the time of thin." +
				" plain has dropped out at step 13: its loss became infinite. A smaller learning rate may keep it in."},
		{"FM drops out", three, func(s *State) {
			s.Apply(race.Dropped{Entrant: 0, Step: 2})
			for i := 1; i < 3; i++ {
				s.Apply(race.Tested{Entrant: i, Point: race.Point{Epoch: 1, TestAccuracy: .5}})
			}
		},
			"After 1 epoch plain is level with thin with 5.5 times its parameters." +
				" FM has dropped out at step 2: its loss became infinite. A smaller learning rate may keep it in."},
		{"one is left", []string{"fm", "plain"}, func(s *State) {
			stepped(s, 1, speed, []float64{.5, .6})
			s.Apply(race.Dropped{Entrant: 0, Step: 12})
		},
			"After 1 epoch plain answers 60.0 % of the test pictures right; nobody is left to compare it with." +
				" FM has dropped out at step 12: its loss became infinite. A smaller learning rate may keep it in."},
		{"all are out", []string{"fm", "plain"}, func(s *State) {
			s.Apply(race.Dropped{Entrant: 0, Step: 1})
			s.Apply(race.Dropped{Entrant: 1, Step: 1})
			s.Apply(race.Failed{Message: "race: everybody has dropped out"})
		},
			"The race has ended before the first test." +
				" FM has dropped out at step 1: its loss became infinite. A smaller learning rate may keep it in." +
				" plain has dropped out at step 1: its loss became infinite. A smaller learning rate may keep it in."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := lined(t, c.entrants...)
			c.happens(&s)
			if got := s.Verdict(nil); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
	s := lined(t, three...)
	stepped(&s, 1, speed, []float64{.718, .772, .674})
	want := "Nach 1 Epoche liegt FM 5,4 Punkte hinter einfach mit 18 % von dessen Parametern und 4,4 Punkte vor schmal, dem gewöhnlichen Netz gleicher Größe." +
		" Ein Schritt von FM dauert 42 % der Zeit von einfach und 125 % der Zeit von schmal."
	if got := s.Verdict(words.In(words.German)); got != want {
		t.Errorf("German:\ngot  %s\nwant %s", got, want)
	}
	if got, want := s.Doubt(nil), "One seed is one sample: with 1,000 test pictures, a difference of less than 4.2 points may be chance."; got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

// cells writes a row as text: numbers, and the best one's word.
func cells(r Row) string {
	var parts []string
	for _, c := range r.Cells {
		parts = append(parts, strings.Join(strings.Fields(c.Text+" "+c.Note+" "+c.Best), " "))
	}
	return r.Name + ": " + strings.Join(parts, ", ")
}

func TestRows(t *testing.T) {
	s := lined(t, "fm", "plain", "thin")
	check := func(want []string) {
		t.Helper()
		var got []string
		for _, r := range s.Rows(nil) {
			got = append(got, cells(r))
		}
		if !slices.Equal(got, want) {
			t.Errorf("\ngot  %q\nwant %q", got, want)
		}
	}
	check([]string{
		"Parameters: 14,314 fewest, 78,042, 14,317", "Megabytes: 0.06 smallest, 0.31, 0.06",
		"Test accuracy: not yet, not yet, not yet", "Accuracy per parameter: not yet, not yet, not yet",
		"Multiply-adds a picture: 2.6 M of 12.5 M, 12.5 M, 2.2 M fewest",
		"Milliseconds a step: not yet, not yet, not yet", "Pictures a second: not yet, not yet, not yet",
	})
	stepped(&s, 1, []float64{0.010, 0.024, 0.0085}, []float64{.5, .6, .6})
	s.Apply(race.Dropped{Entrant: 2, Step: 11})
	check([]string{
		"Parameters: 14,314 fewest, 78,042, 14,317", "Megabytes: 0.06 smallest, 0.31, 0.06",
		"Test accuracy: 50.0 %, 60.0 % highest, out", "Accuracy per parameter: 34.9 highest, 7.7, out",
		"Multiply-adds a picture: 2.6 M of 12.5 M, 12.5 M, 2.2 M fewest",
		"Milliseconds a step: 10.0, 24.0, 8.50 fastest", "Pictures a second: 3,200, 1,333, 3,765 fastest",
	})
	rows := s.Rows(nil)
	if c := rows[0].Cells; c[1].Share != 1 || c[0].Share != 14314./78042 || !c[0].Known {
		t.Errorf("bars of the parameters: %+v", c)
	}
	if c := rows[2].Cells[2]; c.Known || c.Share != 0 {
		t.Errorf("who is out has %+v", c)
	}
	equal := lined(t, "fm:sum", "fm:mean")
	for _, r := range equal.Rows(nil) {
		if r.Cells[0].Best != "" || r.Cells[1].Best != "" {
			t.Errorf("equals cannot be best: %s", cells(r))
		}
	}
}

// A whole race in phases and words; nothing that comes behind the end or of
// nobody changes it.
func TestState(t *testing.T) {
	var s State
	all := lined(t, "fm", "plain").Lined
	for _, c := range []struct {
		event race.Event
		phase Phase
		where string
		share float64
	}{
		{race.Status{}, "", "", 0}, // the worker has come
		{race.Progress{What: "drawing"}, "", "", 0},
		{all, Loading, "making the networks ready", 0},
		{race.Status{Running: true}, Running, "epoch 1 of 10", 0},
		{race.Stepped{Entrant: 1, Step: 5, Epoch: .5, Loss: 2, SecondsLeft: 61}, Running, "epoch 1 of 10, 1:01 left", .05},
		{race.Stepped{Entrant: 7, Step: 9, Epoch: 9}, Running, "epoch 1 of 10, 1:01 left", .05},
		{race.Tested{Entrant: -1}, Running, "epoch 1 of 10, 1:01 left", .05},
		{race.Dropped{Entrant: 2}, Running, "epoch 1 of 10, 1:01 left", .05},
		{race.Progress{What: "testing", Done: 1, Total: 2}, Running, "epoch 1 of 10, testing", .05},
		{race.Status{}, Paused, "paused in epoch 1 of 10", .05},
		{race.Status{Running: true}, Running, "epoch 1 of 10, testing", .05},
		{race.Status{Finished: true}, Done, "10 epochs, done", 1},
		{race.Status{Running: true}, Done, "10 epochs, done", 1},
	} {
		s.Apply(c.event)
		if s.Phase != c.phase || (c.where != "" && s.Where(nil) != c.where) || s.Share() != c.share {
			t.Errorf("after %+v: %q, %q, %v; want %q, %q, %v", c.event, s.Phase, s.Where(nil), s.Share(), c.phase, c.where, c.share)
		}
	}
	s = lined(t, "fm", "plain")
	s.Apply(race.Failed{Message: "race: everybody has dropped out: engine: too high"})
	if s.Phase != Failed || !strings.HasPrefix(s.Failure, "Everybody has dropped out") || s.Active() || !s.Over() {
		t.Errorf("%q: %q", s.Phase, s.Failure)
	}
}

func TestChoosing(t *testing.T) {
	base := engine.DefaultConfig()
	on := func(chosen []string) (ticked []string) {
		for _, b := range Boxes(nil, chosen, base) {
			if b.On {
				ticked = append(ticked, b.Label)
			}
		}
		return ticked
	}
	for _, p := range Presets(nil) {
		if _, err := Resolve(p.Entrants, base); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	if got, want := on([]string{"fm:sum", "fm:mean"}), []string{"FM", "FM, sum rule"}; !slices.Equal(got, want) {
		t.Errorf("ticked %q, want %q", got, want)
	}
	base.Rule, base.Padding = "sum", "authors"
	if got, want := on([]string{"fm:sum", "fm:mean", "fm:wrap", "resnet20/plain"}), []string{"FM", "FM, mean rule", "FM, true wrap", "resnet20/plain"}; !slices.Equal(got, want) {
		t.Errorf("ticked %q, want %q", got, want)
	}
	boxes := Boxes(nil, []string{"thin", "fm"}, base)
	if got, want := Toggle(boxes, "plain", true), []string{"fm", "plain", "thin"}; !slices.Equal(got, want) {
		t.Errorf("chosen %q, want %q", got, want)
	}
	if got, want := Toggle(boxes, "fm", false), []string{"thin"}; !slices.Equal(got, want) {
		t.Errorf("chosen %q, want %q", got, want)
	}
	if got, want := Distinct([]string{"fm", "fm:sum", "plain", "plain"}, base), []string{"fm", "plain"}; !slices.Equal(got, want) {
		t.Errorf("distinct %q, want %q", got, want)
	}
	if !Same([]string{"fm:mean", "fm"}, []string{"fm:sum", "fm:mean"}, base) || Same([]string{"fm"}, []string{"fm", "plain"}, base) || Same([]string{"fm"}, []string{"plain"}, base) {
		t.Error("races are told apart wrongly")
	}
	for _, wrong := range [][]string{nil, {"fm"}, {"fm", "plain", "thin", "fm:sum", "fm:authors"}, {"fm", "wide"}} {
		if _, err := Resolve(wrong, base); err == nil {
			t.Errorf("%q passed for a race", wrong)
		}
	}
}

func TestLabelsAndStyles(t *testing.T) {
	for _, c := range []struct{ entrants, labels, classes []string }{
		{[]string{"fm", "plain", "thin"}, []string{"FM", "plain", "thin"}, []string{"race-fm", "race-plain", "race-thin"}},
		{[]string{"fm:mean", "fm:sum"}, []string{"FM mean", "FM sum"}, []string{"race-fm", "race-fm-2"}},
		{[]string{"fm:wrap", "fm:authors", "plain"}, []string{"FM wrap", "FM authors", "plain"}, []string{"race-fm", "race-fm-2", "race-plain"}},
		{[]string{"fm", "fm"}, []string{"FM #1", "FM #2"}, []string{"race-fm", "race-fm-2"}},
		{[]string{"resnet20/fm", "plain"}, []string{"ResNet-20 FM", "ResNet-8 plain"}, []string{"race-fm", "race-plain"}},
		{[]string{"plain", "plain", "plain", "plain"}, []string{"plain #1", "plain #2", "plain #3", "plain #4"}, []string{"race-plain", "race-plain-2", "race-plain-3", "race-plain-4"}},
	} {
		s := lined(t, c.entrants...)
		if got := s.Labels(nil); !slices.Equal(got, c.labels) {
			t.Errorf("labels %q, want %q", got, c.labels)
		}
		var classes []string
		var markers []chart.Marker
		for _, style := range s.Styles() {
			classes, markers = append(classes, style.Class), append(markers, style.Marker)
		}
		slices.Sort(markers)
		if !slices.Equal(classes, c.classes) || len(slices.Compact(markers)) != len(c.entrants) {
			t.Errorf("%q: classes %q, markers %v", c.entrants, classes, markers)
		}
	}
}

func TestCurvesAndExports(t *testing.T) {
	s := lined(t, "fm", "plain")
	stepped(&s, 1, []float64{.01, .02}, []float64{.5, .625})
	loss, accuracy := s.Curves(nil)
	if len(loss) != 2 || loss[1].Label != "plain" || loss[1].Class != "race race-plain" || loss[1].Marker != chart.Square || loss[0].Points[0].X != 1 {
		t.Errorf("%+v", loss)
	}
	if p := accuracy[1].Points; len(p) != 1 || p[0].X != 1 || p[0].Y != 62.5 {
		t.Errorf("%+v", p)
	}
	want := "network,parameters,epoch,training_loss,train_accuracy,test_accuracy,seconds,fingerprint\n" +
		"ResNet-8-FM,14314,1,1.5,0,0.5,0.1,\nResNet-8,78042,1,1.5,0,0.625,0.2,\n"
	if got := string(s.CSV()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	text, err := s.JSON()
	var back struct {
		Phase, Data, Verdict string
		Entrants             []struct {
			Name   string
			Config engine.Config
			Points []race.Point
			Curve  [][2]float64
		}
	}
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil || back.Phase != "running" || back.Data != "Shapes" || !strings.Contains(back.Verdict, "12.5 points behind plain") || len(back.Entrants) != 2 ||
		back.Entrants[1].Points[0].TestAccuracy != .625 || back.Entrants[0].Config.Variant != "fm" || len(back.Entrants[0].Curve) != 1 {
		t.Errorf("%+v, %v", back, err)
	}
}
