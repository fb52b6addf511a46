package stopwatch

import (
	"fmt"
	"net/url"
	"strconv"

	"filtermaplab/engine/bench"
	"filtermaplab/engine/model"
)

// Ask says which network is to be loaded, and on how many threads.
type Ask struct {
	Model   string        `json:"model"`
	Variant model.Variant `json:"variant"`
	Batch   int           `json:"batch"`
	Threads int           `json:"threads"` // 0 is as many as there are
	Strict  bool          `json:"strict"`
	Runs    int           `json:"runs"` // of which bench.Measure takes the median; 0 means its own number
}

// Bounds of what a link may ask for.
const (
	maxThreads = 64
	maxBatch   = 1024
)

// ParseQuery reads an Ask off a page's query, as in
// ?bench=resnet8&variant=fm&threads=2&batch=32&data=none. Variant is fm,
// threads all and batch 32 where the query says nothing. Data may only be
// none: the pictures are noise. ok is false where the query has no bench.
func ParseQuery(query string) (ask Ask, ok bool, err error) {
	q, err := url.ParseQuery(query)
	if err != nil || !q.Has("bench") {
		return Ask{}, false, nil
	}
	ask = Ask{Model: q.Get("bench"), Variant: model.FM, Batch: 32, Strict: q.Get("strict") == "1"}
	if q.Has("variant") {
		ask.Variant = model.Variant(q.Get("variant"))
	}
	for _, n := range []struct {
		key      string
		into     *int
		min, max int
	}{{"batch", &ask.Batch, 1, maxBatch}, {"threads", &ask.Threads, 0, maxThreads}} {
		if !q.Has(n.key) {
			continue
		}
		v, err := strconv.Atoi(q.Get(n.key))
		if err != nil || v < n.min || v > n.max {
			return ask, true, fmt.Errorf("bench: %s: want %d to %d, got %q", n.key, n.min, n.max, q.Get(n.key))
		}
		*n.into = v
	}
	if d := q.Get("data"); d != "" && d != "none" {
		return ask, true, fmt.Errorf("bench: data: want none, got %q; the pictures are noise", d)
	}
	return ask, true, nil
}

// spec is the network that is asked for.
func (a Ask) spec() model.Spec {
	return model.Spec{Model: a.Model, Variant: a.Variant, Batch: a.Batch}
}

// Info describes a loaded network to a script.
type Info struct {
	Model   string        `json:"model"`
	Variant model.Variant `json:"variant"`
	Device  string        `json:"device"`
	Threads int           `json:"threads"`
	Strict  bool          `json:"strict"`
	Params  int           `json:"params"`
	Batch   int           `json:"batch"`
	// FLOPs of the definition, every convolution direct: of one picture
	// forward, and of one training step of the whole batch, which is three
	// times as much a picture.
	ForwardFLOPs int64 `json:"forwardFlops"`
	StepFLOPs    int64 `json:"flops"`
}

func (a Ask) info(r *bench.Runner, device string, threads int) Info {
	params, _ := r.Net.ParamCount()
	forward := 2 * r.Net.MACs()
	return Info{
		Model: a.Model, Variant: a.Variant, Device: device, Threads: threads, Strict: a.Strict, Params: params, Batch: a.Batch,
		ForwardFLOPs: forward, StepFLOPs: 3 * forward * int64(a.Batch),
	}
}
