package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/optim"
	"filtermaplab/engine/program"
)

// cropBorder is the reflected border out of which pictures are cropped.
const cropBorder = 4

// initStream separates the generator of the starting weights from those of
// order and augmentation, which the sampler makes from the same seed.
const initStream = 0x696e6974 // "init"

// Session is one training run on a device. It is not safe for use by several
// goroutines at once.
type Session struct {
	cfg      Config
	pictures *data.Pair
	norm     data.Norm
	net      *nn.Network
	exe      device.Executable
	device   string
	sampler  *data.Sampler
	schedule optim.Schedule

	step    int // steps done
	epoch   epochSums
	history []Epoch
	trained bool // a step was done on this device: gradients are there to see

	keeps        bool      // see Options.Keep
	from         *Trained  // see Options.From
	answersOnly  bool      // see Options.AnswersOnly
	startLayer   string    // the layer that startWeights belong to
	startWeights []float32 // at step 0

	batch, labels []float32 // one batch, reused

	recognised *savedData // of the pictures; nil until asked for
}

// Epoch is what is known of an epoch when it is over.
type Epoch struct {
	Epoch           int     `json:"epoch"` // from 1
	Loss            float64 `json:"loss"`  // mean over the epoch's steps
	TrainAccuracy   float64 `json:"train_accuracy"`
	TestLoss        float64 `json:"test_loss"`
	TestAccuracy    float64 `json:"test_accuracy"` // 0..1
	ImagesPerSecond float64 `json:"images_per_second"`
	Fingerprint     string  `json:"fingerprint"`
}

// epochSums gathers an epoch while it runs.
type epochSums struct {
	Steps int     `json:"steps"`
	Loss  float64 `json:"loss"`
	Right int     `json:"right"`
}

// StepResult is what one training step tells.
type StepResult struct {
	Step     int     // steps done, from 1
	Loss     float64 // mean over the batch
	Accuracy float64 // of the batch, 0..1
	LR       float64
	EpochEnd bool // the epoch is complete
}

// Options are what a session offers beyond training. The zero Options is a
// bare session.
type Options struct {
	// Keep holds on to the activations of every layer and their gradients
	// after a step, so that Snapshot can show them. It takes memory (their
	// room is not reused within a step) and changes no result.
	Keep bool
	// From has the starting weights, instead of drawn ones, and says how
	// pictures are normalised. Its network must be that of the Config.
	From *Trained
	// AnswersOnly leaves the training out, for a network that is too large to
	// be trained here: Step is an error then.
	AnswersOnly bool
}

// NewSession builds the network of cfg, draws its starting weights and places
// both on dev. The pictures are shared, not copied.
func NewSession(cfg Config, pictures *data.Pair, dev device.Device) (*Session, error) {
	return NewSessionWith(cfg, pictures, dev, Options{})
}

// NewSessionWith is NewSession with options.
func NewSessionWith(cfg Config, pictures *data.Pair, dev device.Device, opts Options) (*Session, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if n := pictures.Train.Len(); n < cfg.Batch {
		return nil, fmt.Errorf("engine: a step takes %d pictures, but there are %d to learn from; use a batch of %d or fewer",
			cfg.Batch, n, n)
	}
	spec, norm, err := opts.begin(cfg, pictures)
	if err != nil {
		return nil, err
	}
	net, err := buildFor(spec, opts.Keep && !opts.AnswersOnly)
	if err != nil {
		return nil, err
	}
	s := &Session{
		cfg: cfg, pictures: pictures, norm: norm, net: net, device: dev.Name(),
		keeps: opts.Keep && !opts.AnswersOnly, from: opts.From, answersOnly: opts.AnswersOnly,
		batch:  make([]float32, cfg.Batch*data.PictureSize),
		labels: make([]float32, cfg.Batch),
	}
	var augment data.Augment
	if cfg.Augment {
		augment = data.Augment{Crop: cropBorder, Flip: true}
	}
	s.sampler, err = data.NewSampler(pictures.Train, data.Sampling{
		Batch: cfg.Batch, Norm: s.norm, Augment: augment, Seed: cfg.Seed,
	})
	if err != nil {
		return nil, err
	}
	if s.schedule, err = cfg.schedule(s.Steps()); err != nil {
		return nil, err
	}
	if opts.AnswersOnly {
		net.AnswersOnly()
	}
	if s.exe, err = dev.Load(net.Program); err != nil {
		return nil, fmt.Errorf("engine: device %s: %w", dev.Name(), err)
	}
	if err := s.start(); err != nil {
		s.exe.Close()
		return nil, err
	}
	return s, nil
}

// buildFor builds a network, which holds on to its activations if asked to.
func buildFor(spec model.Spec, keep bool) (*nn.Network, error) {
	net, err := model.Build(spec)
	if err == nil && keep {
		keepActivations(net)
	}
	return net, err
}

// start draws the weights and sets the running statistics, or takes both over
// from a trained network.
func (s *Session) start() error {
	if s.from != nil {
		return s.from.placeOn(s.net, s.exe)
	}
	rng := rand.New(rand.NewPCG(s.cfg.Seed, initStream))
	err := s.net.Init(rng, func(p nn.Param, w []float32) error { return s.exe.Write(p.Weight, w) })
	if err != nil {
		return err
	}
	for _, st := range s.net.States {
		v := make([]float32, st.Len)
		for i := range v {
			v[i] = st.Start
		}
		if err := s.exe.Write(st.Buffer, v); err != nil {
			return err
		}
	}
	return nil
}

// normOf chooses how pictures are normalised: CIFAR by the constants that
// everybody uses, so that weights can be exchanged; anything else by what was
// measured on the pictures to learn from.
func normOf(set *data.Set) data.Norm {
	if strings.HasPrefix(set.Name, "CIFAR") {
		return data.DefaultNorm()
	}
	return data.Stats(set)
}

// Config returns what the session runs.
func (s *Session) Config() Config { return s.cfg }

// Network returns the network, whose program must not be changed.
func (s *Session) Network() *nn.Network { return s.net }

// Device is the name of the device.
func (s *Session) Device() string { return s.device }

// Pictures returns what the session learns from and is tested on.
func (s *Session) Pictures() *data.Pair { return s.pictures }

// Norm returns how pictures are normalised.
func (s *Session) Norm() data.Norm { return s.norm }

// Steps is the number of steps in the whole run.
func (s *Session) Steps() int { return s.cfg.Epochs * s.sampler.Steps() }

// StepsPerEpoch is the number of steps in one epoch.
func (s *Session) StepsPerEpoch() int { return s.sampler.Steps() }

// Done is the number of steps done.
func (s *Session) Done() int { return s.step }

// History returns the epochs that are over.
func (s *Session) History() []Epoch { return s.history }

// Step trains on the next batch. After the last step of the run, and where
// the loss is no longer finite, it returns an error.
func (s *Session) Step() (StepResult, error) {
	if s.answersOnly {
		return StepResult{}, fmt.Errorf("engine: this session of %s answers only; open the network for training", s.cfg.Network())
	}
	if s.step >= s.Steps() {
		return StepResult{}, fmt.Errorf("engine: all %d epochs are done; ask for more epochs to go on", s.cfg.Epochs)
	}
	if s.epoch.Steps == s.StepsPerEpoch() {
		s.epoch = epochSums{}
	}
	rate := s.schedule.Rate(s.step)
	hyper := s.cfg.sgd().Hyper(rate)
	s.sampler.Next(s.batch, s.labels)
	p := s.net.Program
	for _, w := range []struct {
		b   program.Buffer
		src []float32
	}{{p.Input, s.batch}, {p.Labels, s.labels}, {p.Hyper, hyper[:]}} {
		if err := s.exe.Write(w.b, w.src); err != nil {
			return StepResult{}, err
		}
	}
	if err := s.exe.Run(program.Train); err != nil {
		return StepResult{}, err
	}
	s.trained = true
	var stats [2]float32
	if err := s.exe.Read(p.Stats, stats[:]); err != nil {
		return StepResult{}, err
	}
	s.step++
	s.epoch.Steps++
	s.epoch.Loss += float64(stats[0])
	s.epoch.Right += int(stats[1])
	res := StepResult{
		Step: s.step, Loss: float64(stats[0]), Accuracy: float64(stats[1]) / float64(s.cfg.Batch),
		LR: rate, EpochEnd: s.epoch.Steps == s.StepsPerEpoch(),
	}
	if math.IsNaN(res.Loss) || math.IsInf(res.Loss, 0) {
		return res, fmt.Errorf("engine: the loss became infinite at step %d; the learning rate of %g is too high for this network, try %g",
			s.step, s.cfg.LRAt(s.step), s.cfg.LRAt(s.step)/4)
	}
	return res, nil
}

// EndEpoch books the epoch that has just been completed, with what the test
// said of it.
func (s *Session) EndEpoch(test Evaluation, imagesPerSecond float64) (Epoch, error) {
	fingerprint, err := s.Fingerprint()
	if err != nil {
		return Epoch{}, err
	}
	pictures := s.epoch.Steps * s.cfg.Batch
	e := Epoch{
		Epoch:           s.step / s.StepsPerEpoch(),
		Loss:            s.epoch.Loss / float64(s.epoch.Steps),
		TrainAccuracy:   float64(s.epoch.Right) / float64(pictures),
		TestLoss:        test.Loss(),
		TestAccuracy:    test.Accuracy(),
		ImagesPerSecond: imagesPerSecond,
		Fingerprint:     fingerprint,
	}
	s.history = append(s.history, e)
	return e, nil
}

// Fingerprint is 16 hexadecimal digits of the SHA-256 of every learned value
// and running statistic, float32 little-endian in the network's order. Equal
// fingerprints mean equal networks.
func (s *Session) Fingerprint() (string, error) {
	h := sha256.New()
	var raw []byte
	for _, t := range s.net.Tensors() {
		values, err := s.Read(t.Buffer)
		if err != nil {
			return "", err
		}
		raw = raw[:0]
		for _, v := range values {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
		}
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// Read returns a copy of a buffer of the network's program.
func (s *Session) Read(b program.Buffer) ([]float32, error) {
	values := make([]float32, s.net.Program.Info(b).Len())
	return values, s.exe.Read(b, values)
}

// Close gives the device's memory back.
func (s *Session) Close() error { return s.exe.Close() }
