package lab

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
)

// Takeaway is something that can be downloaded.
type Takeaway struct {
	As    string // as engine.Save names it, or one of the page's own below
	Label string
	Hint  string // what it is good for
	Group string
}

// What the page makes itself.
const (
	AsCSV      = "csv"
	AsJSON     = "json"
	AsSVG      = "curves-svg"
	AsPNG      = "curves-png"
	AsScopePNG = "scope-png"
)

// Takeaways lists all, in the order of the list on the page.
func Takeaways(t *words.Table) []Takeaway {
	network, curves, figures := t.T("The network"), t.T("The curves"), t.T("Figures")
	return []Takeaway{
		{engine.AsRun, t.T("The whole run"), t.T("Weights, momentum, order of the pictures and random numbers: opened again, it goes on to the bit."), network},
		{engine.AsWeights, t.T("Weights, maps as maps"), t.T("Safetensors under the names of PyTorch's ResNets, for this page, the command line and PyTorch."), network},
		{engine.AsWeightsHalf, t.T("Weights in half precision"), t.T("The same in half the size, every number rounded to three digits."), network},
		{engine.AsFilters, t.T("Weights with filters in place of maps"), t.T("Safetensors for a plain PyTorch ResNet, many times as large."), network},
		{"onnx", t.T("ONNX with maps"), t.T("Bytes of pictures in, scores out, for any ONNX runtime. Filters are cut out of the maps when it is loaded."), network},
		{"onnx-filters", t.T("ONNX with filters"), t.T("The same with filters in the file, for runtimes that load slowly otherwise."), network},
		{"torch", t.T("PyTorch module"), t.T("Python source of this network. It loads and saves these weights, and trains where there are larger machines."), network},
		{AsCSV, t.T("Table (CSV)"), t.T("One row an epoch: loss and accuracy in training and test."), curves},
		{AsJSON, t.T("Data (JSON)"), t.T("Settings, epochs and the smoothed curves of the steps."), curves},
		{AsSVG, t.T("Learning curves (SVG)"), t.T("As they are drawn now, for papers and slides."), figures},
		{AsPNG, t.T("Learning curves (PNG)"), t.T("As they are drawn now, at twice the size."), figures},
		{AsScopePNG, t.T("Microscope (PNG)"), t.T("The view as it stands."), figures},
	}
}

// CSV is the table of epochs.
func (s *State) CSV() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	write := func(row ...string) {
		_ = w.Write(row) // into memory, which does not fail
	}
	write("epoch", "step", "loss", "train_accuracy", "test_loss", "test_accuracy", "fingerprint")
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for _, e := range s.Epochs {
		write(strconv.Itoa(e.Epoch), strconv.Itoa(e.Step), number(e.Loss), number(e.TrainAccuracy), number(e.TestLoss), number(e.TestAccuracy), e.Fingerprint)
	}
	w.Flush()
	return b.String()
}

// JSON is the run as data: what it is, its epochs and its smoothed curves,
// whose points are [epoch, value].
func (s *State) JSON() ([]byte, error) {
	pairs := func(points []Point) [][2]float64 {
		all := make([][2]float64, 0, len(points))
		for _, p := range points {
			if p.Finite() { // JSON has no word for the others
				all = append(all, [2]float64{p.X, p.Y})
			}
		}
		return all
	}
	return json.MarshalIndent(struct {
		Network  string             `json:"network"`
		Params   int                `json:"params"`
		Device   string             `json:"device"`
		Config   engine.Config      `json:"config"`
		Dataset  string             `json:"dataset"`
		Train    int                `json:"train"`
		Test     int                `json:"test"`
		Step     int                `json:"step"`
		Epochs   []engine.Evaluated `json:"epochs"`
		Loss     [][2]float64       `json:"loss"`
		Accuracy [][2]float64       `json:"accuracy"`
	}{
		s.Run.Network, s.Run.Params, s.Run.Device, s.Run.Config, s.Run.Data.Name, s.Run.Data.Train, s.Run.Data.Test, s.Last.Step,
		s.Epochs, pairs(s.Loss.Points()), pairs(s.Accuracy.Points()),
	}, "", "  ")
}
