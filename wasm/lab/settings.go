package lab

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
)

// Set changes the setting of a Config whose JSON name is key. Values are what
// JavaScript has: string, float64 or bool. Whether the value makes sense for
// training is for the engine to say.
func Set(c *engine.Config, key string, value any) error {
	field, ok := setting(c, key)
	if !ok {
		return fmt.Errorf("no setting is called %q; choose one of %s", key, strings.Join(Keys(), ", "))
	}
	number, isNumber := value.(float64)
	text, isText := value.(string)
	on, isBool := value.(bool)
	whole := number == math.Trunc(number) && math.Abs(number) < 1<<53
	switch kind := field.Kind(); {
	case kind == reflect.String && isText:
		field.SetString(text)
	case kind == reflect.Bool && isBool:
		field.SetBool(on)
	case kind == reflect.Float64 && isNumber:
		field.SetFloat(number)
	case kind == reflect.Int && isNumber && whole:
		field.SetInt(int64(number))
	case kind == reflect.Uint64 && isNumber && whole && number >= 0:
		field.SetUint(uint64(number))
	default:
		return fmt.Errorf("%s: want %s, got %s", key, wanted(kind), written(value))
	}
	return nil
}

// Get returns a setting as Set takes it; ok is false where there is none.
func Get(c engine.Config, key string) (value any, ok bool) {
	field, ok := setting(&c, key)
	if !ok {
		return nil, false
	}
	switch field.Kind() {
	case reflect.Int:
		return float64(field.Int()), true
	case reflect.Uint64:
		return float64(field.Uint()), true
	case reflect.String:
		return field.String(), true
	}
	return field.Interface(), true
}

// Keys lists the settings of a Config by their JSON names.
func Keys() []string {
	t := reflect.TypeFor[engine.Config]()
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i] = t.Field(i).Tag.Get("json")
	}
	return keys
}

func setting(c *engine.Config, key string) (reflect.Value, bool) {
	for i, k := range Keys() {
		if k == key {
			return reflect.ValueOf(c).Elem().Field(i), true
		}
	}
	return reflect.Value{}, false
}

func wanted(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a word"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	}
	return "a whole number"
}

func written(value any) string {
	switch v := value.(type) {
	case string:
		return fmt.Sprintf("%q", v)
	case float64:
		if math.IsNaN(v) {
			return "nothing that is a number"
		}
		return (*words.Table)(nil).Number(v) // errors are English until they are shown
	case bool:
		return fmt.Sprint(v)
	}
	return "neither number nor word"
}

// Rates are the learning rates that a slider offers: even steps for the eye.
func Rates() []float64 {
	return []float64{
		0.001, 0.0015, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07,
		0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1,
	}
}

// NearestRate is the index in Rates that comes closest, by ratio.
func NearestRate(rate float64) int {
	best := 0
	for i, r := range Rates() {
		if math.Abs(math.Log(r/rate)) < math.Abs(math.Log(Rates()[best]/rate)) {
			best = i
		}
	}
	return best
}

// Rest sums up the settings that are folded away.
func Rest(t *words.Table, c engine.Config) string {
	parts := []string{
		t.T("%s schedule", ScheduleName(t, c.Schedule)),
		t.N(c.Batch, "%d picture a step", "%d pictures a step", c.Batch),
	}
	if c.Momentum > 0 {
		momentum := t.T("momentum %v", c.Momentum)
		if c.Nesterov {
			momentum += " (Nesterov)"
		}
		parts = append(parts, momentum)
	}
	parts = append(parts, t.T("weight decay %v", c.WeightDecay))
	if c.Smoothing > 0 {
		parts = append(parts, t.T("label smoothing %v", c.Smoothing))
	}
	if c.Augment {
		parts = append(parts, t.T("crops and mirrors"))
	}
	return strings.Join(append(parts, t.T("seed %s", strconv.FormatUint(c.Seed, 10))), ", ")
}

// ScheduleName is a schedule in words.
func ScheduleName(t *words.Table, name string) string {
	switch name {
	case "onecycle":
		return t.T("one-cycle")
	case "step":
		return t.T("step")
	case "constant":
		return t.T("constant")
	}
	return name
}

// NetworkName is a network's size as people write it: ResNet-8w.
func NetworkName(model string) string {
	return engine.Config{Model: model, Variant: "plain"}.Network()
}

// ClassName is a class as people write it: those of the sets that everybody
// has in the reader's language.
func ClassName(t *words.Table, name string) string {
	return strings.ReplaceAll(t.Class(name), "_", " ")
}

// VariantHint explains a kind of convolution in a sentence.
func VariantHint(t *words.Table, variant string) string {
	switch variant {
	case "fm":
		return t.T("Filters are windows into one small map that they share.")
	case "thin":
		return t.T("Filters of their own, but so few that it is no larger than FM.")
	}
	return t.T("Every filter has weights of its own.")
}

// Size is a choice of network, in a group of equal widths.
type Size struct{ Model, Group string }

// Sizes lists the networks that train in a browser in reasonable time.
func Sizes(t *words.Table) []Size {
	var sizes []Size
	for _, width := range []struct{ suffix, channels string }{
		{"", t.T("16, 32, 64 channels")}, {"w", t.T("32, 64, 128 channels")}, {"ww", t.T("64, 128, 256 channels")},
	} {
		for _, depth := range []string{"8", "14", "20", "56"} {
			sizes = append(sizes, Size{"resnet" + depth + width.suffix, width.channels})
		}
	}
	return sizes
}
