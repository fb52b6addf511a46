//go:build js

package page

import (
	"errors"
	"math"
	"syscall/js"

	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
	"filtermaplab/wasm/racecard"
)

// publishRace gives scripts what the race's buttons do:
//
//	await fmlab.race({entrants: ["fm", "plain", "thin"]})  // resolves when the race runs
//	fmlab.race.pause()
//	fmlab.race.resume()
//	fmlab.race.stop()
//	fmlab.race.state()                                     // a snapshot, null before the first run
//
// Entrants are written [MODEL/]VARIANT[:RULE][:PADDING], such as fm:sum; what
// they leave out is as in the main run. Without entrants those run that are
// chosen on the page.
//
// The snapshot is {phase, epoch, verdict, entrants}; an entrant is {name,
// network, params, macs, step, epoch, loss, testAccuracy, secondsAStep,
// imagesPerSecond, out, points}, points {epoch, loss, trainAccuracy,
// testAccuracy, seconds, fingerprint}. Accuracies are parts of 1, macs the
// multiply-adds of a picture that are really done, and what is not known yet
// is null.
func (p *page) publishRace(api js.Value) {
	c := p.race
	start := js.FuncOf(func(_ js.Value, args []js.Value) any {
		promise, settle := browser.Promise()
		done := func(err error) { settle(js.Undefined(), err) }
		entrants, err := raceEntrants(argument(args), c.chosen)
		if err != nil {
			done(err)
			return promise
		}
		if c.racer.state.Over() {
			c.again()
		}
		c.start(entrants, func(err error) {
			if err != nil {
				err = errors.New(lab.Sentence(err.Error()))
			}
			done(err)
		})
		if c.racer.state.Active() {
			c.chosen = entrants
		}
		return promise
	})
	does := func(f func()) js.Func {
		return js.FuncOf(func(js.Value, []js.Value) any {
			f()
			return nil
		})
	}
	start.Set("pause", does(c.racer.pause))
	start.Set("resume", does(c.racer.resume))
	start.Set("stop", does(c.racer.stop))
	start.Set("state", js.FuncOf(func(js.Value, []js.Value) any { return raceSnapshot(&c.racer.state) }))
	api.Set("race", start)
}

// raceEntrants reads {entrants: [...]}; usual stands for what is left out.
func raceEntrants(v js.Value, usual []string) ([]string, error) {
	wrong := errors.New(lab.Sentence(`race: want {entrants: ["fm", "plain"]}`))
	if v.IsUndefined() {
		return usual, nil
	}
	if v.Type() != js.TypeObject {
		return nil, wrong
	}
	list := v.Get("entrants")
	if list.IsUndefined() {
		return usual, nil
	}
	if !js.Global().Get("Array").Call("isArray", list).Bool() {
		return nil, wrong
	}
	var entrants []string
	for i := range list.Length() {
		if list.Index(i).Type() != js.TypeString {
			return nil, wrong
		}
		entrants = append(entrants, list.Index(i).String())
	}
	return entrants, nil
}

func raceSnapshot(s *racecard.State) any {
	if s.Phase == "" {
		return nil
	}
	known := func(v float64, ok bool) any {
		if !ok || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return v
	}
	labels := s.Labels(nil)
	entrants := make([]any, len(s.Entrants))
	for i, e := range s.Entrants {
		loss, stepped := e.Loss.Last()
		points := make([]any, len(e.Points))
		for k, q := range e.Points {
			points[k] = map[string]any{
				"epoch": q.Epoch, "loss": known(q.Loss, true), "trainAccuracy": q.TrainAccuracy, "testAccuracy": q.TestAccuracy,
				"seconds": q.Seconds, "fingerprint": q.Fingerprint,
			}
		}
		entrants[i] = map[string]any{
			"name": labels[i], "network": e.Name, "params": e.Params, "macs": e.Spent,
			"step": e.Step, "epoch": e.Epoch, "loss": known(loss.Y, stepped), "testAccuracy": known(e.Accuracy(), len(e.Points) > 0),
			"secondsAStep": known(e.StepSeconds, e.StepSeconds > 0), "imagesPerSecond": known(float64(e.Config.Batch)/e.StepSeconds, e.StepSeconds > 0),
			"out": e.Out, "points": points,
		}
	}
	return map[string]any{"phase": string(s.Phase), "epoch": s.Reached(), "verdict": s.Verdict(nil), "entrants": entrants}
}
