package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"filtermaplab/engine/model"
)

// decodeLines reads one JSON value a line, and refuses fields that T lacks.
func decodeLines[T any](t *testing.T, out string) []T {
	t.Helper()
	var all []T
	for line := range strings.Lines(out) {
		var v T
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&v); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, v)
	}
	return all
}

func TestParamsJSON(t *testing.T) {
	type row struct {
		Model     string `json:"model"`
		Variant   string `json:"variant"`
		Params    int    `json:"params"`
		MapParams int    `json:"map_params"`
		MACs      int64  `json:"macs"`
	}
	rows := decodeLines[row](t, succeed(t, "params", "-json"))
	for _, want := range []row{
		{"resnet8", "fm", 14314, 10432, 12501632},
		{"resnet8", "plain", 78042, 0, 12501632},
		{"resnet18", "fm", 949386, 762624, 555422720},
		{"resnet18", "plain", 11173962, 0, 555422720},
		{"resnet34", "fm", 1816970, 1622784, 1159402496},
		{"resnet50", "fm", 13066890, 865024, 1297829888},
		{"densenet121", "fm", 5292362, 475904, 888350720},
		{"densenet121", "plain", 6956298, 0, 888350720},
	} {
		if !slices.Contains(rows, want) {
			t.Errorf("want %+v among the rows", want)
		}
	}
	for _, name := range model.Names() {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.Model == name }) {
			t.Errorf("no row for %s", name)
		}
	}
	for _, r := range rows {
		if r.Params <= 0 || r.MACs <= 0 || (r.MapParams > 0) != (r.Variant == "fm") {
			t.Errorf("%+v cannot be right", r)
		}
		if r.Variant == "thin" && strings.HasPrefix(r.Model, "densenet") {
			t.Errorf("%+v: DenseNets have no thin variant", r)
		}
	}
	keys := succeed(t, "params", "-json", "resnet8")
	if want := `{"model":"resnet8","variant":"fm","params":14314,"map_params":10432,"macs":12501632}` + "\n"; !strings.HasPrefix(keys, want) {
		t.Errorf("got %s, want it to begin %s", keys, want)
	}
}

func TestParamsTable(t *testing.T) {
	want := "" +
		"model          variant   parameters     in maps  of plain   multiply-adds\n" +
		"resnet8        fm            14,314      10,432    18.3 %      12,501,632\n" +
		"resnet8        plain         78,042           0   100.0 %      12,501,632\n" +
		"resnet8        thin          14,317           0    18.3 %       2,158,158\n"
	if got := succeed(t, "params", "resnet8"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 11173962: "11,173,962", 123456: "123,456"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %q, want %q", n, got, want)
		}
	}
}
