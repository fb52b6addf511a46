package share

import (
	"time"

	"filtermaplab/engine"
)

// The limits of what is shared.
const (
	MaxFile    = 8 << 20 // bytes of an upload: the weights and momentum of a million parameters
	MaxEntries = 500     // networks in a room
	maxEpochs  = 1000    // epochs of a curve
)

// Lifetime is how long a room or a network is kept.
const Lifetime = 90 * 24 * time.Hour

// Request is what a person adds to the file of a network, as JSON in the
// metadata entry RequestKey.
type Request struct {
	Room   string `json:"room,omitempty"` // the code of a room; "" for none
	Name   string `json:"name,omitempty"` // of who publishes, or of the network; may be left out
	Test   string `json:"test"`           // the pictures that the accuracy was measured on: see Tests
	Tested int    `json:"tested"`         // how many of them
}

// RequestKey is the metadata entry of a file that has the Request.
const RequestKey = "filtermaplab.share"

// Pictures to be tested on that every browser has.
const (
	TestShapes = "shapes"  // of the built-in pictures, the first of every class
	TestCIFAR  = "cifar10" // the first test shard of the site
	TestOther  = "other"   // somebody's own: nobody else can measure on them
)

// Entry is a published network, as everybody may see it.
type Entry struct {
	ID   string `json:"id"`
	Room string `json:"room,omitempty"`
	Name string `json:"name,omitempty"`

	Network string        `json:"network"` // ResNet-8-FM
	Config  engine.Config `json:"config"`
	Params  int           `json:"params"`
	Maps    int           `json:"maps"` // of which stand in maps
	MACs    int64         `json:"macs"` // multiply-adds a picture, counted direct
	Bytes   int           `json:"bytes"`

	Dataset  string   `json:"dataset"` // that it learned from
	Learned  int      `json:"learned"` // pictures
	Classes  []string `json:"classes,omitempty"`
	Test     string   `json:"test"` // see TestShapes
	Tested   int      `json:"tested"`
	Accuracy float64  `json:"accuracy"` // claimed, 0..1
	Checks   Checks   `json:"checks"`

	Fingerprint string         `json:"fingerprint"`
	Curve       []engine.Epoch `json:"curve,omitempty"` // not in the list of a room
	Published   int64          `json:"published"`       // seconds since 1970
	Expires     int64          `json:"expires"`
}

// Checks counts the browsers that have opened an entry, measured its accuracy
// on the same test pictures, and said what they found.
//
// Each address counts once a day for an entry. That keeps a single browser
// from being many; it does not keep somebody with many addresses from lying.
// Sure is only what one's own browser has measured, which is why the page
// measures every network that it opens and shows its own figure first.
type Checks struct {
	Agree    int     `json:"agree"`
	Disagree int     `json:"disagree"`
	Measured float64 `json:"measured"` // the last accuracy that was found; 0 before the first
}

// Standing is what an entry's claim is worth.
type Standing string

const (
	Unverified Standing = "unverified" // nobody has measured it yet
	Verified   Standing = "verified"   // most who measured it agree
	Disputed   Standing = "disputed"   // half or more of them found another accuracy
	Private    Standing = "private"    // measured on pictures that nobody else has
)

// Standing sums the checks of an entry up.
func (e Entry) Standing() Standing {
	switch {
	case e.Test != TestShapes && e.Test != TestCIFAR:
		return Private
	case e.Checks.Agree+e.Checks.Disagree == 0:
		return Unverified
	case e.Checks.Agree > e.Checks.Disagree:
		return Verified
	}
	return Disputed
}

// Tolerance is how far a measured accuracy may be from the claim and agree:
// devices round differently in the last bit, and a picture that a network is
// undecided about may go either way.
const Tolerance = 0.005

// Published answers a publication. The key is told once and never again.
type Published struct {
	Entry Entry  `json:"entry"`
	Key   string `json:"key"` // deletes the entry
}

// Room is a gallery of a class.
type Room struct {
	Code    string  `json:"code"` // joins it
	Title   string  `json:"title,omitempty"`
	Open    bool    `json:"open"` // takes more entries
	Created int64   `json:"created"`
	Expires int64   `json:"expires"`
	Entries []Entry `json:"entries"`
}

// NewRoom asks for a room.
type NewRoom struct {
	Title string `json:"title,omitempty"`
}

// RoomMade answers it. The key is told once and never again.
type RoomMade struct {
	Room Room   `json:"room"`
	Key  string `json:"key"` // closes and deletes the room and what is in it
}

// RoomChange opens or closes a room.
type RoomChange struct {
	Open bool `json:"open"`
}

// Check is what a browser has measured.
type Check struct {
	Fingerprint string  `json:"fingerprint"` // of the network that it measured
	Test        string  `json:"test"`
	Tested      int     `json:"tested"`
	Accuracy    float64 `json:"accuracy"`
}

// Problem answers what cannot be done.
type Problem struct {
	Code  string `json:"code"`  // one word for programs
	Error string `json:"error"` // a sentence for people
}
