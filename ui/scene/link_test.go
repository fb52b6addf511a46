package scene

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"filtermaplab/filtermap"
)

// anyState draws a state as a person could have reached it.
func anyState(rng *rand.Rand, g filtermap.Geometry) State {
	s := NewState(g)
	s.Mode = Modes()[rng.IntN(4)]
	s.By = Quantities()[rng.IntN(4)]
	s.Slice = rng.IntN(g.C)
	s.Camera = Camera{rng.Float64() * 2, rng.Float64(), 1 + rng.Float64(), rng.NormFloat64(), rng.NormFloat64()}.Clamped()
	s.Fan = rng.Float64()
	s.Pins = nil
	for range rng.IntN(maxPins + 1) {
		t := []Target{
			OfFilter(rng.IntN(g.K())), OfElement(rng.IntN(g.K()), rng.IntN(g.S1), rng.IntN(g.S2)),
			OfCell(g.CellAt(rng.IntN(g.MapLen()))),
		}[rng.IntN(3)]
		if s.pinned(t) == 0 {
			s = s.pin(t, true)
		}
	}
	s.Play.At = rng.Float64() * float64(g.K())
	s.Play.Speed = 0.25
	s.Pixel = Point2{rng.IntN(6), rng.IntN(6)}
	if rng.IntN(2) == 0 {
		s.Try = g
		s.Try.X = 3
	}
	s.parting = motion{}
	return s
}

func TestLinkRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for name, g := range geometries() {
		for range 50 {
			want := Linked{Layer: "layer1.0.conv1", State: anyState(rng, g)}
			got, err := ParseFragment(want.Fragment())
			if err != nil {
				t.Fatalf("%s: %s: %v", name, want.Fragment(), err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: %s\n got %+v\nwant %+v", name, want.Fragment(), got, want)
			}
		}
	}
}

func TestLinkRefuses(t *testing.T) {
	for _, f := range []string{
		"mode=fly", "by=taste", "slice=-1", "slice=x", "cam=1,2", "cam=NaN,1,1,0,0", "pins=filter", "pins=filter.1;filter.1",
		"pins=filter.1;filter.2;filter.3;filter.4;filter.5", "map=1.2.3", "map=0.2.2.2.2.3.3.16.wrap", "map=2.4.2.2.2.3.3.16.open",
		"at=-1", "speed=99", "fan=2", "slice=%zz",
	} {
		if l, err := ParseFragment(f); err == nil {
			t.Errorf("%s: understood as %+v", f, l)
		}
	}
	if _, err := ParseFragment("#epochs=3&seed=7"); err != nil {
		t.Errorf("somebody else's keys: %v", err)
	}
}

// A link opens in a scene, also one whose numbers are of a larger layer.
func TestLinkOpens(t *testing.T) {
	for _, fragment := range []string{
		"layer=layer&slice=9&pins=filter.3&mode=backward&by=gradient",
		"layer=layer&slice=900&pins=filter.300&pixel=90.90&at=500&group=7",
		"map=4.4.4.2.2.3.3.16.wrap",
	} {
		l, err := ParseFragment(fragment)
		if err != nil {
			t.Fatal(err)
		}
		s := New(View{W: 800, Theme: Light()})
		s.Open(l)
		s.Show(snapshotOf(geometry16()))
		s.Picture()
		if s.Subject().Tried {
			t.Errorf("%s: tries a geometry of 64 filters on a layer of 16", fragment)
		}
	}
}

// In Extract the film and the light agree, whatever of them a link names.
func TestLinkAgreesOnTheFilter(t *testing.T) {
	for fragment, want := range map[string]int{
		"mode=extract&at=3.2":                  3,
		"mode=extract&pins=filter.7":           7,
		"mode=extract&at=3.2&pins=filter.3":    3,
		"mode=extract&at=3.2&pins=filter.7":    7, // what is lit is what people see first
		"mode=extract&at=900":                  15,
		"mode=extract&at=2&pins=element.5.1.1": 5,
		"mode=extract&at=2&pins=cell.0.0.1":    2,
		"mode=extract":                         0,
	} {
		l, err := ParseFragment(fragment)
		if err != nil {
			t.Fatal(err)
		}
		s := New(View{W: 800, Theme: Light()})
		s.Open(l)
		s.Show(snapshotOf(geometry16()))
		film := ""
		for _, c := range s.Controls() {
			if c.Name == "at" {
				film = c.Text
			}
		}
		if says := fmt.Sprintf("%d of 16", want+1); film != says {
			t.Errorf("%s: the film says %q, want %q", fragment, film, says)
		}
		if a := s.State().Active(); a.hasFilter() && a.K != want {
			t.Errorf("%s: %v is lit, want filter %d", fragment, a, want)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add("layer=a&mode=extract&by=count&slice=3&cam=0.7,0.3,1,0,0&pins=filter.7;cell.0.0.5&pixel=1.2&at=2.5")
	f.Add("map=2.4.2.2.2.3.3.16.authors&fan=0.5&speed=0.25&group=1")
	sub := subjectOf(tiny())
	f.Fuzz(func(t *testing.T, fragment string) {
		l, err := ParseFragment(fragment)
		if err != nil {
			return
		}
		again, err := ParseFragment(l.Fragment())
		if err != nil {
			t.Fatalf("%q was understood, but not what it is written as, %q: %v", fragment, l.Fragment(), err)
		}
		if !reflect.DeepEqual(again, l) {
			t.Fatalf("%q: %+v, then %+v", fragment, l, again)
		}
		Draw(l.State, sub, View{W: 700, Theme: Light()})
	})
}
