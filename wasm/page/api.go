//go:build js

package page

import (
	"errors"
	"math"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// publish gives scripts, of teachers and of tests, the same commands as the
// buttons have:
//
//	await fmlab.ready                     // resolves with fmlab when there is a run, and all of it is shown
//	await fmlab.configure({epochs: 3})    // starts a new run with other settings
//	await fmlab.load(file)                // a File or Blob of CIFAR pictures
//	await fmlab.train()                   // resolves when training has begun
//	await fmlab.pause()                   // resolves when it has stopped
//	await fmlab.step(10)                  // resolves when the ten steps are done
//	await fmlab.reset()                   // back to step 0
//	await fmlab.test()                    // answers all test pictures; resolves when that is done
//	fmlab.confusion()                     // {step, classes, counts: [class][answer]} of the last test, or null
//	await fmlab.rate(0.02)                // changes the learning rate of the run from the next step on
//	await fmlab.prove()                   // checks the arithmetic: {gradient, convolution, rules}, each with holds
//	await fmlab.classify(blob)            // the classes of a picture, [{name, share}], the most likely first
//	await fmlab.open(file)                // a checkpoint, ours or PyTorch's, or pictures: what it holds decides
//	await fmlab.save("run")               // a File of the run; also "weights", "weights-fp16", "filters", "onnx",
//	                                      // "onnx-filters", "torch", "csv", "json", "curves-svg", "curves-png", "scope-png"
//	await fmlab.evaluate()                // {accuracy, right, count, loss, perClass} on all test pictures
//	await fmlab.undo()                    // brings back the run that was replaced within the last minute
//	fmlab.state()                         // a snapshot, see below
//
// configure takes the JSON names of engine.Config (model, variant, rule,
// padding, maps, epochs, batch, lr, rates, schedule, momentum, nesterov, weightDecay,
// smoothing, augment, seed) and device, dataset ("shapes") and perClass
// (pictures of each class; 0 keeps all of a file). What cannot be done rejects
// the promise with the sentence that the page shows, and changes nothing.
//
// state returns {step, epoch, loss, trainAccuracy, testAccuracy,
// imagesPerSecond, network, params, dataset, device, running}. Accuracies are
// shares from 0 to 1, loss and trainAccuracy are smoothed as the curves are,
// and what is not known yet is null.
func (p *page) publish() {
	api := js.Global().Get("fmlab")
	promised := func(ask func(args []js.Value, settle func(error))) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			promise, settle := browser.Promise()
			ask(args, func(err error) { settle(js.Undefined(), err) })
			return promise
		})
	}
	command := func(c engine.Command) js.Func {
		return promised(func(_ []js.Value, settle func(error)) { p.send(c, settle) })
	}
	api.Set("train", command(engine.Train{}))
	api.Set("pause", command(engine.Pause{}))
	api.Set("reset", command(engine.Reset{}))
	api.Set("test", command(engine.Test{}))
	api.Set("prove", js.FuncOf(func(js.Value, []js.Value) any {
		promise, settle := browser.Promise()
		p.prove.ask(func(err error) { settle(proofs(p.state.Proved), err) })
		return promise
	}))
	api.Set("classify", js.FuncOf(func(_ js.Value, args []js.Value) any { return p.own.classify(argument(args)) }))
	api.Set("confusion", js.FuncOf(func(js.Value, []js.Value) any { return confusion(&p.state) }))
	api.Set("step", promised(func(args []js.Value, settle func(error)) {
		n := 1
		if v := argument(args); !v.IsUndefined() {
			whole, err := count("step", goValue(v))
			if err != nil {
				settle(errors.New(lab.Sentence(err.Error())))
				return
			}
			n = whole
		}
		p.send(engine.Step{N: n}, settle)
	}))
	api.Set("rate", promised(func(args []js.Value, settle func(error)) {
		lr, ok := goValue(argument(args)).(float64)
		if !ok {
			settle(errors.New(lab.Sentence("rate: want a number")))
			return
		}
		p.send(engine.Rate{LR: lr}, settle)
	}))
	api.Set("configure", promised(func(args []js.Value, settle func(error)) { p.choose(argument(args), settle) }))
	api.Set("load", promised(func(args []js.Value, settle func(error)) { p.open(argument(args), settle) }))
	api.Set("open", promised(func(args []js.Value, settle func(error)) {
		file := argument(args)
		p.openAny(file, func() { p.open(file, settle) }, settle)
	}))
	api.Set("save", js.FuncOf(func(_ js.Value, args []js.Value) any {
		promise, settle := browser.Promise()
		p.file(argument(args).String(), func(blob js.Value, name string, err error) {
			if err != nil {
				settle(nil, err)
				return
			}
			settle(js.Global().Get("File").New([]any{blob}, name), nil)
		})
		return promise
	}))
	api.Set("evaluate", js.FuncOf(func(js.Value, []js.Value) any {
		promise, settle := browser.Promise()
		p.send(engine.Test{}, func(err error) {
			if err != nil {
				settle(nil, err)
				return
			}
			right, count := p.state.Confusion.Right(), len(p.state.Confusion.Labels)
			perClass := make([]any, p.state.Confusion.Classes) // accuracies
			for i := range perClass {
				perClass[i] = p.state.Confusion.Accuracy(i)
			}
			settle(map[string]any{
				"accuracy": float64(right) / float64(max(1, count)), "right": right, "count": count,
				"loss": p.state.Confusion.Loss, "perClass": perClass,
			}, nil)
		})
		return promise
	}))
	api.Set("undo", promised(func(_ []js.Value, settle func(error)) {
		p.toast.close()
		p.undo(p.replaced, settle)
	}))
	api.Set("state", js.FuncOf(func(js.Value, []js.Value) any { return snapshot(&p.state) }))

	p.publishRace(api)

	p.asked.Ask(engine.Reset{}, func(err error) { // answered by the first run, which needs no asking
		ready := p.boot.Get("ready")
		if err != nil {
			ready.Call("reject", js.Global().Get("Error").New(err.Error()))
			return
		}
		resolve := func() { ready.Call("resolve", api) } // only the first time counts
		p.settled = resolve
		browser.After(1000, resolve) // a frame that nobody sees is not drawn
	})
}

// argument is the first argument of a call, undefined where there is none.
func argument(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}

// snapshot is the state for a script.
func snapshot(s *lab.State) map[string]any {
	known := func(v float64, ok bool) any {
		if !ok || math.IsNaN(v) {
			return nil
		}
		return v
	}
	loss, stepped := s.Loss.Last()
	accuracy, _ := s.Accuracy.Last()
	test, tested := s.Tested()
	return map[string]any{
		"step":            s.Last.Step,
		"epoch":           s.Last.Epoch,
		"loss":            known(loss.Y, stepped),
		"trainAccuracy":   known(accuracy.Y, stepped),
		"testAccuracy":    known(test.TestAccuracy, tested),
		"imagesPerSecond": s.Last.ImagesPerSecond,
		"network":         s.Run.Network,
		"params":          s.Run.Params,
		"dataset":         s.Run.Data.Name,
		"device":          s.Run.Device,
		"running":         s.Phase == lab.Running,
	}
}

// confusion is the last test for a script.
func confusion(s *lab.State) any {
	c := s.Confusion
	if c == nil {
		return nil
	}
	classes, counts := make([]any, c.Classes), make([]any, c.Classes)
	for i, row := range c.Counts {
		numbers := make([]any, c.Classes)
		for j, n := range row {
			numbers[j] = n
		}
		classes[i], counts[i] = s.Run.Data.Classes[i], numbers
	}
	return map[string]any{"step": c.Step, "classes": classes, "counts": counts}
}
