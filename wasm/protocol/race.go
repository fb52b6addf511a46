package protocol

import (
	"fmt"

	"filtermaplab/engine/race"
)

// raceKinds lists what a page and the worker of a race say to each other; the
// index of a type is its byte in a record.
func raceKinds() []any {
	return []any{
		race.Start{}, race.Pause{}, race.Continue{}, race.Take{},
		race.Lined{}, race.Stepped{}, race.Tested{}, race.Dropped{}, race.Progress{}, race.Taken{}, race.Status{}, race.Failed{},
	}
}

// EncodeRaceCommand returns a packet of one command. The reader of the
// pictures is not in it. It panics on a type that raceKinds does not list.
func EncodeRaceCommand(c race.Command) []byte {
	return appendOneOf(raceKinds(), []byte{version}, c)
}

// EncodeRaceEvents returns a packet of events, in order. It panics on a type
// that raceKinds does not list.
func EncodeRaceEvents(events []race.Event) []byte {
	packet := []byte{version}
	for _, e := range events {
		packet = appendOneOf(raceKinds(), packet, e)
	}
	return packet
}

// DecodeRaceCommand is the inverse of EncodeRaceCommand.
func DecodeRaceCommand(packet []byte) (race.Command, error) {
	values, err := decodeOneOf(raceKinds(), packet)
	if err != nil {
		return nil, err
	}
	if len(values) != 1 {
		return nil, fmt.Errorf("protocol: want one command, got %d records", len(values))
	}
	c, ok := values[0].(race.Command)
	if !ok {
		return nil, fmt.Errorf("protocol: want a command, got %T", values[0])
	}
	return c, nil
}

// DecodeRaceEvents is the inverse of EncodeRaceEvents. A race that is lined up
// has entrants, steps and as many of them as may be; an entrant of any other
// event may exist or not.
func DecodeRaceEvents(packet []byte) ([]race.Event, error) {
	values, err := decodeOneOf(raceKinds(), packet)
	if err != nil {
		return nil, err
	}
	events := make([]race.Event, len(values))
	for i, v := range values {
		e, ok := v.(race.Event)
		if !ok {
			return nil, fmt.Errorf("protocol: want an event, got %T", v)
		}
		if l, ok := e.(race.Lined); ok {
			if n := len(l.Entrants); n < 1 || n > race.MaxEntrants {
				return nil, fmt.Errorf("protocol: want 1 to %d entrants, got %d", race.MaxEntrants, n)
			}
			if l.Rounds < 1 || l.PerEpoch < 1 {
				return nil, fmt.Errorf("protocol: want a race of at least one step, got %d of %d an epoch", l.Rounds, l.PerEpoch)
			}
		}
		events[i] = e
	}
	return events, nil
}
