package engine

import (
	"fmt"

	"filtermaplab/engine/data"
	"filtermaplab/engine/model"
)

// begin says what network a session has and how its pictures are normalised.
func (o Options) begin(cfg Config, pictures *data.Pair) (model.Spec, data.Norm, error) {
	classes := len(pictures.Train.Classes)
	if o.From == nil {
		spec, err := cfg.Spec(classes)
		return spec, normOf(pictures.Train), err
	}
	if err := o.From.fits(cfg); err != nil {
		return model.Spec{}, data.Norm{}, err
	}
	if o.From.Spec.Classes != classes && !o.AnswersOnly {
		return model.Spec{}, data.Norm{}, fmt.Errorf("engine: the network knows %d classes, but %s has %d; open pictures of as many classes",
			o.From.Spec.Classes, pictures.Train.Name, classes)
	}
	spec, err := cfg.Spec(o.From.Spec.Classes)
	return spec, o.From.Norm, err
}

// fits returns an error unless a run of cfg can begin with t's weights.
func (t *Trained) fits(cfg Config) error {
	want, err := t.Config(cfg)
	if err != nil {
		return err
	}
	if cfg.Variant != model.FM {
		want.Padding, want.Maps = cfg.Padding, cfg.Maps // of maps only
	}
	if want.Model != cfg.Model || want.Variant != cfg.Variant || want.Padding != cfg.Padding || want.Maps != cfg.Maps {
		return fmt.Errorf("engine: the weights are those of %s %s, and the run is of %s %s or has other maps", want.Model, want.Variant, cfg.Model, cfg.Variant)
	}
	return nil
}

// Config is like with the network of t, for a run that begins with its
// weights.
func (t *Trained) Config(like Config) (Config, error) {
	like.Model, like.Variant, like.Maps = t.Spec.Model, t.Spec.Variant, ""
	if t.Spec.Variant != model.FM {
		return like, nil
	}
	like.Padding = t.Spec.Padding.String()
	if _, said := t.Metadata["rule"]; said {
		like.Rule = t.Spec.Rule.String()
	}
	var err error
	like.Maps, err = model.FormatMaps(t.Spec, t.Spec.Geometry)
	return like, err
}

// Names are the classes that the session's network answers with: the
// pictures' own, unless it was trained on others and has not learned these
// since. Classes without a name are numbered.
func (s *Session) Names() []string {
	if s.from == nil || s.step > 0 {
		return s.pictures.Test.Classes
	}
	if n := s.from.Spec.Classes; s.from.Classes == nil && n != len(s.pictures.Test.Classes) {
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprint("class ", i)
		}
		return names
	}
	if s.from.Classes == nil {
		return s.pictures.Test.Classes
	}
	return s.from.Classes
}

// foreign reports whether the network was trained on other classes than the
// pictures have, so that its answers can be neither right nor wrong. Two lists
// that agree for the most part are taken for the same classes: some write
// airplane, some plane.
func (s *Session) foreign() bool {
	names, classes := s.Names(), s.pictures.Test.Classes
	if len(names) != len(classes) {
		return true
	}
	agree := 0
	for i := range names {
		if names[i] == classes[i] {
			agree++
		}
	}
	return 2*agree < len(names)
}
