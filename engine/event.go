package engine

// Event is what a Trainer has to say. Events are values of their own: nothing
// in them changes later.
type Event interface{ event() }

type (
	// Ready says that a run stands at step 0 (or where a checkpoint left it)
	// and what it is. It follows Configure, Load, Builtin, Reset, Open,
	// Fresh and Undo.
	Ready struct {
		Config  Config  `json:"config"`
		Network string  `json:"network"` // ResNet-8-FM
		Params  int     `json:"params"`  // learned values
		Maps    int     `json:"maps"`    // of which stand in maps
		MACs    int64   `json:"macs"`    // multiply-adds a picture, counted direct
		Device  string  `json:"device"`
		Data    Dataset `json:"data"`
		Steps   int     `json:"steps"` // of the whole run
		Step    int     `json:"step"`  // done already

		// Of a run that a checkpoint gave.
		From        string   `json:"from,omitempty"`        // the file's name; "" where weights were drawn
		History     []Epoch  `json:"history,omitempty"`     // the epochs behind it
		Classes     []string `json:"classes,omitempty"`     // what the network answers with
		Foreign     bool     `json:"foreign,omitempty"`     // Classes are others than the pictures have: no answer is right or wrong
		Untrainable string   `json:"untrainable,omitempty"` // why it cannot be trained here; "" where it can

		Undo bool `json:"undo,omitempty"` // the run before this one can be brought back
	}

	// Stepped says that a training step is done.
	Stepped struct {
		Step            int     `json:"step"`  // steps done, from 1
		Epoch           float64 `json:"epoch"` // passes over the pictures done
		Loss            float64 `json:"loss"`  // mean over the step's pictures
		TrainAccuracy   float64 `json:"trainAccuracy"`
		LR              float64 `json:"lr"`
		ImagesPerSecond float64 `json:"imagesPerSecond"` // recent, evaluation left out
		SecondsLeft     float64 `json:"secondsLeft"`     // of the run, evaluation included
	}

	// Evaluated says how the test pictures were answered after an epoch.
	Evaluated struct {
		Step          int     `json:"step"`
		Epoch         int     `json:"epoch"` // epochs done
		Loss          float64 `json:"loss"`  // training loss, mean of the epoch
		TrainAccuracy float64 `json:"trainAccuracy"`
		TestLoss      float64 `json:"testLoss"`
		TestAccuracy  float64 `json:"testAccuracy"` // 0..1
		Fingerprint   string  `json:"fingerprint"`  // of the weights
	}

	// Saved has the file that Save asked for.
	Saved struct {
		As    string `json:"as"`
		Name  string `json:"name"` // that the file may have: resnet8-fm.onnx
		Step  int    `json:"step"` // of the run
		Bytes []byte `json:"-"`
	}

	// Answered has the network's answers to the first test pictures.
	Answered struct {
		Step    int      `json:"step"`
		Answers []Answer `json:"answers"` // of Dataset.Samples, in order
	}

	// Progress tells how far something is that takes a while.
	Progress struct {
		What  string `json:"what"` // "reading", "testing"
		Done  int64  `json:"done"`
		Total int64  `json:"total"` // 0 where unknown
	}

	// Status says whether the trainer runs, whenever that changes.
	Status struct {
		Running  bool `json:"running"`
		Finished bool `json:"finished"` // the last epoch is done
	}

	// Failed says in a sentence what is wrong and what to do. The run goes on
	// where it was unless Stopped is set.
	Failed struct {
		Message string `json:"message"`
		Stopped bool   `json:"stopped"`
		// The run of a file cannot go on here, but Open with WeightsOnly can
		// have its network.
		WeightsOnly bool `json:"weightsOnly,omitempty"`
	}
)

// Dataset describes pictures.
type Dataset struct {
	Name    string   `json:"name"`
	Note    string   `json:"note,omitempty"` // what a person should know of it
	Classes []string `json:"classes"`
	Train   int      `json:"train"` // pictures to learn from
	Test    int      `json:"test"`
	// Samples are the first test pictures, spread over the classes.
	Samples []Picture `json:"-"`
}

// Picture is one picture: three planes of Size x Size bytes, red, green, blue.
type Picture struct {
	Size  int
	Label int
	Pix   []byte
}

// Answer is the network's answer to one picture.
type Answer struct {
	Label      int     `json:"label"`      // the class it takes it for
	Confidence float64 `json:"confidence"` // softmax, 0..1
}

func (Ready) event()     {}
func (Stepped) event()   {}
func (Evaluated) event() {}
func (Saved) event()     {}
func (Answered) event()  {}
func (Progress) event()  {}
func (Status) event()    {}
func (Failed) event()    {}
func (Snapshot) event()  {}
