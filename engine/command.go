package engine

import "io"

// Command is what a person asks of a Trainer.
type Command interface{ command() }

type (
	// Configure stops, and starts a new run from step 0. A Config that cannot
	// run is answered with Failed and changes nothing.
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

	// Builtin goes back to the pictures that the program draws itself.
	Builtin struct{}

	// Train goes on until the last epoch, Pause or an error.
	Train struct{}

	// Pause stops after the step under way.
	Pause struct{}

	// Step trains N steps and pauses.
	Step struct{ N int }

	// Reset starts again from step 0 with the same Config.
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
func (Builtin) command()   {}
func (Train) command()     {}
func (Pause) command()     {}
func (Step) command()      {}
func (Reset) command()     {}
func (Watch) command()     {}
