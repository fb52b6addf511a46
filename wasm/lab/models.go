package lab

import (
	"encoding/json"
	"fmt"
	"strings"

	"filtermaplab/ui/words"
)

// Model is a trained network that comes with the page, as
// assets/models/index.json tells of it.
type Model struct {
	File       string  `json:"file"` // beside index.json
	Name       string  `json:"name"` // ResNet-8-FM
	Data       string  `json:"data"` // that it learned from
	Parameters int     `json:"parameters"`
	Accuracy   float64 `json:"accuracy"` // on the test pictures of Data, 0..1
	Command    string  `json:"command"`  // that trained it
}

// ParseModels reads index.json. Entries that name no file beside it are an
// error: the page opens what they say.
func ParseModels(b []byte) ([]Model, error) {
	var models []Model
	if err := json.Unmarshal(b, &models); err != nil {
		return nil, fmt.Errorf("lab: models: %w", err)
	}
	for _, m := range models {
		if !strings.HasSuffix(m.File, ".safetensors") || strings.ContainsAny(m.File, `/\:?#%`) || m.Name == "" {
			return nil, fmt.Errorf("lab: models: want a name and a file beside the list, got %q in %q", m.Name, m.File)
		}
	}
	return models, nil
}

// Words tells what the network is, in one line.
func (m Model) Words(t *words.Table) string {
	return t.T("%s, %s parameters, %s on %s", m.Name, t.Count(m.Parameters), t.Percent(m.Accuracy), m.Data)
}
