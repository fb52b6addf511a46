package share

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
)

// Model is a file that has been understood.
type Model struct {
	Entry  Entry             // ID, Published, Expires and Checks are the server's to fill in
	File   []byte            // to store: weights, and what a reader must know of them
	Digest [sha256.Size]byte // of File and of what was asked; equal for equal publications
}

// Read checks a file that is to be published and makes of it what is stored.
// Whatever b holds, what is allocated is bounded by a multiple of its length.
func Read(b []byte) (*Model, error) {
	if len(b) > MaxFile {
		return nil, fmt.Errorf("share: want at most %d bytes, got %d", MaxFile, len(b))
	}
	f, err := checkpoint.ReadBytes(b)
	if err != nil {
		return nil, err
	}
	request, err := readRequest(f)
	if err != nil {
		return nil, err
	}
	config, curve, err := readRun(f)
	if err != nil {
		return nil, err
	}
	pictures, err := readPictures(f)
	if err != nil {
		return nil, err
	}
	trained, err := readTrained(f, config)
	if err != nil {
		return nil, err
	}
	fingerprint := trained.Fingerprint()
	last := curve[len(curve)-1]
	if last.Fingerprint != fingerprint {
		return nil, errors.New("share: the network has been trained on since its last test, so its accuracy is not known; go on to the end of the epoch")
	}
	params, maps := trained.Network.ParamCount()
	m := &Model{Entry: Entry{
		Room: request.Room, Name: request.Name,
		Network: config.Network(), Config: config, Params: params, Maps: maps, MACs: trained.Network.MACs(),
		Dataset: pictures.Name, Learned: pictures.Train, Classes: pictures.Classes,
		Test: request.Test, Tested: request.Tested, Accuracy: last.TestAccuracy,
		Fingerprint: fingerprint, Curve: curve,
	}}
	if m.File, err = writeFile(trained, config, pictures.Classes); err != nil {
		return nil, err
	}
	m.Entry.Bytes = len(m.File)
	asked, err := json.Marshal(m.Entry)
	if err != nil {
		return nil, fmt.Errorf("share: %w", err)
	}
	m.Digest = sha256.Sum256(append(asked, m.File...))
	return m, nil
}

// readRequest reads what the person wants.
func readRequest(f *checkpoint.File) (Request, error) {
	var r Request
	if err := json.Unmarshal([]byte(f.Metadata[RequestKey]), &r); err != nil {
		return r, fmt.Errorf("share: metadata %s: want JSON with room, name, test and tested; use the page's own button: %w", RequestKey, err)
	}
	if r.Room != "" && !ValidCode(r.Room) {
		return r, errors.New("share: the room's code is not one of this site")
	}
	var err error
	if r.Name, err = CleanName(r.Name); err != nil {
		return r, err
	}
	if !slices.Contains([]string{TestShapes, TestCIFAR, TestOther}, r.Test) {
		return r, fmt.Errorf("share: test: want %s, %s or %s, got %.20q", TestShapes, TestCIFAR, TestOther, r.Test)
	}
	if r.Tested < 1 || r.Tested > 1_000_000 {
		return r, fmt.Errorf("share: tested: want 1 to 1000000 pictures, got %d", r.Tested)
	}
	return r, nil
}

// readRun reads settings and curve, one epoch at least.
func readRun(f *checkpoint.File) (engine.Config, []engine.Epoch, error) {
	config, err := engine.SavedConfig(f)
	if err != nil {
		return config, nil, err
	}
	config.Model = strings.ToLower(strings.TrimSpace(config.Model))
	if strings.Trim(config.Model, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return config, nil, fmt.Errorf("share: no network is called %.20q", config.Model)
	}
	if err := config.Validate(); err != nil {
		return config, nil, err
	}
	curve, err := engine.SavedHistory(f)
	if err != nil {
		return config, nil, err
	}
	if n := len(curve); n < 1 || n > maxEpochs {
		return config, nil, fmt.Errorf("share: want a network that was tested after 1 to %d epochs, got %d", maxEpochs, n)
	}
	for i, e := range curve {
		share := func(v float64) bool { return v >= 0 && v <= 1 }
		finite := func(v float64) bool { return math.Abs(v) <= math.MaxFloat32 }
		if e.Epoch != i+1 || !share(e.TrainAccuracy) || !share(e.TestAccuracy) || !finite(e.Loss) || !finite(e.ImagesPerSecond) || !isFingerprint(e.Fingerprint) {
			return config, nil, fmt.Errorf("share: epoch %d of the curve is damaged", i+1)
		}
	}
	return config, curve, nil
}

// isFingerprint reports whether s looks like a session's.
func isFingerprint(s string) bool {
	return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == ""
}

// readPictures reads what the network learned from. Names of somebody's own
// classes are kept if they are names at all.
func readPictures(f *checkpoint.File) (engine.Dataset, error) {
	pictures, err := engine.SavedPictures(f)
	if err != nil {
		return pictures, err
	}
	if pictures.Name, err = CleanName(pictures.Name); err != nil {
		return pictures, fmt.Errorf("the set of pictures: %w", err)
	}
	if pictures.Train < 0 || len(pictures.Classes) > 1000 {
		return pictures, fmt.Errorf("share: %d pictures of %d classes are none to learn from", pictures.Train, len(pictures.Classes))
	}
	for i, class := range pictures.Classes {
		if pictures.Classes[i], err = CleanName(class); err != nil {
			return pictures, fmt.Errorf("class %d: %w", i+1, err)
		}
	}
	return pictures, nil
}

// readTrained matches the tensors with the network that the settings name.
func readTrained(f *checkpoint.File, config engine.Config) (*engine.Trained, error) {
	named := &checkpoint.File{Tensors: f.Tensors, Metadata: map[string]string{
		"model": config.Model, "variant": string(config.Variant), "rule": config.Rule, "padding": config.Padding,
	}}
	for _, key := range []string{"mean", "std"} {
		if v, ok := f.Metadata[key]; ok {
			named.Metadata[key] = v
		}
	}
	trained, err := engine.ReadTrained(named, 1)
	if err != nil {
		return nil, err
	}
	for _, t := range trained.Network.Tensors() {
		for _, v := range trained.Weights(t.Name) {
			if v-v != 0 {
				return nil, fmt.Errorf("share: tensor %s: want finite numbers, got %v", t.Name, v)
			}
		}
	}
	return trained, nil
}

// writeFile writes the weights with the little that a reader must know.
func writeFile(t *engine.Trained, config engine.Config, classes []string) ([]byte, error) {
	f := t.Checkpoint(checkpoint.F32)
	f.Metadata["mean"], f.Metadata["std"] = numbers(t.Norm.Mean), numbers(t.Norm.Std)
	if text := strings.Join(classes, ","); strings.Count(text, ",") == t.Spec.Classes-1 { // no comma in a name
		f.Metadata["classes"] = text
	}
	settings, err := json.Marshal(config)
	if err != nil {
		return nil, fmt.Errorf("share: %w", err)
	}
	f.Metadata["filtermaplab.settings"] = string(settings)
	var b bytes.Buffer
	if err := checkpoint.Write(&b, f); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// numbers writes mean or std as readers want them.
func numbers(v [data.Channels]float64) string {
	parts := make([]string, len(v))
	for i, x := range v {
		parts[i] = fmt.Sprint(x)
	}
	return strings.Join(parts, ",")
}

// Attach adds a request to the file of a saved network, which is what Read
// takes. Momentum is left behind: it would double what is sent, and nobody who
// looks at a network needs it.
func Attach(b []byte, request Request) ([]byte, error) {
	f, err := checkpoint.ReadBytes(b)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("share: %w", err)
	}
	f.Metadata[RequestKey] = string(text)
	f.Tensors = slices.DeleteFunc(f.Tensors, func(t checkpoint.Tensor) bool { return strings.HasPrefix(t.Name, "optimizer.") })
	var out bytes.Buffer
	if err := checkpoint.Write(&out, f); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
