package engine

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/model"
)

// file asks for the run in a form and returns its bytes.
func (b *bench) file(as string) []byte {
	b.t.Helper()
	b.Send(Save{As: as})
	return await[Saved](b).Bytes
}

func (b *bench) open(name string, file []byte) {
	b.Send(Open{Name: name, R: bytes.NewReader(file), Size: int64(len(file))})
}

// run trains until the trainer stands again.
func (b *bench) run(c Command) (tests []Evaluated, last Status) {
	b.t.Helper()
	b.Send(c)
	for !await[Status](b).Running {
	}
	_, tests, last = awaitStop(b)
	return tests, last
}

func encode(t *testing.T, f *checkpoint.File) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := checkpoint.Write(&buf, f); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// Two epochs are one epoch, a file, and one more in another trainer. What was
// replaced comes back by Undo.
func TestTrainerGoesOnFromAFile(t *testing.T) {
	first := newBench(t, small())
	first.run(Step{N: 2})
	file := first.file(AsRun)
	tests, _ := first.run(Train{})
	want := tests[len(tests)-1]
	if want.Epoch != 2 {
		t.Fatalf("the whole run ended with epoch %d", want.Epoch)
	}

	second := newBench(t, small())
	await[Answered](second)
	second.open("run.safetensors", file)
	ready := await[Ready](second)
	if ready.Step != 2 || len(ready.History) != 1 || ready.From != "run.safetensors" || ready.Untrainable != "" || ready.Foreign {
		t.Errorf("opened: step %d, %d epochs, from %q, untrainable %q", ready.Step, len(ready.History), ready.From, ready.Untrainable)
	}
	if got := second.file(AsRun); !bytes.Equal(got, file) {
		t.Error("saved at once, the file is another")
	}
	tests, last := second.run(Train{})
	if got := tests[0]; got != want || !last.Finished {
		t.Errorf("after going on: %+v, want %+v", got, want)
	}

	whole := second.file(AsRun)
	second.Send(Reset{})
	if r := await[Ready](second); r.Step != 0 || !r.Undo {
		t.Errorf("after Reset: step %d, undo %t", r.Step, r.Undo)
	}
	second.Send(Undo{})
	if r := await[Ready](second); r.Step != 4 || len(r.History) != 2 || r.Undo {
		t.Errorf("after Undo: step %d, %d epochs, undo %t", r.Step, len(r.History), r.Undo)
	}
	if got := second.file(AsRun); !bytes.Equal(got, whole) {
		t.Error("Undo brought back another run")
	}
	second.Send(Undo{})
	if f := await[Failed](second); !strings.Contains(f.Message, "nothing left to bring back") {
		t.Errorf("a second Undo: %+v", f)
	}
}

// The pictures decide whether a run can go on; its network can be had anyway.
func TestTrainerOpensOnOtherPictures(t *testing.T) {
	first := newBench(t, small())
	first.run(Step{N: 3})
	file := first.file(AsRun)

	others := func(o *TrainerOptions) { o.Builtin = func() *data.Pair { return data.Shapes(3, 2, 8) } }
	b := newBenchWith(t, small(), others)
	await[Answered](b)
	b.open("run.safetensors", file)
	if f := await[Failed](b); !strings.Contains(f.Message, "the run is on 20 pictures of Shapes") || !f.WeightsOnly || f.Stopped {
		t.Errorf("other pictures: %+v", f)
	}
	b.Send(Open{Name: "run.safetensors", R: bytes.NewReader(file), WeightsOnly: true})
	if r := await[Ready](b); r.Step != 0 || r.From != "run.safetensors" || r.Foreign || r.Data.Train != 30 {
		t.Errorf("weights only: step %d from %q on %d pictures, foreign %t", r.Step, r.From, r.Data.Train, r.Foreign)
	}
	b.Send(Test{})
	test := await[Tested](b)
	right := 0
	for i, label := range test.Labels {
		if test.Answers[i] == label {
			right++
		}
	}
	f, err := checkpoint.ReadBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPredictor(f, reference.Device{}, 8)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	want, err := p.Evaluate(data.Shapes(3, 2, 8).Test, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(test.Labels) != 20 || right != want.Right {
		t.Errorf("tested: %d of %d right, want %d of %d", right, len(test.Labels), want.Right, want.Count)
	}

	// Pictures that can be drawn again are.
	redraws := newBenchWith(t, small(), func(o *TrainerOptions) {
		others(o)
		o.Again = func(name string, train, test int) *data.Pair {
			if name != "Shapes" || train != 20 || test != 10 {
				t.Errorf("asked for %d and %d pictures of %q", train, test, name)
			}
			return data.Shapes(2, 1, 7)
		}
	})
	await[Answered](redraws)
	redraws.open("run.safetensors", file)
	if r := await[Ready](redraws); r.Step != 3 || r.Data.Train != 20 {
		t.Errorf("drawn again: step %d on %d pictures", r.Step, r.Data.Train)
	}
}

// A network of PyTorch's answers under its own mean and std, learns on from
// its own weights, and such a run too goes on to the bit.
func TestTrainerLearnsOn(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds; run without -short")
	}
	original := pytorchFile(t, model.Spec{Model: "resnet8", Variant: model.Plain}, checkpoint.F16)
	cfg := small()
	cfg.Epochs = 1
	b := newBench(t, cfg)
	await[Answered](b)
	b.open("pytorch.safetensors", encode(t, original))
	if r := await[Ready](b); r.Network != "ResNet-8" || r.Step != 0 || r.Config.Epochs != 1 {
		t.Errorf("opened: %s at step %d, %+v", r.Network, r.Step, r.Config)
	}
	same := func(what string, file []byte) {
		t.Helper()
		f, err := checkpoint.ReadBytes(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range original.Tensors {
			got, ok := f.Lookup(want.Name)
			if want.DType.Integer() {
				continue // of no use to anybody
			}
			for i, v := range want.Data {
				// What was stored in half precision is exact in both.
				if half := roundHalf(t, v); !ok || got.Data[i] != half {
					t.Fatalf("%s: %s[%d] is %v, want %v", what, want.Name, i, got.Data[i], half)
				}
			}
		}
		if f.Metadata["mean"] != "120.5,121,122" {
			t.Errorf("%s: mean %q", what, f.Metadata["mean"])
		}
	}
	same("weights", b.file(AsWeights))
	same("half", b.file(AsWeightsHalf))

	b.run(Step{N: 1})
	file := b.file(AsRun)
	tests, _ := b.run(Train{})
	want := tests[len(tests)-1]

	b.open("tuned.safetensors", file)
	if r := await[Ready](b); r.Step != 1 || r.Network != "ResNet-8" {
		t.Errorf("opened again: %s at step %d", r.Network, r.Step)
	}
	tests, _ = b.run(Train{})
	if got := tests[len(tests)-1]; got != want {
		t.Errorf("gone on: %+v, want %+v", got, want)
	}
	b.Send(Reset{})
	await[Ready](b)
	same("reset", b.file(AsWeights))

	b.Send(Configure{Config: cfg})
	if r := await[Ready](b); r.Network != "ResNet-8-FM" || r.From != "" {
		t.Errorf("another network: %s from %q", r.Network, r.From)
	}
	b.Send(Undo{})
	if r := await[Ready](b); r.Network != "ResNet-8" || r.From != "tuned.safetensors" {
		t.Errorf("undone: %s from %q", r.Network, r.From)
	}
	b.Send(Fresh{})
	if r := await[Ready](b); r.Network != "ResNet-8" || r.From != "" {
		t.Errorf("fresh: %s from %q", r.Network, r.From)
	}
}

// roundHalf is v as half precision stores it.
func roundHalf(t *testing.T, v float32) float32 {
	f := &checkpoint.File{Tensors: []checkpoint.Tensor{{Name: "v", DType: checkpoint.F16, Data: []float32{v}}}}
	return stored(t, f).Tensors[0].Data[0]
}

// What cannot be trained here can be looked at, and tested where it knows the
// pictures' classes.
func TestTrainerOpensWhatItCannotTrain(t *testing.T) {
	hundred := encode(t, pytorchFile(t, model.Spec{Model: "resnet8", Variant: model.FM, Classes: 100}, checkpoint.F32))
	b := newBench(t, small())
	await[Answered](b)
	b.Send(Watch{PerSecond: 1})
	await[Snapshot](b)
	b.open("hundred.safetensors", hundred)
	if r := await[Ready](b); !strings.Contains(r.Untrainable, "knows 100 classes and Shapes has 10") || !r.Foreign {
		t.Errorf("100 classes: untrainable %q, foreign %t", r.Untrainable, r.Foreign)
	}
	if s := await[Snapshot](b); !s.IsMap || len(s.Weights) != len(s.Grad) || len(s.Start) != len(s.Weights) {
		t.Errorf("snapshot: %d weights, %d gradients, %d starts", len(s.Weights), len(s.Grad), len(s.Start))
	}
	for _, c := range []Command{Train{}, Step{N: 1}, Test{}} {
		b.Send(c)
		if f := await[Failed](b); !strings.Contains(f.Message, "100 classes") || f.Stopped {
			t.Errorf("%T: %+v", c, f)
		}
	}
	b.Send(Save{As: AsRun})
	if f := await[Failed](b); !strings.Contains(f.Message, "save its weights") {
		t.Errorf("saving the run: %+v", f)
	}
	if got := b.file(AsWeights); len(got) == 0 {
		t.Error("no weights")
	}

	tight := newBenchWith(t, small(), func(o *TrainerOptions) { o.Memory, o.Keep = 1<<20, true })
	await[Answered](tight)
	tight.open("large.safetensors", encode(t, pytorchFile(t, model.Spec{Model: "resnet8", Variant: model.FM}, checkpoint.F32)))
	if r := await[Ready](tight); !strings.Contains(r.Untrainable, "more memory") || r.Foreign {
		t.Errorf("tight: untrainable %q, foreign %t", r.Untrainable, r.Foreign)
	}
	tight.Send(Test{})
	if e := await[Tested](tight); len(e.Answers) != 10 {
		t.Errorf("tested %d pictures, want 10", len(e.Answers))
	}
}

func TestTrainerSavesInEveryForm(t *testing.T) {
	b := newBenchWith(t, small(), func(o *TrainerOptions) {
		o.Formats = []Format{{As: "name", Ending: ".txt", Expand: true, Write: func(w io.Writer, t *Trained) error {
			_, err := fmt.Fprint(w, t.Spec.Model, " ", t.Spec.Variant)
			return err
		}}}
	})
	await[Answered](b)
	for _, c := range []struct{ as, name, holds string }{
		{AsRun, "resnet8-fm-step0.safetensors", "optimizer.momentum.conv1.map"},
		{AsWeights, "resnet8-fm.safetensors", "conv1.map"},
		{AsWeightsHalf, "resnet8-fm-fp16.safetensors", `"F16"`},
		{AsFilters, "resnet8-fm-filters.safetensors", "layer1.0.conv1.weight"},
		{"name", "resnet8-fm.txt", "resnet8 plain"},
	} {
		b.Send(Save{As: c.as})
		got := await[Saved](b)
		if got.As != c.as || got.Name != c.name || !bytes.Contains(got.Bytes, []byte(c.holds)) {
			t.Errorf("%s: %s of %d bytes, want %s with %s in it", c.as, got.Name, len(got.Bytes), c.name, c.holds)
		}
	}
	b.Send(Save{As: "caffe"})
	if f := await[Failed](b); !strings.Contains(f.Message, "want one of run, weights, weights-fp16, filters, name") {
		t.Errorf("an unknown form: %+v", f)
	}
}

// Whatever a file holds, it is refused in one sentence or list, and the run
// goes on where it was.
func TestTrainerRefusesFiles(t *testing.T) {
	b := newBench(t, small())
	b.run(Step{N: 1})
	before := b.file(AsRun)

	edited := func(edit func(*checkpoint.File)) []byte {
		f, err := checkpoint.ReadBytes(before)
		if err != nil {
			t.Fatal(err)
		}
		edit(f)
		return encode(t, f)
	}
	state := func(old, new string) []byte {
		return edited(func(f *checkpoint.File) {
			if !strings.Contains(f.Metadata[stateKey], old) {
				t.Fatalf("no %s in %s", old, f.Metadata[stateKey])
			}
			f.Metadata[stateKey] = strings.Replace(f.Metadata[stateKey], old, new, 1)
		})
	}
	for _, c := range []struct {
		name string
		file []byte
		want []string
	}{
		{"empty", nil, []string{"at least 8 bytes"}},
		{"text", []byte("this is a letter and no checkpoint"), []string{"not safetensors"}},
		{"cut", before[:len(before)-1000], []string{"cut short"}},
		{"state", state(`{"version"`, `["version"`), []string{"damaged"}},
		{"step", state(`"step":1`, `"step":-7`), []string{"damaged"}},
		{"far", state(`"step":1`, `"step":123456789`), []string{"damaged"}},
		{"epochs", state(`"epochs":2`, `"epochs":0`), []string{"epochs"}},
		{"batch", state(`"batch":8`, `"batch":900`), []string{"900"}},
		{"network", state(`"model":"resnet8"`, `"model":"resnet20"`), []string{"missing", "misshapen"}},
		{"all differences", edited(func(f *checkpoint.File) {
			delete(f.Metadata, stateKey)
			for i := range f.Tensors {
				switch f.Tensors[i].Name {
				case "linear.bias":
					f.Tensors[i].Name = "linear.bais"
				case "bn1.weight":
					f.Tensors[i].Shape, f.Tensors[i].Data = []int{2}, []float32{1, 1}
				}
			}
		}), []string{"missing: linear.bias", "extra: linear.bais", "misshapen: bn1.weight"}},
	} {
		b.open(c.name, c.file)
		f := await[Failed](b)
		for _, want := range c.want {
			if !strings.Contains(f.Message, want) || !strings.HasPrefix(f.Message, c.name+": ") || f.Stopped {
				t.Errorf("%s: %+v, want %q", c.name, f, want)
			}
		}
	}
	if after := b.file(AsRun); !bytes.Equal(after, before) {
		t.Error("the run is another one")
	}
}

// A run that has left the numbers says first why it stands, and cannot be
// kept; its weights can be had.
func TestTrainerTellsWhyItStands(t *testing.T) {
	cfg := small()
	cfg.LR, cfg.Schedule, cfg.Epochs = 1e30, "constant", 50
	b := newBench(t, cfg)
	await[Answered](b)
	b.Send(Train{})
	for {
		e := b.next()
		if s, ok := e.(Status); ok && !s.Running {
			t.Fatal("it stands, and nobody knows why")
		}
		if f, ok := e.(Failed); ok && f.Stopped {
			break
		}
	}
	if s := await[Status](b); s.Running {
		t.Error("it goes on")
	}
	b.Send(Save{As: AsRun})
	if f := await[Failed](b); !strings.Contains(f.Message, "save its weights") {
		t.Errorf("saved: %+v", f)
	}
	if len(b.file(AsWeights)) == 0 {
		t.Error("no weights")
	}
}
