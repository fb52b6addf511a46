package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
)

// tiny is a run of two steps an epoch on 40 pictures, tested on 20, in an
// empty folder of its own.
func tiny(t *testing.T) func(more ...string) []string {
	t.Helper()
	t.Chdir(t.TempDir())
	writeCIFAR(t, "pictures/data_batch_1.bin", 240)
	writeCIFAR(t, "pictures/test_batch.bin", 20)
	return func(more ...string) []string {
		return append([]string{"train", "-data", "pictures", "-per-class", "4", "-batch", "16", "-json"}, more...)
	}
}

func epochs(t *testing.T, out string) []engine.Epoch {
	t.Helper()
	return decodeLines[engine.Epoch](t, out)
}

func read(t *testing.T, path string) *checkpoint.File {
	t.Helper()
	f, err := checkpoint.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sameTensors fails where two files differ in a bit of a tensor.
func sameTensors(t *testing.T, got, want *checkpoint.File) {
	t.Helper()
	if len(got.Tensors) != len(want.Tensors) {
		t.Fatalf("%d tensors, want %d", len(got.Tensors), len(want.Tensors))
	}
	for _, w := range want.Tensors {
		g, ok := got.Lookup(w.Name)
		if !ok || !slices.Equal(g.Data, w.Data) {
			t.Errorf("tensor %s differs", w.Name)
		}
	}
}

func TestTrainJSON(t *testing.T) {
	tiny := tiny(t)
	r := fmlab(t, tiny("-epochs", "2", "-out", "a.safetensors")...)
	if r.status != exitOK {
		t.Fatal(r.stderr)
	}
	got := epochs(t, r.stdout)
	if len(got) != 2 {
		t.Fatalf("%d epochs, want 2: %s", len(got), r.stdout)
	}
	for i, e := range got {
		if e.Epoch != i+1 || !(e.Loss > 0) || !(e.ImagesPerSecond > 0) || len(e.Fingerprint) != 16 ||
			e.TrainAccuracy < 0 || e.TrainAccuracy > 1 || e.TestAccuracy < 0 || e.TestAccuracy > 1 {
			t.Errorf("epoch %d: %+v cannot be right", i+1, e)
		}
	}
	if got[0].Fingerprint == got[1].Fingerprint {
		t.Error("the network did not change in an epoch")
	}
	for _, key := range []string{"epoch", "loss", "train_accuracy", "test_accuracy", "images_per_second", "fingerprint"} {
		if !strings.Contains(r.stdout, `"`+key+`":`) {
			t.Errorf("no %q in %s", key, r.stdout)
		}
	}
	if r.stderr != "" {
		t.Errorf("standard error %q, want nothing of so short a run", r.stderr)
	}
}

// With nothing asked for, the built-in pictures serve.
func TestTrainTable(t *testing.T) {
	t.Chdir(t.TempDir())
	args := []string{"train", "-per-class", "2", "-batch", "10", "-epochs", "1", "-variant", "plain"}
	out := succeed(t, args...)
	for _, want := range []string{
		"ResNet-8: 78,042 parameters\n", "Shapes: 20 pictures to learn from, 1,000 to test", "saving to resnet8-plain.safetensors", "fingerprint\n    1  ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	if again := succeed(t, args...); !strings.Contains(again, "saving to resnet8-plain-2.safetensors") {
		t.Errorf("a second run must not overwrite the first:\n%s", again)
	}
}

// Two epochs are one, a resume, and one more: to the bit, on every device.
func TestResumeToTheBit(t *testing.T) {
	for _, device := range deviceNames()[1:] { // auto is one of the others
		if _, err := openDevice(device); err != nil {
			t.Logf("device %s left out: %v", device, err)
			continue
		}
		for _, flags := range [][]string{
			{"-variant", "fm", "-rule", "sum"},
			{"-variant", "thin", "-schedule", "step", "-nesterov=false", "-momentum", "0.8", "-smoothing", "0.1", "-no-augment"},
		} {
			t.Run(device+" "+strings.Join(flags, " "), func(t *testing.T) {
				tiny := tiny(t)
				flags := append(flags, "-device", device)
				whole := epochs(t, succeed(t, append(tiny("-epochs", "2", "-out", "whole.safetensors"), flags...)...))
				first := epochs(t, succeed(t, append(tiny("-epochs", "2", "-stop-after", "1", "-out", "part.safetensors"), flags...)...))
				r := fmlab(t, "train", "-resume", "part.safetensors", "-device", device, "-json")
				if r.status != exitOK {
					t.Fatal(r.stderr)
				}
				second := epochs(t, r.stdout)
				if len(first) != 1 || len(second) != 1 {
					t.Fatalf("%d epochs and then %d, want 1 and 1", len(first), len(second))
				}
				for i, e := range []engine.Epoch{first[0], second[0]} {
					w := whole[i]
					e.ImagesPerSecond, w.ImagesPerSecond = 0, 0
					if e != w {
						t.Errorf("epoch %d: %+v, want %+v", i+1, e, w)
					}
				}
				sameTensors(t, read(t, "part.safetensors"), read(t, "whole.safetensors"))
				if strings.Contains(r.stderr, "note:") {
					t.Errorf("nothing has changed, but standard error says %q", r.stderr)
				}
			})
		}
	}
}

// At a constant rate the number of epochs is no part of the course: a run of
// one epoch can be made one of two.
func TestResumeWithMoreEpochs(t *testing.T) {
	tiny := tiny(t)
	constant := []string{"-schedule", "constant", "-lr", "0.01"}
	whole := epochs(t, succeed(t, append(tiny("-epochs", "2", "-out", "whole.safetensors"), constant...)...))
	succeed(t, append(tiny("-epochs", "1", "-out", "part.safetensors"), constant...)...)

	r := fmlab(t, "train", "-resume", "part.safetensors", "-json")
	if r.status != exitFailed || !strings.Contains(r.stderr, "all 1 epochs of this run are done; ask for more with -epochs") {
		t.Errorf("a finished run: status %d, %q", r.status, r.stderr)
	}
	r = fmlab(t, "train", "-resume", "part.safetensors", "-epochs", "2", "-out", "more.safetensors", "-json")
	if got := epochs(t, r.stdout); len(got) != 1 || got[0].Fingerprint != whole[1].Fingerprint {
		t.Errorf("got %+v, want the fingerprint %s", got, whole[1].Fingerprint)
	}
	if r.stderr != "" {
		t.Errorf("standard error %q, want nothing", r.stderr)
	}
	r = fmlab(t, "train", "-resume", "part.safetensors", "-epochs", "2", "-lr", "0.02", "-schedule", "onecycle", "-out", "", "-json")
	if r.status != exitOK || !strings.Contains(r.stderr, "with another -lr, -schedule than was saved") {
		t.Errorf("another course: status %d, %q", r.status, r.stderr)
	}
	sameTensors(t, read(t, "more.safetensors"), read(t, "whole.safetensors"))
}

func TestResumeRefuses(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "2", "-stop-after", "1", "-out", "run.safetensors")...)

	foreign := read(t, "run.safetensors")
	foreign.Metadata = map[string]string{"model": "resnet8", "fm": "True"}
	bare := read(t, "run.safetensors")
	bare.Metadata = maps.Clone(bare.Metadata)
	delete(bare.Metadata, runKey)
	for name, f := range map[string]*checkpoint.File{"foreign.safetensors": foreign, "bare.safetensors": bare} {
		if err := checkpoint.WriteFile(name, f); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile("run.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"cut.safetensors": whole[:len(whole)/2], "text.safetensors": []byte("hello, world")} {
		if err := os.WriteFile(name, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}

	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"other network", []string{"-resume", "run.safetensors", "-model", "resnet14"}, "trained with model resnet8"},
		{"other variant", []string{"-resume", "run.safetensors", "-variant", "plain"}, "trained with variant fm"},
		{"other batch", []string{"-resume", "run.safetensors", "-batch", "8"}, "trained with batch 16"},
		{"other seed", []string{"-resume", "run.safetensors", "-seed", "2"}, "trained with seed 1"},
		{"other pictures", []string{"-resume", "run.safetensors", "-per-class", "5"}, "the same ones"},
		{"weights only", []string{"-resume", "foreign.safetensors"}, "no training state"},
		{"no source", []string{"-resume", "bare.safetensors"}, "name them with -data"},
		{"cut short", []string{"-resume", "cut.safetensors"}, "cut.safetensors"},
		{"no safetensors", []string{"-resume", "text.safetensors"}, "text.safetensors"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := fmlab(t, append([]string{"train", "-json"}, tc.args...)...)
			if r.status == exitOK || !strings.Contains(r.stderr, tc.want) {
				t.Errorf("status %d, %q; want a failure that says %q", r.status, r.stderr, tc.want)
			}
		})
	}
	if after, _ := os.ReadFile("run.safetensors"); !bytes.Equal(after, whole) {
		t.Error("a refused resume has changed the file")
	}
	// With the pictures named, what train did not note is no obstacle.
	succeed(t, "train", "-resume", "bare.safetensors", "-data", "pictures", "-per-class", "4")
}

// Ctrl-C saves the run in the middle of an epoch; going on from there gives
// what an undisturbed run gives.
func TestInterrupt(t *testing.T) {
	tiny := tiny(t)
	args := tiny("-epochs", "3", "-per-class", "20")
	succeed(t, append(args, "-out", "whole.safetensors")...)

	ctx, cancel := context.WithCancel(t.Context())
	var stdout, stderr bytes.Buffer
	// The first epoch's line is the signal to interrupt.
	status := run(ctx, append(args, "-out", "it's.safetensors"), onWrite(&stdout, cancel), &stderr)
	if status != exitInterrupted {
		t.Fatalf("status %d, want %d: %s", status, exitInterrupted, stderr.String())
	}
	if want := `go on with: fmlab train -resume 'it'\''s.safetensors'`; !strings.Contains(stderr.String(), want) {
		t.Errorf("standard error %q, want it to say %q", stderr.String(), want)
	}
	succeed(t, "train", "-resume", "it's.safetensors", "-json")
	sameTensors(t, read(t, "it's.safetensors"), read(t, "whole.safetensors"))

	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	status = run(ctx, append(args, "-out", ""), &stdout, &stderr)
	if status != exitInterrupted || !strings.Contains(stderr.String(), "nothing is kept") {
		t.Errorf("without a file: status %d, %q", status, stderr.String())
	}
}

// A run that was interrupted while an epoch was tested tests it anew.
func TestInterruptInTest(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "1", "-out", "whole.safetensors")...)
	s := untestedRun(t, "part.safetensors")
	got := epochs(t, succeed(t, "train", "-resume", "part.safetensors", "-json"))
	if len(got) != 1 || got[0].Epoch != 1 || got[0].ImagesPerSecond != 0 {
		t.Errorf("got %+v, want epoch 1, of which no step was trained here", got)
	}
	if want, _ := s.Fingerprint(); got[0].Fingerprint != want {
		t.Errorf("fingerprint %s, want %s", got[0].Fingerprint, want)
	}
	sameTensors(t, read(t, "part.safetensors"), read(t, "whole.safetensors"))
}

// untestedRun trains one epoch of tiny and saves it before its test.
func untestedRun(t *testing.T, path string) *engine.Session {
	t.Helper()
	dev, err := openDevice(autoDevice)
	if err != nil {
		t.Fatal(err)
	}
	src := source{Data: "pictures", PerClass: 4}
	pictures, err := src.open(&bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := engine.DefaultConfig()
	cfg.Epochs, cfg.Batch = 1, 16
	s, err := engine.NewSession(cfg, pictures, dev)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for range s.StepsPerEpoch() {
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
	}
	r := trainRun{session: s, source: src, out: path}
	if err := r.save(); err != nil {
		t.Fatal(err)
	}
	return s
}

// onWrite calls f after the first write to w.
func onWrite(w *bytes.Buffer, f func()) writerFunc {
	return func(b []byte) (int, error) {
		n, err := w.Write(b)
		f()
		return n, err
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// A rate that is far too high is reported as such, and the last good epoch
// stays in the file.
func TestDivergence(t *testing.T) {
	tiny := tiny(t)
	r := fmlab(t, tiny("-epochs", "30", "-lr", "1e30", "-schedule", "constant", "-out", "a.safetensors")...)
	if r.status != exitFailed || !strings.Contains(r.stderr, "learning rate of 1e+30 is too high") {
		t.Errorf("status %d, %q", r.status, r.stderr)
	}
}

func TestLineMeter(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	m := &lineMeter{w: &out, total: 1000, now: func() time.Time { return now }, start: now, last: now}
	for range 10 {
		now = now.Add(6 * time.Second)
		m.add(100, "epoch 1/1, loss 2.303")
	}
	want := "" +
		"epoch 1/1, loss 2.303: 30 %, 17 images/s, 42s left\n" +
		"epoch 1/1, loss 2.303: 60 %, 17 images/s, 24s left\n" +
		"epoch 1/1, loss 2.303: 90 %, 17 images/s, 6s left\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestShellQuoted(t *testing.T) {
	for in, want := range map[string]string{
		"a.safetensors": "a.safetensors", "/tmp/x-1_2": "/tmp/x-1_2", "": "''", "my run": "'my run'", "$(x)": "'$(x)'", "größe": "'größe'", "a'b": `'a'\''b'`,
		"a b.x": "'a b.x'",
	} {
		if got := shellQuoted(in); got != want {
			t.Errorf("shellQuoted(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestTrainRefusesPictures(t *testing.T) {
	tiny := tiny(t)
	if r := fmlab(t, tiny("-per-class", "25")...); r.status != exitFailed || !strings.Contains(r.stderr, "want 25") {
		t.Errorf("more pictures than there are: status %d, %q", r.status, r.stderr)
	}
	if r := fmlab(t, tiny("-per-class", "1")...); r.status != exitFailed || !strings.Contains(r.stderr, "use a batch of 10 or fewer") {
		t.Errorf("fewer pictures than a batch: status %d, %q", r.status, r.stderr)
	}
	if err := os.Truncate("pictures/data_batch_1.bin", 3073*10+17); err != nil {
		t.Fatal(err)
	}
	if r := fmlab(t, tiny()...); r.status != exitFailed || !strings.Contains(r.stderr, "data_batch_1.bin") {
		t.Errorf("a truncated file: status %d, %q", r.status, r.stderr)
	}
}

// writeCIFAR writes n records of CIFAR-10, classes in turn, pixels that tell
// the class.
func writeCIFAR(t *testing.T, path string, n int) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	var b []byte
	for i := range n {
		label := byte(i % 10)
		b = append(b, label)
		for p := range 3072 {
			b = append(b, byte(p*int(label+1)+i))
		}
	}
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
}
