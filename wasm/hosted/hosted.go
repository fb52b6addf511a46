package hosted

import (
	"fmt"
	"math"

	"filtermaplab/ui/words"
	"filtermaplab/wasm/edge/share"
	"filtermaplab/wasm/lab"
)

// WhyNotPublish says what is missing before a network can be published; "" if
// nothing is. Its accuracy must be known: the last thing done was a test.
func WhyNotPublish(t *words.Table, s *lab.State) string {
	test, tested := s.Tested()
	switch {
	case s.Phase == lab.Running:
		return t.T("Pause at the end of an epoch to publish.")
	case !tested:
		return t.T("Train for an epoch first, so that its accuracy is known.")
	case test.Step != s.Last.Step:
		return t.T("Go on to the end of the epoch: the network has changed since its last test.")
	}
	return ""
}

// TestedOn is what a run's test pictures are to everybody else. FromSite says
// that the pictures are the site's shards.
func TestedOn(s *lab.State, builtin, fromSite bool) (test string, tested int) {
	test = share.TestOther
	switch {
	case builtin:
		test = share.TestShapes
	case fromSite:
		test = share.TestCIFAR
	}
	return test, s.Run.Data.Test
}

// PerClassFor is how many pictures of each class have a test of so many
// pictures, of ten classes: the inverse of lab.TestPerClass.
func PerClassFor(tested int) int { return 5 * tested / 10 }

// StandingWords says what an entry's accuracy is worth.
func StandingWords(t *words.Table, e share.Entry) string {
	switch e.Standing() {
	case share.Verified:
		return t.N(e.Checks.Agree, "checked by %d browser", "checked by %d browsers", e.Checks.Agree)
	case share.Disputed:
		return t.T("disputed: %s measured", t.Percent(e.Checks.Measured))
	case share.Private:
		return t.T("on pictures of its own")
	}
	return t.T("unverified")
}

// CheckWords says what this browser has measured of an entry.
func CheckWords(t *words.Table, e share.Entry, measured float64) string {
	if math.Abs(measured-e.Accuracy) <= share.Tolerance {
		return t.T("This browser measured %s, as the entry says.", t.Percent(measured))
	}
	return t.T("This browser measured %s; the entry says %s.", t.Percent(measured), t.Percent(e.Accuracy))
}

// ProblemWords says a refusal of the site in the reader's language.
func ProblemWords(t *words.Table, p share.Problem) string {
	switch p.Code {
	case "too-many":
		return t.T("That was too often. Try again in a few minutes.")
	case "room-unknown":
		return t.T("There is no room of this code. It may have expired.")
	case "room-closed":
		return t.T("The room is closed: it takes no more networks.")
	case "room-full":
		return t.T("The room is full. Ask for another one.")
	case "published":
		return t.T("This very network is published already.")
	case "model-unknown":
		return t.T("There is no network at this link. It may have expired or been deleted.")
	case "key":
		return t.T("This is not the key.")
	case "too-large":
		return t.T("The network is too large to be published here.")
	}
	return t.T("The site refused: %s", p.Error)
}

// Scatter places entries in a plot of accuracy over parameters: x and y from 0
// to 1, parameters on a logarithmic scale from From to To.
type Scatter struct {
	From, To int // parameters
	Points   []ScatterPoint
}

// ScatterPoint is one entry.
type ScatterPoint struct {
	X, Y float64
	Kind string // fm, plain, thin
	Say  string // for whoever points at it or hears it
}

// PlotEntries lays entries out.
func PlotEntries(t *words.Table, entries []share.Entry) Scatter {
	s := Scatter{From: 10_000, To: 100_000}
	for _, e := range entries {
		for e.Params > 0 && e.Params < s.From {
			s.From /= 10
		}
		for e.Params > s.To {
			s.To *= 10
		}
	}
	span := math.Log(float64(s.To) / float64(s.From))
	for _, e := range entries {
		s.Points = append(s.Points, ScatterPoint{
			X: math.Log(float64(max(1, e.Params))/float64(s.From)) / span, Y: e.Accuracy, Kind: string(e.Config.Variant),
			Say: fmt.Sprintf("%s: %s, %s", Titled(t, e), t.Percent(e.Accuracy), t.T("%s parameters", t.Count(e.Params))),
		})
	}
	return s
}

// Titled is what an entry is called.
func Titled(t *words.Table, e share.Entry) string {
	if e.Name == "" {
		return t.T("without a name")
	}
	return e.Name
}
