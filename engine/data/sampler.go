package data

import "fmt"

// The purposes of a sampler's generators: each has its own stream, so that
// turning augmentation off does not change the order.
const (
	purposeOrder   = 1
	purposeAugment = 2
)

// Sampling says how batches are drawn from a set.
type Sampling struct {
	Batch   int     // pictures in a batch, N
	Norm    Norm    // the zero Norm is refused; see DefaultNorm
	Augment Augment // zero shows the pictures as they are
	Seed    uint64
}

// Sampler draws batches from a set, shuffled anew each epoch. An epoch gives
// every picture at most once, in batches of one size; the few that are left
// over when the batch does not divide the set wait for the next epoch.
type Sampler struct {
	set     *Set
	batch   int
	augment Augment
	table   *normTable

	order []int // the epoch's permutation of the pictures
	epoch int   // epochs given in full
	next  int   // batches of this epoch that have been given

	shuffler stream // before it made order, so that order can be made again
	after    stream // after it made order
	views    stream
}

// NewSampler returns a sampler at the start of its first epoch. It returns an
// error where the set is invalid or smaller than a batch, or a number of s is
// out of range.
func NewSampler(set *Set, s Sampling) (*Sampler, error) {
	if err := set.Validate(); err != nil {
		return nil, err
	}
	if s.Batch < 1 || s.Batch > set.Len() {
		return nil, fmt.Errorf("data: batch: want 1 to %d, the pictures in %s, got %d", set.Len(), set.Name, s.Batch)
	}
	if err := s.Norm.Validate(); err != nil {
		return nil, err
	}
	if err := s.Augment.Validate(); err != nil {
		return nil, err
	}
	sampler := &Sampler{
		set:     set,
		batch:   s.Batch,
		augment: s.Augment,
		table:   s.Norm.table(),
		order:   make([]int, set.Len()),
		after:   newStream(s.Seed, purposeOrder),
		views:   newStream(s.Seed, purposeAugment),
	}
	sampler.shuffle()
	return sampler, nil
}

// shuffle makes the order of a new epoch.
func (s *Sampler) shuffle() {
	s.shuffler = s.after
	s.after.shuffle(s.order)
}

// Batch is the number of pictures in a batch, N.
func (s *Sampler) Batch() int { return s.batch }

// Steps is the number of batches in an epoch.
func (s *Sampler) Steps() int { return len(s.order) / s.batch }

// Epoch is the number of epochs that have been given in full.
func (s *Sampler) Epoch() int { return s.epoch }

// Step is the number of batches of the current epoch that have been given, in
// [0,Steps).
func (s *Sampler) Step() int { return s.next }

// Next writes the next batch: augmented and normalised pictures to dst
// (N,3,32,32) and their classes to labels (N). It panics where their lengths
// are not those of a batch.
func (s *Sampler) Next(dst, labels []float32) {
	checkBatch(dst, labels)
	if len(labels) != s.batch {
		panic(fmt.Sprintf("data: sampler: want room for a batch of %d, got %d", s.batch, len(labels)))
	}
	for n, i := range s.order[s.next*s.batch : (s.next+1)*s.batch] {
		v := s.augment.draw(&s.views)
		s.augment.picture(dst[n*PictureSize:(n+1)*PictureSize], s.set.Image(i), v, s.table)
		labels[n] = float32(s.set.Label(i))
	}
	s.next++
	if s.next == s.Steps() {
		s.next = 0
		s.epoch++
		s.shuffle()
	}
}

// SamplerState is where a sampler stands, to be kept beside the weights. It
// encodes to JSON.
type SamplerState struct {
	Pictures int    `json:"pictures"` // in the set
	Batch    int    `json:"batch"`
	Epoch    int    `json:"epoch"` // given in full
	Step     int    `json:"step"`  // batches given of the epoch after those
	Order    []byte `json:"order"` // the generator that shuffled the epoch, before it did
	Views    []byte `json:"views"` // the generator of the augmentation, now
}

// State returns where the sampler stands.
func (s *Sampler) State() SamplerState {
	return SamplerState{
		Pictures: len(s.order),
		Batch:    s.batch,
		Epoch:    s.epoch,
		Step:     s.next,
		Order:    s.shuffler.state(),
		Views:    s.views.state(),
	}
}

// Restore puts a sampler where State was taken, so that Next goes on with
// exactly the batches that would have followed then. The sampler must have
// been made for the same set, batch, normalisation and augmentation; of these,
// the number of pictures and the batch are checked. After an error the sampler
// is as it was.
func (s *Sampler) Restore(state SamplerState) error {
	if state.Pictures != len(s.order) {
		return fmt.Errorf("data: sampler state: want %d pictures, got %d: it was saved with another data set", len(s.order), state.Pictures)
	}
	if state.Batch != s.batch {
		return fmt.Errorf("data: sampler state: want batches of %d, got %d: set the batch that it was saved with", s.batch, state.Batch)
	}
	if state.Epoch < 0 || state.Step < 0 || state.Step >= s.Steps() {
		return fmt.Errorf("data: sampler state: want step 0 to %d of an epoch from 0 on, got step %d of epoch %d",
			s.Steps()-1, state.Step, state.Epoch)
	}
	order, err := restoreStream(state.Order)
	if err != nil {
		return fmt.Errorf("data: sampler state: order: %w", err)
	}
	views, err := restoreStream(state.Views)
	if err != nil {
		return fmt.Errorf("data: sampler state: views: %w", err)
	}
	s.epoch, s.next = state.Epoch, state.Step
	s.after, s.views = order, views
	s.shuffle()
	return nil
}
