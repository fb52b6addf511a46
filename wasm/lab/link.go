package lab

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
)

// Link is what an address says of a run. With Device "strict" and the built-in
// pictures, whoever opens it trains the same network to the bit.
type Link struct {
	Config   engine.Config
	Device   string // "" is the best that there is
	PerClass int    // pictures of each class
	// Pictures is the name of pictures that a file has; "" is the built-in
	// set. A link cannot carry them, so they have to be opened by hand.
	Pictures string
	// Proof is what the one who made the link saw; zero where nothing was
	// trained yet.
	Proof Proof
}

// Proof says which network a run has after an epoch.
type Proof struct {
	Epoch       int
	Fingerprint string // 16 hexadecimal digits; see engine.Session.Fingerprint
}

// UsualLink is the run that a page begins with.
func UsualLink() Link { return Link{Config: engine.DefaultConfig(), PerClass: PerClass} }

// The keys of a link besides those of engine.Config and of the microscope.
const (
	keyDevice   = "device"
	keyPerClass = "perClass"
	keyPictures = "pictures"
	keyProof    = "fingerprint" // EPOCH.DIGITS
)

// Values writes what differs from UsualLink.
func (l Link) Values() url.Values {
	v := l.Config.Values()
	if l.Device != "" {
		v.Set(keyDevice, l.Device)
	}
	if l.PerClass != PerClass {
		v.Set(keyPerClass, strconv.Itoa(l.PerClass))
	}
	if l.Pictures != "" {
		v.Set(keyPictures, l.Pictures)
	}
	if l.Proof.Epoch > 0 {
		v.Set(keyProof, fmt.Sprintf("%d.%s", l.Proof.Epoch, l.Proof.Fingerprint))
	}
	return v
}

// maxName is the longest name of pictures that a link may have, in bytes.
const maxName = 200

// ParseLink is the inverse of Link.Values. Keys that it does not know are left
// to others.
func ParseLink(v url.Values) (Link, error) {
	l := UsualLink()
	if err := l.Config.SetValues(v); err != nil {
		return UsualLink(), err
	}
	bad := func(key, want string) (Link, error) {
		return UsualLink(), fmt.Errorf("lab: link: %s=%s makes no sense; want %s", key, v.Get(key), want)
	}
	if v.Has(keyDevice) {
		l.Device = v.Get(keyDevice)
		if !isDevice(l.Device) {
			return bad(keyDevice, "one of "+strings.Join(Devices(), ", "))
		}
	}
	if v.Has(keyPerClass) {
		n, err := strconv.Atoi(v.Get(keyPerClass))
		if err != nil || n < 0 || n > MaxPerClass {
			return bad(keyPerClass, fmt.Sprintf("0 to %d", MaxPerClass))
		}
		l.PerClass = n
	}
	if l.Pictures = v.Get(keyPictures); len(l.Pictures) > maxName {
		return bad(keyPictures, "a short name")
	}
	if v.Has(keyProof) {
		var ok bool
		if l.Proof, ok = parseProof(v.Get(keyProof)); !ok {
			return bad(keyProof, "an epoch, a dot and 16 hexadecimal digits")
		}
	}
	return l, nil
}

// MaxPerClass is the most pictures of a class that a person may ask for: all
// of CIFAR-10.
const MaxPerClass = 5000

func parseProof(text string) (Proof, bool) {
	epoch, digits, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(epoch)
	if err != nil || n < 1 || len(digits) != 16 || strings.Trim(digits, "0123456789abcdef") != "" {
		return Proof{}, false
	}
	return Proof{n, digits}, true
}

// Devices lists what a page can compute with, the fastest first.
func Devices() []string { return []string{"simd", Strict, "reference"} }

// Strict is the name of the device whose bits are the same on every machine.
const Strict = "strict"

func isDevice(name string) bool {
	for _, d := range Devices() {
		if d == name {
			return true
		}
	}
	return false
}

// DeviceName is a device in words.
func DeviceName(t *words.Table, name string) string {
	switch name {
	case "simd":
		return t.T("fast kernels")
	case Strict:
		return t.T("same bits everywhere")
	case "reference":
		return t.T("plain Go, slow")
	}
	return name
}

// Fingerprint says which network the run has after the last epoch, and whether
// that is the one of the link that it was opened from. Want is zero where it
// was not, or where something has been changed since.
func (s *State) Fingerprint(t *words.Table, want Proof) string {
	var texts []string
	if e, ok := s.Tested(); ok {
		texts = append(texts, t.T("Fingerprint after epoch %d: %s.", e.Epoch, e.Fingerprint))
	}
	return strings.Join(append(texts, s.verdict(t, want)), " ")
}

func (s *State) verdict(t *words.Table, want Proof) string {
	if want.Epoch == 0 {
		if len(s.Epochs) == 0 {
			return t.T("After each epoch its fingerprint stands here: equal ones mean equal networks.")
		}
		if s.Run.Device == Strict {
			return t.T("Every machine that opens the link gets the same.")
		}
		return t.T("Machines may differ in the last bits, unless “same bits everywhere” computes.")
	}
	for _, e := range s.Epochs {
		if e.Epoch != want.Epoch {
			continue
		}
		switch {
		case e.Fingerprint == want.Fingerprint:
			return t.T("That of epoch %d is the link's: the same network to the bit.", want.Epoch)
		case s.Run.Device != Strict:
			return t.T("That of epoch %d is not the link's (%s): “%s” may differ between machines.", want.Epoch, want.Fingerprint, DeviceName(t, s.Run.Device))
		}
		return t.T("That of epoch %d is not the link's (%s): the pictures or the program are others.", want.Epoch, want.Fingerprint)
	}
	return t.T("The link's is %s after epoch %d.", want.Fingerprint, want.Epoch)
}
