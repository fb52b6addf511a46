package protocol

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/race"
)

// filledRace returns a value of every kind; the race that is lined up is
// sound.
func filledRace() []any {
	var values []any
	next := 0
	for _, zero := range raceKinds() {
		v := reflect.New(reflect.TypeOf(zero)).Elem()
		fill(v, &next)
		if l, ok := v.Interface().(race.Lined); ok {
			l.Rounds, l.PerEpoch = 20, 10
			v.Set(reflect.ValueOf(l))
		}
		values = append(values, v.Interface())
	}
	return values
}

func TestEveryKindOfARaceComesBack(t *testing.T) {
	for _, want := range filledRace() {
		t.Run(fmt.Sprintf("%T", want), func(t *testing.T) {
			var got any
			var err error
			if c, ok := want.(race.Command); ok {
				got, err = DecodeRaceCommand(EncodeRaceCommand(c))
			} else {
				e := want.(race.Event)
				var events []race.Event
				events, err = DecodeRaceEvents(EncodeRaceEvents([]race.Event{e, e}))
				if len(events) != 2 {
					t.Fatalf("got %d events, want 2 (%v)", len(events), err)
				}
				got = events[1]
			}
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestDecodeRaceRefuses(t *testing.T) {
	lined := func(n, rounds, per int) []byte {
		return EncodeRaceEvents([]race.Event{race.Lined{Entrants: make([]race.Standing, n), Rounds: rounds, PerEpoch: per}})
	}
	for _, c := range []struct {
		name   string
		packet []byte
		want   string
	}{
		{"nothing", nil, "no bytes"},
		{"kind", []byte{version, byte(len(raceKinds()))}, "want a kind below"},
		{"a command", EncodeRaceCommand(race.Pause{}), "want an event, got race.Pause"},
		{"cut", EncodeRaceEvents([]race.Event{race.Failed{Message: "short"}})[:4], "bytes follow"},
		{"nobody", lined(0, 20, 10), "want 1 to 4 entrants, got 0"},
		{"a crowd", lined(5, 20, 10), "got 5"},
		{"no rounds", lined(2, 0, 10), "at least one step"},
		{"no epochs", lined(2, 20, -1), "at least one step"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := DecodeRaceEvents(c.packet); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
	two := append(EncodeRaceCommand(race.Pause{}), EncodeRaceCommand(race.Pause{})[1:]...)
	for _, packet := range [][]byte{nil, {version}, two, EncodeRaceEvents([]race.Event{race.Status{}}), EncodeCommand(engine.Watch{})} {
		if c, err := DecodeRaceCommand(packet); err == nil {
			t.Errorf("% x passed for the command %+v", packet, c)
		}
	}
}

// Whatever arrives: no panic; and what is understood says the same again.
func FuzzDecodeRace(f *testing.F) {
	for _, v := range filledRace() {
		f.Add(appendOneOf(raceKinds(), []byte{version}, v))
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		DecodeRaceCommand(packet)
		events, err := DecodeRaceEvents(packet)
		if err != nil {
			return
		}
		again := EncodeRaceEvents(events)
		back, err := DecodeRaceEvents(again)
		if err != nil {
			t.Fatalf("what was encoded is refused: %v", err)
		}
		if !bytes.Equal(EncodeRaceEvents(back), again) {
			t.Errorf("got %+v, want %+v", back, events)
		}
	})
}
