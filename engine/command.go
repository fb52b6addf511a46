package engine

import "io"

// Command is what a person asks of a Trainer.
type Command interface{ command() }

type (
	// Configure stops, and starts a new run from step 0. A Config that cannot
	// run is answered with Failed and changes nothing. Weights that a file
	// gave stay the starting weights while the network is theirs.
	Configure struct {
		Config Config
		Device string // "" is the best that there is
	}

	// Load reads pictures and starts a new run with them. A damaged or wrong
	// file is answered with Failed and changes nothing.
	Load struct {
		Name string    // of the file
		R    io.Reader // its bytes; closed by the trainer if it is an io.Closer
		Size int64     // of the file; 0 where unknown

		// Pictures of each class to keep for training and for the test;
		// 0 keeps all, as does a number above what there is.
		PerClass, TestPerClass int
	}

	// Open makes the run that of a checkpoint, ours or PyTorch's. A file that
	// a run was saved to goes on with it, to the bit, on the same pictures.
	// One of weights alone gives a trained network at step 0: it answers, can
	// be tested and looked at, and learns on from there. A file that is
	// damaged or does not fit is answered with Failed and changes nothing.
	Open struct {
		Name        string    // of the file; "" where it has none
		R           io.Reader // its bytes; closed by the trainer if it is an io.Closer
		Size        int64     // of the file; 0 where unknown
		WeightsOnly bool      // leave the state of its run aside
	}

	// Save asks for the run as the bytes of a file, which Saved brings.
	Save struct{ As string } // AsRun, AsWeights ... or one of TrainerOptions.Formats

	// Undo brings back the run that another command replaced within the last
	// minute, to the bit.
	Undo struct{}

	// Fresh starts again from step 0 with drawn weights where a file gave
	// others.
	Fresh struct{}

	// Builtin goes back to the pictures that the program draws itself.
	Builtin struct{}

	// Train goes on until the last epoch, Pause or an error.
	Train struct{}

	// Pause stops after the step under way.
	Pause struct{}

	// Step trains N steps and pauses.
	Step struct{ N int }

	// Reset starts again from step 0 with the same Config and weights.
	Reset struct{}

	// Watch asks for a Snapshot of a layer: one at once, one after every
	// start of a run, and while training at most PerSecond of them a second
	// and no more than one part in twenty of the time. A run without that
	// layer shows its first map instead. PerSecond 0 stops.
	Watch struct {
		View      View
		PerSecond float64
	}
)

func (Configure) command() {}
func (Load) command()      {}
func (Open) command()      {}
func (Save) command()      {}
func (Undo) command()      {}
func (Fresh) command()     {}
func (Builtin) command()   {}
func (Train) command()     {}
func (Pause) command()     {}
func (Step) command()      {}
func (Reset) command()     {}
func (Watch) command()     {}
