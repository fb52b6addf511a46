package racecard

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"

	"filtermaplab/engine/race"
)

// CSV writes the curves: a line for everybody after every epoch, accuracies as
// shares of 1.
func (s *State) CSV() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"network", "parameters", "epoch", "training_loss", "train_accuracy", "test_accuracy", "seconds", "fingerprint"})
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for _, e := range s.Entrants {
		for _, p := range e.Points {
			w.Write([]string{e.Name, strconv.Itoa(e.Params), strconv.Itoa(p.Epoch), number(p.Loss), number(p.TrainAccuracy), number(p.TestAccuracy), number(p.Seconds), p.Fingerprint})
		}
	}
	w.Flush() // into memory: cannot fail
	return b.Bytes()
}

// result is a race as JSON: what "fmlab race -json" prints of each entrant,
// with the loss of the steps, smoothed, as [epoch, loss].
type result struct {
	Phase    Phase     `json:"phase"`
	Device   string    `json:"device"`
	Data     string    `json:"data"`
	Train    int       `json:"train"` // pictures
	Test     int       `json:"test"`
	Verdict  string    `json:"verdict"`
	Entrants []outcome `json:"entrants"`
}

type outcome struct {
	race.Standing
	Curve [][2]float64 `json:"curve"`
}

// JSON writes everything that is known of the race.
func (s *State) JSON() ([]byte, error) {
	r := result{Phase: s.Phase, Device: s.Lined.Device, Data: s.Lined.Data, Train: s.Lined.Train, Test: s.Lined.Test, Verdict: s.Verdict(nil)}
	for _, e := range s.Entrants {
		o := outcome{Standing: e.Standing, Curve: [][2]float64{}}
		if o.Points == nil {
			o.Points = []race.Point{}
		}
		for _, p := range e.Loss.Points() {
			o.Curve = append(o.Curve, [2]float64{p.X, p.Y})
		}
		r.Entrants = append(r.Entrants, o)
	}
	return json.MarshalIndent(r, "", " ")
}
