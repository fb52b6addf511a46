package engine

import "testing"

func TestProve(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds; run without -short")
	}
	cfg := smallRun()
	cfg.Epochs, cfg.LR = 1, 0.1
	b := newBench(t, cfg)
	await[Answered](b)
	b.Send(Step{N: 2})
	awaitStop(b)
	b.Send(Prove{Layer: "layer2.0.conv2"})
	p := await[Proved](b)
	if p.Step != 2 || p.Layer != "layer2.0.conv2" || p.Device != "reference" || p.Pictures != 8 {
		t.Errorf("got %+v", p)
	}
	if !p.Gradient.Holds() || !p.Convolution.Holds() || !p.Rules.Holds() {
		t.Errorf("a trained network does not hold: %+v", p)
	}

	// The checks leave the run alone.
	b.Send(Train{})
	_, tests, _ := awaitStop(b)
	b.Send(Reset{})
	await[Ready](b)
	b.Send(Train{})
	_, plain, _ := awaitStop(b)
	if got, want := tests[len(tests)-1].Fingerprint, plain[len(plain)-1].Fingerprint; got != want {
		t.Errorf("fingerprint with checks in between: got %s, want %s", got, want)
	}

	cfg.Variant = "plain"
	b.Send(Configure{Config: cfg})
	await[Ready](b)
	b.Send(Prove{Layer: "no such layer"})
	if p := await[Proved](b); !p.Gradient.Holds() || p.Convolution.Layer != "" || p.Rules.Layer != "" {
		t.Errorf("plain: got %+v", p)
	}
}
