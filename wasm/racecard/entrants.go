package racecard

import (
	"fmt"
	"slices"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/engine/model"
	"filtermaplab/engine/race"
	"filtermaplab/filtermap"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/chart"
)

// Least is how many a race needs.
const Least = 2

// Preset is a race that is worth seeing. Entrants are written as
// race.ParseEntrant reads them.
type Preset struct {
	Name     string
	Entrants []string
}

// Presets lists the races that are one press away, the usual one first.
func Presets(t *words.Table) []Preset {
	return []Preset{
		{t.T("FM, plain and thin"), []string{"fm", "plain", "thin"}},
		{t.T("Sum against mean rule"), []string{"fm:sum", "fm:mean"}},
		{t.T("True wrap against the authors' padding"), []string{"fm:wrap", "fm:authors"}},
	}
}

// Resolve returns the runs of entrants whose other settings are base's.
func Resolve(entrants []string, base engine.Config) ([]engine.Config, error) {
	if n := len(entrants); n < Least || n > race.MaxEntrants {
		return nil, fmt.Errorf("race: want %d to %d entrants, got %d", Least, race.MaxEntrants, n)
	}
	var configs []engine.Config
	for _, text := range entrants {
		cfg, err := race.ParseEntrant(text, base)
		if err != nil {
			return nil, err
		}
		configs = append(configs, cfg)
	}
	return configs, nil
}

// Box is a network that may be ticked.
type Box struct {
	Entrant string // as race.ParseEntrant reads it
	Label   string
	On      bool
}

// Boxes lists who may run where the other settings are base's: the three kinds
// of convolution, FM by the other rule and FM with the other edge; and whoever
// else is chosen already.
func Boxes(t *words.Table, chosen []string, base engine.Config) []Box {
	rule, padding := filtermap.Sum.String(), filtermap.Authors.String()
	if base.Rule == rule {
		rule = filtermap.Mean.String()
	}
	if base.Padding == padding {
		padding = filtermap.Wrap.String()
	}
	boxes := []Box{
		{Entrant: "fm", Label: "FM"}, {Entrant: "plain", Label: t.T("plain")}, {Entrant: "thin", Label: t.T("thin")},
		{Entrant: "fm:" + rule, Label: "FM, " + ruleWords(t, rule)}, {Entrant: "fm:" + padding, Label: "FM, " + paddingWords(t, padding)},
	}
	for _, text := range chosen {
		at := slices.IndexFunc(boxes, func(b Box) bool { return same(b.Entrant, text, base) })
		if at < 0 {
			boxes = append(boxes, Box{Entrant: text, Label: text})
			at = len(boxes) - 1
		}
		boxes[at].On = true
	}
	return boxes
}

// Toggle ticks or unticks a box and returns who is chosen then, in the order
// of the boxes.
func Toggle(boxes []Box, entrant string, on bool) []string {
	var chosen []string
	for _, b := range boxes {
		if b.Entrant == entrant {
			b.On = on
		}
		if b.On {
			chosen = append(chosen, b.Entrant)
		}
	}
	return chosen
}

// Distinct drops those who are the same as one before them where the other
// settings are base's: fm and fm:sum, once sum is everybody's rule.
func Distinct(chosen []string, base engine.Config) []string {
	var distinct []string
	for _, text := range chosen {
		if !slices.ContainsFunc(distinct, func(d string) bool { return same(d, text, base) }) {
			distinct = append(distinct, text)
		}
	}
	return distinct
}

// Same reports whether two lists of entrants are the same race, in any order.
func Same(a, b []string, base engine.Config) bool {
	a, b = Distinct(a, base), Distinct(b, base)
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x string) bool {
		return !slices.ContainsFunc(b, func(y string) bool { return same(x, y, base) })
	})
}

func same(a, b string, base engine.Config) bool {
	if a == b {
		return true
	}
	x, errX := race.ReadEntrant(a, base)
	y, errY := race.ReadEntrant(b, base)
	if x.Variant != model.FM { // has no rule and no edge
		x.Rule, x.Padding = y.Rule, y.Padding
	}
	return errX == nil && errY == nil && x == y
}

func ruleWords(t *words.Table, rule string) string {
	if rule == filtermap.Sum.String() {
		return t.T("sum rule")
	}
	return t.T("mean rule")
}

func paddingWords(t *words.Table, padding string) string {
	if padding == filtermap.Authors.String() {
		return t.T("authors' padding")
	}
	return t.T("true wrap")
}

func shortRule(t *words.Table, rule string) string {
	if rule == filtermap.Sum.String() {
		return t.T("sum")
	}
	return t.T("mean")
}

func shortPadding(t *words.Table, padding string) string {
	if padding == filtermap.Authors.String() {
		return t.T("authors")
	}
	return t.T("wrap")
}

// Labels names runs as shortly as they can be told apart: FM, plain, thin; FM
// sum and FM mean; with their size where that differs, and with a number where
// nothing does.
func Labels(t *words.Table, configs []engine.Config) []string {
	differ := func(of func(engine.Config) string) bool {
		first := ""
		for _, c := range configs {
			if c.Variant == model.FM {
				if v := of(c); first != "" && v != first {
					return true
				} else {
					first = v
				}
			}
		}
		return false
	}
	rules := differ(func(c engine.Config) string { return c.Rule })
	paddings := differ(func(c engine.Config) string { return c.Padding })
	sizes := slices.ContainsFunc(configs, func(c engine.Config) bool { return c.Model != configs[0].Model })
	labels := make([]string, len(configs))
	count := make(map[string]int)
	for i, c := range configs {
		var parts []string
		if sizes {
			parts = append(parts, engine.Config{Model: c.Model, Variant: model.Plain}.Network())
		}
		switch c.Variant {
		case model.FM:
			parts = append(parts, "FM")
			if rules {
				parts = append(parts, shortRule(t, c.Rule))
			}
			if paddings {
				parts = append(parts, shortPadding(t, c.Padding))
			}
		case model.Thin:
			parts = append(parts, t.T("thin"))
		default:
			parts = append(parts, t.T("plain"))
		}
		labels[i] = strings.Join(parts, " ")
		count[labels[i]]++
	}
	for i, l := range labels {
		if count[l] > 1 {
			labels[i] = fmt.Sprintf("%s #%d", l, i+1)
		}
	}
	return labels
}

// Style is how a run is drawn, the same everywhere and never by colour alone.
type Style struct {
	Class  string // of the style sheet, which gives colour and dash: race-fm, race-fm-2
	Marker chart.Marker
}

// Styles returns a style for each run; no two are the same.
func Styles(configs []engine.Config) []Style {
	usual := map[model.Variant]chart.Marker{model.FM: chart.Circle, model.Plain: chart.Square, model.Thin: chart.Triangle}
	styles := make([]Style, len(configs))
	count := make(map[model.Variant]int)
	var taken []chart.Marker
	var later []int // who needs a marker that is left over
	for i, c := range configs {
		count[c.Variant]++
		styles[i].Class = "race-" + string(c.Variant)
		if n := count[c.Variant]; n > 1 {
			styles[i].Class += fmt.Sprintf("-%d", n)
			later = append(later, i)
			continue
		}
		styles[i].Marker = usual[c.Variant]
		taken = append(taken, styles[i].Marker)
	}
	free := slices.DeleteFunc([]chart.Marker{chart.Diamond, chart.Square, chart.Triangle, chart.Circle}, func(m chart.Marker) bool {
		return slices.Contains(taken, m)
	})
	for k, i := range later {
		if k < len(free) {
			styles[i].Marker = free[k]
		}
	}
	return styles
}
