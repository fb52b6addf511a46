package scene

import (
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"strings"
)

// CurvesCSV is every run's curves as comma-separated values, a row for each
// step that is kept and for each test; the oldest run is 1. Fields of what was
// not measured at an epoch are empty. Numbers are written for programs: with a
// point, whatever the language.
func (h *History) CurvesCSV() string {
	rows := [][]string{{"run", "network", "epoch", "training_loss", "training_accuracy_percent", "learning_rate", "test_loss", "test_accuracy_percent"}}
	for i, r := range h.Runs {
		trails := []Trail{r.Loss, r.Accuracy, r.Rate, r.TestLoss, r.TestAccuracy}
		for _, epoch := range epochs(trails...) {
			row := []string{strconv.Itoa(i + 1), r.Name, plainNumber(epoch)}
			for _, t := range trails {
				row = append(row, t.exactly(epoch))
			}
			rows = append(rows, row)
		}
	}
	return written(rows)
}

// LengthsCSV is the length of each layer's weights and gradient in every run.
func (h *History) LengthsCSV() string {
	rows := [][]string{{"run", "network", "epoch", "layer", "weights_length", "gradient_length"}}
	for i, r := range h.Runs {
		for l, name := range r.Layers {
			for _, epoch := range epochs(r.Weights[l]) {
				rows = append(rows, []string{
					strconv.Itoa(i + 1), r.Name, plainNumber(epoch), name, r.Weights[l].exactly(epoch), r.Gradients[l].exactly(epoch),
				})
			}
		}
	}
	return written(rows)
}

// epochs are those of all trails in order, each once.
func epochs(trails ...Trail) []float64 {
	var all []float64
	for _, t := range trails {
		all = append(all, t.X...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// exactly is the value at x, or nothing where there is none.
func (t Trail) exactly(x float64) string {
	if i, found := slices.BinarySearch(t.X, x); found {
		return plainNumber(t.Y[i])
	}
	return ""
}

func plainNumber(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return strings.ToLower(strconv.FormatFloat(v, 'g', -1, 64))
	}
	return strconv.FormatFloat(v, 'g', 7, 64)
}

func written(rows [][]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	return b.String()
}
