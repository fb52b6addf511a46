package engine

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"
)

// Values writes what differs from DefaultConfig under the settings' JSON
// names, for a link: a short one says what is special about a run.
func (c Config) Values() url.Values {
	v := url.Values{}
	usual := reflect.ValueOf(DefaultConfig())
	for i, field := range fields(&c) {
		if !field.value.Equal(usual.Field(i)) {
			v.Set(field.name, fmt.Sprint(field.value.Interface()))
		}
	}
	return v
}

// SetValues changes the settings that v names; other keys are somebody
// else's. It returns an error that names the setting whose value makes no
// sense, and then has changed nothing.
func (c *Config) SetValues(v url.Values) error {
	next := *c
	for _, field := range fields(&next) {
		if !v.Has(field.name) {
			continue
		}
		if err := field.set(v.Get(field.name)); err != nil {
			return err
		}
	}
	if err := next.Validate(); err != nil {
		return err
	}
	*c = next
	return nil
}

// setting is one field of a Config.
type setting struct {
	name  string
	value reflect.Value
}

// fields lists the settings of c by their JSON names; they can be set.
func fields(c *Config) []setting {
	v := reflect.ValueOf(c).Elem()
	all := make([]setting, v.NumField())
	for i := range all {
		all[i] = setting{v.Type().Field(i).Tag.Get("json"), v.Field(i)}
	}
	return all
}

// set reads the setting from text.
func (s setting) set(text string) error {
	var err error
	switch s.value.Kind() {
	case reflect.String:
		s.value.SetString(text)
	case reflect.Bool:
		var on bool
		on, err = strconv.ParseBool(text)
		s.value.SetBool(on)
	case reflect.Int:
		var n int64
		n, err = strconv.ParseInt(text, 10, 32)
		s.value.SetInt(n)
	case reflect.Uint64:
		var n uint64
		n, err = strconv.ParseUint(text, 10, 64)
		s.value.SetUint(n)
	case reflect.Float64:
		var n float64
		n, err = strconv.ParseFloat(text, 64)
		s.value.SetFloat(n)
	default:
		panic(fmt.Sprintf("engine: a setting of kind %v has no text", s.value.Kind()))
	}
	if err != nil {
		return fmt.Errorf("engine: link: %s=%q is not a value of this setting", s.name, text)
	}
	return nil
}
