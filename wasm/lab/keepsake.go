package lab

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
)

// Finite reports whether p can be written as JSON.
func (p Point) Finite() bool {
	return !math.IsNaN(p.Y) && !math.IsInf(p.Y, 0) && !math.IsNaN(p.X) && !math.IsInf(p.X, 0)
}

// Keepsake is what a page remembers of a run beside the engine's checkpoint:
// what a person was shown, and where the pictures came from. It is kept as
// JSON in the browser and read as distrustfully as any file.
type Keepsake struct {
	Network  string    `json:"network"`
	Dataset  string    `json:"dataset"`
	Step     int       `json:"step"`
	Steps    int       `json:"steps"`
	Accuracy float64   `json:"accuracy"` // of the last test, 0..1; 0 before the first
	When     time.Time `json:"when"`

	PerClass int    `json:"perClass"`
	Device   string `json:"device"`
	File     string `json:"file,omitempty"` // that the pictures came from; "" for the built-in ones

	Trained float64     `json:"trained"` // seconds
	Loss    keptCurve   `json:"loss"`
	Right   keptCurve   `json:"right"`
	Last    keptStepped `json:"last"`
}

// keptCurve is a Curve in a form that can be written.
type keptCurve struct {
	Points []Point `json:"points"`
	Per    int     `json:"per"`
	Open   int     `json:"open"`
	Mean   float64 `json:"mean"`
	Weight float64 `json:"weight"`
}

type keptStepped struct {
	Loss float64 `json:"loss"`
	LR   float64 `json:"lr"`
}

// keep writes a curve; one that has left the numbers is not kept.
func (c *Curve) keep() keptCurve {
	if !(Point{c.mean, c.weight}).Finite() {
		return keptCurve{}
	}
	k := keptCurve{Per: c.per, Open: c.open, Mean: c.mean, Weight: c.weight}
	for _, p := range c.points {
		if p.Finite() {
			k.Points = append(k.Points, p)
		}
	}
	return k
}

// curve is the curve that was kept. What no curve can be becomes an empty one.
func (k keptCurve) curve() Curve {
	sound := len(k.Points) <= maxPoints && k.Per >= 0 && k.Open >= 0 && k.Open <= k.Per && (k.Open == 0 || len(k.Points) > 0)
	for i, p := range k.Points {
		sound = sound && p.Finite() && (i == 0 || p.X >= k.Points[i-1].X)
	}
	if !sound {
		return Curve{}
	}
	return Curve{points: k.Points, per: k.Per, open: k.Open, mean: k.Mean, weight: k.Weight}
}

// Keep is what there is to remember of the run.
func (s *State) Keep(now time.Time, perClass int, device, file string) ([]byte, error) {
	k := Keepsake{
		Network: s.Run.Network, Dataset: s.Run.Data.Name, Step: s.Last.Step, Steps: s.Run.Steps, When: now.UTC(),
		PerClass: perClass, Device: device, File: file, Trained: s.Trained(now).Seconds(), Loss: s.Loss.keep(), Right: s.Accuracy.keep(),
	}
	if last := (Point{s.Last.Epoch, s.Last.Loss}); last.Finite() {
		k.Last = keptStepped{Loss: s.Last.Loss, LR: s.Last.LR}
	}
	if e, ok := s.Tested(); ok {
		k.Accuracy = e.TestAccuracy
	}
	b, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("lab: keepsake: %w", err)
	}
	return b, nil
}

// maxKeepsake bounds what is read, in bytes: 600 points take a tenth of it.
const maxKeepsake = 1 << 20

// ParseKeepsake is the inverse of State.Keep.
func ParseKeepsake(b []byte) (Keepsake, error) {
	var k Keepsake
	if len(b) > maxKeepsake {
		return k, fmt.Errorf("lab: keepsake: want at most %d bytes, got %d", maxKeepsake, len(b))
	}
	if err := json.Unmarshal(b, &k); err != nil {
		return k, fmt.Errorf("lab: keepsake: %w", err)
	}
	if k.Step < 0 || k.Steps < k.Step || k.PerClass < 0 || !(k.Accuracy >= 0 && k.Accuracy <= 1) || !(k.Trained >= 0) {
		return k, fmt.Errorf("lab: keepsake: step %d of %d, %d pictures a class, accuracy %v: no run is like that", k.Step, k.Steps, k.PerClass, k.Accuracy)
	}
	return k, nil
}

// Remember puts what was kept into the state of the run that has been opened
// again; a keepsake of another step is none of this run and changes nothing.
func (s *State) Remember(k Keepsake) {
	if s.Last.Step != k.Step || s.Run.Steps != k.Steps {
		return
	}
	s.Loss, s.Accuracy = k.Loss.curve(), k.Right.curve()
	s.Last.Loss, s.Last.LR = k.Last.Loss, k.Last.LR
	s.trained = time.Duration(k.Trained * float64(time.Second))
}

// Recall puts what was shown of a run into the state of the same run, brought
// back.
func (s *State) Recall(old State) {
	if s.Last.Step != old.Last.Step || s.Run.Steps != old.Run.Steps || s.Run.Config != old.Run.Config {
		return
	}
	run, phase := s.Run, s.Phase
	*s = old
	s.Run, s.Phase, s.Failure, s.Work, s.runSince = run, phase, "", engine.Progress{}, time.Time{}
}

// Words tells of the run that was kept.
func (k Keepsake) Words(t *words.Table, now time.Time) string {
	text := t.T("%s on %s, step %d of %d", k.Network, t.Translate(k.Dataset), k.Step, k.Steps)
	if k.Accuracy > 0 {
		text += ", " + t.T("%s right", t.Percent(k.Accuracy))
	}
	return text + ", " + Ago(t, now.Sub(k.When))
}

// Ago says how long something is past.
func Ago(t *words.Table, d time.Duration) string {
	count := func(d, unit time.Duration) int { return int(max(1, d/unit)) }
	switch {
	case d < time.Minute:
		return t.T("a moment ago")
	case d < time.Hour:
		n := count(d, time.Minute)
		return t.N(n, "%d minute ago", "%d minutes ago", n)
	case d < 24*time.Hour:
		n := count(d, time.Hour)
		return t.N(n, "%d hour ago", "%d hours ago", n)
	}
	n := count(d, 24*time.Hour)
	return t.N(n, "%d day ago", "%d days ago", n)
}
