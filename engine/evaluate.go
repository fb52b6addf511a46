package engine

import (
	"fmt"
	"math"

	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
)

// Evaluation sums up how a network answered labelled pictures.
type Evaluation struct {
	Count     int      // pictures
	Right     int      // answered with their label
	LossSum   float64  // cross-entropy
	Confusion [][]int  // [label][answer] pictures
	Answers   []Answer // in the order of the pictures
}

// Accuracy is the share of right answers, 0..1.
func (e Evaluation) Accuracy() float64 {
	if e.Count == 0 {
		return 0
	}
	return float64(e.Right) / float64(e.Count)
}

// Loss is the mean cross-entropy.
func (e Evaluation) Loss() float64 {
	if e.Count == 0 {
		return 0
	}
	return e.LossSum / float64(e.Count)
}

// Evaluator answers a set batch by batch, so that a caller can do other
// things in between.
type Evaluator struct {
	Evaluation

	exe           device.Executable
	p             *program.Program
	set           *data.Set
	norm          data.Norm
	classes       int
	batch, labels []float32
	scores        []float32
	indices       []int
}

// Evaluator starts an evaluation of set with the running statistics. The set
// must have the session's classes.
func (s *Session) Evaluator(set *data.Set) (*Evaluator, error) {
	return newEvaluator(s.exe, s.net.Program, set, s.norm)
}

func newEvaluator(exe device.Executable, p *program.Program, set *data.Set, norm data.Norm) (*Evaluator, error) {
	e := newAnswerer(exe, p, set, norm)
	if len(set.Classes) != e.classes {
		return nil, fmt.Errorf("engine: the network knows %d classes, but %s has %d", e.classes, set.Name, len(set.Classes))
	}
	e.Confusion = make([][]int, e.classes)
	for i := range e.Confusion {
		e.Confusion[i] = make([]int, e.classes)
	}
	return e, nil
}

// newAnswerer returns an evaluator of answers alone, without right or wrong,
// for pictures that may be of other classes.
func newAnswerer(exe device.Executable, p *program.Program, set *data.Set, norm data.Norm) *Evaluator {
	classes := p.Info(p.Scores).Shape[1]
	return &Evaluator{
		exe: exe, p: p, set: set, norm: norm, classes: classes,
		batch:  make([]float32, p.Batch*data.PictureSize),
		labels: make([]float32, p.Batch),
		scores: make([]float32, p.Batch*classes),
	}
}

// Step answers the next batch and reports whether pictures are left.
func (e *Evaluator) Step() (more bool, err error) {
	e.indices = e.indices[:0]
	for i := e.Count; i < min(e.set.Len(), e.Count+e.p.Batch); i++ {
		e.indices = append(e.indices, i)
	}
	if len(e.indices) == 0 {
		return false, nil
	}
	if err := e.answer(e.indices); err != nil {
		return false, err
	}
	return e.Count < e.set.Len(), nil
}

// answer adds the pictures of the given indices, a batch at most.
func (e *Evaluator) answer(indices []int) error {
	data.Fill(e.batch, e.labels, e.set, e.norm, indices...)
	if err := e.exe.Write(e.p.Input, e.batch); err != nil {
		return err
	}
	if err := e.exe.Run(program.Infer); err != nil {
		return err
	}
	if err := e.exe.Read(e.p.Scores, e.scores); err != nil {
		return err
	}
	for n, i := range indices {
		label, judged := e.set.Label(i), e.Confusion != nil
		if !judged {
			label = 0
		}
		a, loss := answer(e.scores[n*e.classes:(n+1)*e.classes], label)
		e.Answers = append(e.Answers, a)
		e.Count++
		if !judged {
			continue
		}
		e.LossSum += loss
		e.Confusion[label][a.Label]++
		if a.Label == label {
			e.Right++
		}
	}
	return nil
}

// answer reads one picture's scores: the class of the largest, its softmax,
// and the cross-entropy of the label.
func answer(scores []float32, label int) (a Answer, loss float64) {
	for k, v := range scores {
		if v > scores[a.Label] {
			a.Label = k
		}
	}
	top := float64(scores[a.Label])
	var sum float64
	for _, v := range scores {
		sum += math.Exp(float64(v) - top)
	}
	a.Confidence = 1 / sum
	return a, math.Log(sum) + top - float64(scores[label])
}

// Evaluate answers a whole set. Progress, which may be nil, is told how many
// pictures are done.
func (s *Session) Evaluate(set *data.Set, progress func(done, total int)) (Evaluation, error) {
	e, err := s.Evaluator(set)
	if err != nil {
		return Evaluation{}, err
	}
	return e.run(progress)
}

func (e *Evaluator) run(progress func(done, total int)) (Evaluation, error) {
	for more := true; more; {
		var err error
		if more, err = e.Step(); err != nil {
			return Evaluation{}, err
		}
		if progress != nil {
			progress(e.Count, e.set.Len())
		}
	}
	return e.Evaluation, nil
}
