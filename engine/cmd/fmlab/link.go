package main

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"filtermaplab/engine"
)

// Keys of a page's link besides those of engine.Config; others say what the
// page shows, which is nothing to train.
const (
	linkDevice   = "device"
	linkPerClass = "perClass"
	linkPictures = "pictures"
	linkProof    = "fingerprint" // EPOCH.DIGITS
)

// followLink takes the settings of the page's link that were not given as
// flags.
func (o *trainOptions) followLink(flags *pflag.FlagSet) error {
	if o.resume != "" {
		return usagef("-link: a run that is resumed has its settings from its file; leave out -link or -resume")
	}
	fragment := o.link
	if _, behind, ok := strings.Cut(o.link, "#"); ok {
		fragment = behind
	}
	v, err := url.ParseQuery(fragment)
	if err != nil {
		return usagef("-link: %v; copy the whole link", err)
	}
	cfg := engine.DefaultConfig()
	if err := cfg.SetValues(v); err != nil {
		return usageError{err}
	}
	if _, err := override(&cfg, flags); err != nil {
		return err
	}
	o.cfg = cfg
	if v.Has(linkPictures) && !flags.Changed("data") {
		return usagef("-link: it is about %s, which a link cannot carry; name that file with -data", v.Get(linkPictures))
	}
	if v.Has(linkPerClass) && !flags.Changed("per-class") {
		if o.source.PerClass, err = strconv.Atoi(v.Get(linkPerClass)); err != nil || o.source.PerClass < 0 {
			return usagef("-link: %s=%q: want a whole number", linkPerClass, v.Get(linkPerClass))
		}
	}
	if name := v.Get(linkDevice); name != "" && !flags.Changed("device") {
		if !slices.Contains(deviceNames(), name) {
			return usagef("-link: %s=%q: want one of %s", linkDevice, name, strings.Join(deviceNames(), ", "))
		}
		o.device = name
	}
	o.proof, err = parseProof(v.Get(linkProof))
	return err
}

// proof is the network that a run has after an epoch, as a link says; zero
// where it says none.
type proof struct {
	epoch       int
	fingerprint string
}

func parseProof(s string) (proof, error) {
	if s == "" {
		return proof{}, nil
	}
	epoch, digits, _ := strings.Cut(s, ".")
	n, err := strconv.Atoi(epoch)
	if _, bad := strconv.ParseUint(digits, 16, 64); err != nil || bad != nil || n < 1 || len(digits) != 16 {
		return proof{}, usagef("-link: %s=%q: want EPOCH.DIGITS", linkProof, s)
	}
	return proof{n, digits}, nil
}

// verdict says, after the epoch that a link knows the fingerprint of, whether
// this is the same network; "" after any other.
func (p proof) verdict(e engine.Epoch, device string) string {
	switch {
	case p.epoch == 0 || p.epoch != e.Epoch:
		return ""
	case p.fingerprint == e.Fingerprint:
		return fmt.Sprintf("note: after epoch %d this is the link's network to the bit", e.Epoch)
	case device != "strict":
		return fmt.Sprintf("note: after epoch %d the link's network has fingerprint %s; only -device strict gives the page's bits", e.Epoch, p.fingerprint)
	}
	return fmt.Sprintf("note: after epoch %d the link's network has fingerprint %s: it is another", e.Epoch, p.fingerprint)
}
