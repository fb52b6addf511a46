package protocol

import (
	"fmt"
	"reflect"

	"filtermaplab/engine"
)

// version is the first byte of every packet. It changes with the form of
// records, not with the fields of a type.
const version = 1

// Draw goes back to the pictures that the program draws itself, like
// engine.Builtin, and says how many of them.
type Draw struct {
	engine.Builtin
	PerClass, TestPerClass int // pictures of each class; 0 is the usual number
}

// kinds lists what can be sent; the index of a type is its byte in a record.
func kinds() []any {
	return []any{
		engine.Configure{}, engine.Load{}, engine.Train{}, engine.Pause{}, engine.Step{}, engine.Reset{}, Draw{},
		engine.Ready{}, engine.Stepped{}, engine.Evaluated{}, engine.Answered{}, engine.Progress{}, engine.Status{}, engine.Failed{},
		engine.Watch{}, engine.Snapshot{},
		engine.Test{}, engine.Tested{}, engine.Browse{}, engine.Pictures{}, engine.Classify{}, engine.Classified{}, engine.Vary{}, engine.Varied{},
		engine.Rate{}, engine.Rated{},
		engine.Measure{}, engine.Measured{}, engine.Prove{}, engine.Proved{},
		engine.Open{}, engine.Save{}, engine.Saved{}, engine.Undo{}, engine.Fresh{},
	}
}

// EncodeCommand returns a packet of one command. The reader of an engine.Load
// is not in it. It panics on a type that kinds does not list.
func EncodeCommand(c engine.Command) []byte {
	return appendRecord([]byte{version}, c)
}

// EncodeEvents returns a packet of events, in order. It panics on a type that
// kinds does not list.
func EncodeEvents(events []engine.Event) []byte {
	packet := []byte{version}
	for _, e := range events {
		packet = appendRecord(packet, e)
	}
	return packet
}

// DecodeCommand is the inverse of EncodeCommand.
func DecodeCommand(packet []byte) (engine.Command, error) {
	values, err := decode(packet)
	if err != nil {
		return nil, err
	}
	if len(values) != 1 {
		return nil, fmt.Errorf("protocol: want one command, got %d records", len(values))
	}
	c, ok := values[0].(engine.Command)
	if !ok {
		return nil, fmt.Errorf("protocol: want a command, got %T", values[0])
	}
	return c, nil
}

// DecodeEvents is the inverse of EncodeEvents. The pictures in an event are
// complete: as many bytes as their size asks for, and a class that exists. So
// are the tensors of a snapshot.
func DecodeEvents(packet []byte) ([]engine.Event, error) {
	values, err := decode(packet)
	if err != nil {
		return nil, err
	}
	events := make([]engine.Event, len(values))
	for i, v := range values {
		e, ok := v.(engine.Event)
		if !ok {
			return nil, fmt.Errorf("protocol: want an event, got %T", v)
		}
		switch e := e.(type) {
		case engine.Ready:
			err = checkPictures(e.Data)
		case engine.Snapshot:
			err = checkSnapshot(e)
		case engine.Tested:
			err = checkTested(e)
		case engine.Pictures:
			err = checkBrowsed(e)
		case engine.Classified:
			err = checkClassified(e)
		}
		if err != nil {
			return nil, err
		}
		events[i] = e
	}
	return events, nil
}

// maxSize is the most rows and columns of a picture.
const maxSize = 1 << 12

// checkPictures lets drawing code rely on what it is given.
func checkPictures(d engine.Dataset) error {
	for i, p := range d.Samples {
		if p.Size < 1 || p.Size > maxSize || len(p.Pix) != 3*p.Size*p.Size {
			return fmt.Errorf("protocol: picture %d: want 3 planes of %d x %d, got %d bytes", i, p.Size, p.Size, len(p.Pix))
		}
		if p.Label < 0 || p.Label >= len(d.Classes) {
			return fmt.Errorf("protocol: picture %d: want a class below %d, got %d", i, len(d.Classes), p.Label)
		}
	}
	return nil
}

// appendRecord adds v, a value of one of the kinds.
func appendRecord(packet []byte, v any) []byte { return appendOneOf(kinds(), packet, v) }

func appendOneOf(kinds []any, packet []byte, v any) []byte {
	for kind, zero := range kinds {
		if reflect.TypeOf(zero) == reflect.TypeOf(v) {
			return appendValue(append(packet, byte(kind)), reflect.ValueOf(v))
		}
	}
	panic(fmt.Sprintf("protocol: %T is not one of the kinds", v))
}

// decode reads all records of a packet.
func decode(packet []byte) ([]any, error) { return decodeOneOf(kinds(), packet) }

func decodeOneOf(kinds []any, packet []byte) ([]any, error) {
	if len(packet) == 0 {
		return nil, fmt.Errorf("protocol: want a packet, got no bytes")
	}
	if packet[0] != version {
		return nil, fmt.Errorf("protocol: want version %d, got %d; reload the page", version, packet[0])
	}
	var values []any
	for r := (reader{packet[1:]}); len(r.rest) > 0; {
		kind := int(r.rest[0])
		if kind >= len(kinds) {
			return nil, fmt.Errorf("protocol: want a kind below %d, got %d", len(kinds), kind)
		}
		r.rest = r.rest[1:]
		v := reflect.New(reflect.TypeOf(kinds[kind])).Elem()
		if err := r.value(v); err != nil {
			return nil, fmt.Errorf("protocol: %T: %w", kinds[kind], err)
		}
		values = append(values, v.Interface())
	}
	return values, nil
}
