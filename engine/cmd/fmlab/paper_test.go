package main

import (
	"strings"
	"testing"
)

func TestPaper(t *testing.T) {
	tiny := tiny(t)
	epoch := epochs(t, succeed(t, tiny("-epochs", "1", "-out", "a.safetensors")...))[0]
	tables := decodeLines[paperTables](t, succeed(t, "paper", "a.safetensors", "-json"))[0]
	if len(tables.Table1) != 6 || len(tables.Table2) != 5 {
		t.Fatalf("%d and %d rows, want 6 and 5", len(tables.Table1), len(tables.Table2))
	}
	for i, want := range []struct{ plain, fm int }{
		{11173962, 949386}, {21282122, 1816970}, {23520842, 13066890}, {6956298, 5292362}, {78042, 14314},
	} {
		if row := tables.Table2[i]; row.Plain.Params != want.plain || row.FM.Params != want.fm {
			t.Errorf("%s: %d and %d parameters, want %d and %d", row.Model, row.Plain.Params, row.FM.Params, want.plain, want.fm)
		}
	}
	// Only what was trained has an accuracy of ours.
	for _, row := range tables.Table2 {
		if row.Plain.Trained != nil || row.FM.Trained != nil && row.Model != "resnet8" {
			t.Errorf("%s has an accuracy that nobody trained", row.Model)
		}
	}
	got := tables.Table2[4].FM.Trained
	const digits = 1e-4 // that the file records
	if got == nil || got.Accuracy-epoch.TestAccuracy > digits || epoch.TestAccuracy-got.Accuracy > digits {
		t.Errorf("resnet8-FM: %+v, want accuracy %v", got, epoch.TestAccuracy)
	}

	table := succeed(t, "paper", "a.safetensors")
	for _, want := range []string{
		"(8,8,8)", "949,386", "11.8", "555.4", "94.18", "DenseNet-121-FM", "here, ResNet-8-FM: a.safetensors, epochs 1, mean rule",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("want %q in\n%s", want, table)
		}
	}
	if r := fmlab(t, "paper", "none.safetensors"); r.status != exitFailed || !strings.Contains(r.stderr, "none.safetensors") {
		t.Errorf("status %d, %q", r.status, r.stderr)
	}
}
