package race

import "filtermaplab/engine"

// MaxEntrants is how many may run in a Runner's race: more cannot be told
// apart in one figure.
const MaxEntrants = 4

// Command is what a person asks of a Runner.
type Command interface{ command() }

type (
	// Start lines a race up and runs it. A race that is under way is given
	// up for it.
	Start struct {
		Entrants []engine.Config // 1 to MaxEntrants
		Device   string          // "" is the best that there is
		// Pictures is where they come from. Without a name they are the
		// built-in ones, so many of each class.
		Pictures engine.Load
	}

	// Pause stops between two small pieces of work.
	Pause struct{}

	// Continue goes on after Pause.
	Continue struct{}

	// Take asks for the run of an entrant as it stands, which is answered
	// with Taken. It may be asked at any time, even when the race is over.
	Take struct{ Entrant int }
)

func (Start) command()    {}
func (Pause) command()    {}
func (Continue) command() {}
func (Take) command()     {}

// Event is what a Runner has to say. Events are values of their own: nothing
// in them changes later.
type Event interface{ event() }

type (
	// Lined says that the race stands at the start.
	Lined struct {
		Device   string
		Rounds   int // steps of each entrant in the whole race
		PerEpoch int // steps of an epoch
		Data     string
		Train    int // pictures to learn from
		Test     int // pictures to be tested on
		Classes  int
		Entrants []Standing
	}

	// Stepped says that an entrant has taken a step.
	Stepped struct {
		Entrant       int
		Step          int // steps done, from 1
		Epoch         float64
		Loss          float64
		TrainAccuracy float64 // of the step's pictures, 0..1
		Seconds       float64 // on the entrant's clock
		StepSeconds   float64 // median of a step
		SecondsLeft   float64 // of the race, tests included
	}

	// Tested says how an entrant answered the test after an epoch.
	Tested struct {
		Entrant int
		Point   Point
	}

	// Dropped says that an entrant's loss has become infinite. The others
	// go on.
	Dropped struct {
		Entrant int
		Step    int
		Why     string
	}

	// Progress tells how far something is that takes a while: "drawing",
	// "reading", "compiling", "testing".
	Progress struct {
		What        string
		Done, Total int64 // Total is 0 where unknown
	}

	// Taken has the run of an entrant, a checkpoint that goes on to the bit,
	// or says why there is none. The race is as it was.
	Taken struct {
		Entrant int
		Name    string // of the entrant
		Bytes   []byte // safetensors; empty where Why says something
		Why     string
	}

	// Status says whether the race runs, whenever that changes.
	Status struct{ Running, Finished bool }

	// Failed says in a sentence what is wrong and what to do. There is no
	// race to go on with.
	Failed struct{ Message string }
)

func (Lined) event()    {}
func (Stepped) event()  {}
func (Tested) event()   {}
func (Dropped) event()  {}
func (Progress) event() {}
func (Taken) event()    {}
func (Status) event()   {}
func (Failed) event()   {}
