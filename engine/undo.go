package engine

import (
	"errors"
	"time"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
)

// undoFor is how long a run that another one has replaced can be brought back.
const undoFor = time.Minute

// kept is a run that was replaced.
type kept struct {
	file     *checkpoint.File // nil at step 0, where cfg and from say everything
	cfg      Config
	from     *Trained
	pictures *data.Pair
	device   string
	name     string
	until    time.Time
}

// keep remembers the present run before another one replaces it, if there is
// anything to lose.
func (t *Trainer) keep() {
	s := t.session
	if s == nil || s.step == 0 && s.from == nil {
		return // what was kept before stays: a second setting may follow the first
	}
	k := &kept{cfg: s.cfg, from: s.from, pictures: t.pictures, device: t.device, name: t.name, until: time.Now().Add(undoFor)}
	if s.step > 0 {
		var err error
		if k.file, err = s.Checkpoint(); err != nil {
			return // a run that cannot be saved cannot be kept
		}
	}
	t.kept = k
}

// undo brings the run back that was replaced last.
func (t *Trainer) undo() {
	k := t.kept
	if k == nil || time.Now().After(k.until) {
		t.kept = nil
		t.fail(errors.New("engine: there is nothing left to bring back"), false)
		return
	}
	dev, err := t.opts.Device(k.device)
	var s *Session
	switch {
	case err != nil:
	case k.file == nil:
		s, err = t.session0(k.cfg, k.pictures, k.device, k.from)
	default:
		s, err = ResumeWith(k.file, k.cfg, k.pictures, dev, Options{Keep: t.keeps(k.cfg, k.pictures)})
	}
	if err == nil {
		t.kept = nil
		err = t.adopt(s, k.pictures, k.device, k.name)
	}
	if err != nil {
		t.fail(err, false)
	}
}
