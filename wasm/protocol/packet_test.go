package protocol

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// fill gives every field that travels a value of its own, so that a field that
// is forgotten or swapped shows.
func fill(v reflect.Value, next *int) {
	*next++
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(-*next * 1000))
	case reflect.Uint8, reflect.Uint16:
		v.SetUint(uint64(*next % 200))
	case reflect.Uint64:
		v.SetUint(math.MaxUint64 - uint64(*next))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(*next) / 7)
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *next))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(v.Index(i), next)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), next)
		}
	}
}

// sound gives a snapshot the sizes that belong together.
func sound(s engine.Snapshot) engine.Snapshot {
	g, err := filtermap.Default(4, 2)
	if err != nil {
		panic(err) // 4 filters of 2 channels
	}
	s.Map, s.Rule = g, filtermap.Sum
	s.Conv = program.Conv{C: 2, H: 3, W: 4, K: 4, R: 3, S: 3, Stride: 2, Pad: 1}
	tensor := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(i) / 3
		}
		return v
	}
	s.Weights, s.Grad, s.Start = tensor(g.MapLen()), tensor(g.MapLen()), tensor(g.MapLen())
	s.FilterGrad, s.Input, s.InputGrad = tensor(g.FilterLen()), tensor(24), tensor(24)
	s.Output, s.OutputGrad = tensor(16), tensor(16)
	s.Picture = engine.Picture{Size: 1, Label: 3, Pix: []byte{1, 2, 3}}
	return s
}

// filled returns a value of every kind. The pictures of Ready and the tensors
// of Snapshot are sound.
func filled() []any {
	var values []any
	next := 0
	for _, zero := range kinds() {
		v := reflect.New(reflect.TypeOf(zero)).Elem()
		fill(v, &next)
		if ready, ok := v.Interface().(engine.Ready); ok {
			for i := range ready.Data.Samples {
				ready.Data.Samples[i] = engine.Picture{Size: 2, Label: i, Pix: bytes.Repeat([]byte{byte(i)}, 12)}
			}
			v.Set(reflect.ValueOf(ready))
		}
		if snap, ok := v.Interface().(engine.Snapshot); ok {
			v.Set(reflect.ValueOf(sound(snap)))
		}
		switch e := v.Interface().(type) {
		case engine.Pictures:
			e.Pix = make([]byte, len(e.Indices)*data.PictureSize)
			v.Set(reflect.ValueOf(e))
		case engine.Classified:
			e.Pix, e.Label = make([]byte, data.PictureSize), 2
			v.Set(reflect.ValueOf(e))
		}
		values = append(values, v.Interface())
	}
	return values
}

func TestEveryKindComesBack(t *testing.T) {
	for _, want := range filled() {
		t.Run(fmt.Sprintf("%T", want), func(t *testing.T) {
			var got any
			var err error
			if c, ok := want.(engine.Command); ok {
				got, err = DecodeCommand(EncodeCommand(c))
			} else {
				e := want.(engine.Event)
				var events []engine.Event
				events, err = DecodeEvents(EncodeEvents([]engine.Event{e, e}))
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

// A loss that has left the numbers must reach the page as it is.
func TestNotFinite(t *testing.T) {
	for _, loss := range []float64{math.Inf(1), math.NaN()} {
		events, err := DecodeEvents(EncodeEvents([]engine.Event{engine.Stepped{Loss: loss}}))
		if err != nil {
			t.Fatal(err)
		}
		got := events[0].(engine.Stepped).Loss
		if math.Float64bits(got) != math.Float64bits(loss) {
			t.Errorf("got %v, want %v", got, loss)
		}
	}
}

func TestReaderStaysBehind(t *testing.T) {
	with := engine.Load{Name: "a.bin", Size: 7, R: strings.NewReader("pixels!")}
	got, err := DecodeCommand(EncodeCommand(with))
	if err != nil {
		t.Fatal(err)
	}
	if want := (engine.Load{Name: "a.bin", Size: 7}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestDecodeRefuses(t *testing.T) {
	ready := func(d engine.Dataset) []byte { return EncodeEvents([]engine.Event{engine.Ready{Data: d}}) }
	classes := []string{"cat", "dog"}
	snapshot := func(change func(*engine.Snapshot)) []byte {
		s := sound(engine.Snapshot{IsMap: true})
		change(&s)
		return EncodeEvents([]engine.Event{s})
	}
	for _, c := range []struct {
		name   string
		packet []byte
		want   string
	}{
		{"nothing", nil, "no bytes"},
		{"version", []byte{9}, "want version 1, got 9"},
		{"kind", []byte{version, 200}, "want a kind below"},
		{"a command", EncodeCommand(engine.Train{}), "want an event, got engine.Train"},
		{"cut", EncodeEvents([]engine.Event{engine.Failed{Message: "short"}})[:5], "bytes follow"},
		{"length", []byte{version, 13, 0xff, 0xff, 0xff, 0x7f}, "only 0 bytes follow"},
		{"bool", []byte{version, 12, 2, 0}, "want 0 or 1, got 2"},
		{"picture", ready(engine.Dataset{Classes: classes, Samples: []engine.Picture{{Size: 2, Pix: make([]byte, 11)}}}), "want 3 planes of 2 x 2, got 11 bytes"},
		{"label", ready(engine.Dataset{Classes: classes, Samples: []engine.Picture{{Size: 1, Label: 2, Pix: make([]byte, 3)}}}), "want a class below 2, got 2"},
		{"sizes", snapshot(func(s *engine.Snapshot) { s.Conv.H = 0 }), "want sizes of 1 to"},
		{"stride", snapshot(func(s *engine.Snapshot) { s.Conv.Stride = 0 }), "want sizes of 1 to"},
		{"padding", snapshot(func(s *engine.Snapshot) { s.Conv.H, s.Conv.Pad = 1, 0 }), "larger than the padded picture"},
		{"enormous", snapshot(func(s *engine.Snapshot) { s.Conv.K, s.Conv.C, s.Conv.H = 65536, 65536, 65536 }), "want at most"},
		{"map", snapshot(func(s *engine.Snapshot) { s.Map.K1++ }), "want 4 filters"},
		{"map and layer", snapshot(func(s *engine.Snapshot) { s.Map.S1++ }), "is not that of"},
		{"weights", snapshot(func(s *engine.Snapshot) { s.Weights = s.Weights[1:] }), "weights: want"},
		{"output", snapshot(func(s *engine.Snapshot) { s.Output = s.Output[1:] }), "output: want 16 numbers, got 15"},
		{"no input", snapshot(func(s *engine.Snapshot) { s.Input = nil }), "without its input"},
		{"no picture", snapshot(func(s *engine.Snapshot) { s.Picture.Pix = nil }), "without its input or its picture"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := DecodeEvents(c.packet)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
	if _, err := DecodeCommand(EncodeEvents([]engine.Event{engine.Status{}})); err == nil {
		t.Error("an event passed for a command")
	}
	if _, err := DecodeCommand([]byte{version}); err == nil {
		t.Error("an empty packet passed for a command")
	}
}

func TestEncodePanicsOnAStranger(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a command that is not one of the kinds was encoded")
		}
	}()
	EncodeCommand(engine.Builtin{}) // Draw takes its place
}

// Whatever arrives: no panic; and what is understood says the same again.
func FuzzDecode(f *testing.F) {
	for _, v := range filled() {
		f.Add(appendRecord([]byte{version}, v))
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		DecodeCommand(packet)
		events, err := DecodeEvents(packet)
		if err != nil {
			return
		}
		again := EncodeEvents(events)
		back, err := DecodeEvents(again)
		if err != nil {
			t.Fatalf("what was encoded is refused: %v", err)
		}
		// Compared as bytes: NaN is not equal to itself.
		if !bytes.Equal(EncodeEvents(back), again) {
			t.Errorf("got %+v, want %+v", back, events)
		}
	})
}
