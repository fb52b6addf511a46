package race

import (
	"fmt"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/engine/model"
	"filtermaplab/filtermap"
)

// ParseEntrant reads an entrant, [MODEL/]VARIANT[:RULE][:PADDING], such as fm,
// resnet20/plain, fm:sum or fm:authors. What it leaves out comes from base.
func ParseEntrant(text string, base engine.Config) (engine.Config, error) {
	cfg, err := ReadEntrant(text, base)
	if err == nil {
		err = cfg.Validate()
	}
	if err != nil {
		return base, fmt.Errorf("race: %q: want [MODEL/]VARIANT[:RULE][:PADDING], such as resnet8/fm:sum: %w", text, err)
	}
	return cfg, nil
}

// ReadEntrant is ParseEntrant for texts that are only compared: it builds no
// network to see whether there is one of that name.
func ReadEntrant(text string, base engine.Config) (engine.Config, error) {
	cfg := base
	rest := strings.TrimSpace(text)
	if name, variant, ok := strings.Cut(rest, "/"); ok {
		cfg.Model, rest = name, variant
	}
	words := strings.Split(rest, ":")
	if words[0] == "" || len(words) > 3 {
		return base, fmt.Errorf("no network is called %q", rest)
	}
	cfg.Variant = model.Variant(words[0])
	for _, w := range words[1:] {
		if _, bad := filtermap.ParsePadding(w); bad == nil {
			cfg.Padding = w
		} else {
			cfg.Rule = w
		}
	}
	return cfg, nil
}

// Names names entrants apart: by the network, and where several have the same
// by what differs of rule and padding, and where that does not help by a
// number.
func Names(configs []engine.Config) []string {
	names := make([]string, len(configs))
	for i, c := range configs {
		names[i] = c.Network()
		if c.Variant != model.FM {
			continue // only maps have a rule and an edge
		}
		rules, paddings := false, false
		for _, d := range configs {
			if d.Network() == c.Network() {
				rules, paddings = rules || d.Rule != c.Rule, paddings || d.Padding != c.Padding
			}
		}
		if rules {
			names[i] += " " + c.Rule
		}
		if paddings {
			names[i] += " " + c.Padding
		}
	}
	count := make(map[string]int)
	for _, name := range names {
		count[name]++
	}
	for i, name := range names {
		if count[name] > 1 {
			names[i] = fmt.Sprintf("%s #%d", name, i+1)
		}
	}
	return names
}
