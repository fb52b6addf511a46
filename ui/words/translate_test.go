package words

import "testing"

func TestTranslate(t *testing.T) {
	table := &Table{lang: German, text: map[string]string{
		"Train":                            "Trainieren",
		"%s: want %d to %d, got %d":        "%s: %[4]d liegt nicht zwischen %[2]d und %[3]d",
		"rate: want %s, got %s":            "Rate: erwartet %s, nicht %s",
		"%s: want %s, got %s":              "%s: gewünscht ist %s, nicht %s",
		"%s: the file is cut short":        "%s: die Datei ist abgeschnitten",
		"epochs":                           "Epochen",
		"no setting is called %q":          "keine Einstellung heißt %q",
		"This link cannot be followed: %s": "Dieser Link führt nirgendwohin: %s",
		"%d epoch|%d epochs":               "%d Epoche|%d Epochen",
		"%.1f %% are done":                 "%.1f %% sind fertig",
		"It costs 5 % of %d epochs":        "Es kostet 5 % von %d Epochen",
		"%s of %s":                         "%s von %s",
		"these are no records; %s":         "das sind keine Bilder; %s",
		"choose a.gz or one of b":          "a.gz oder eines von b wählen",
	}}
	for _, c := range []struct{ sentence, want string }{
		{"Train", "Trainieren"},
		{"train.", "Trainieren."},
		{"Epochs: want 1 to 10000, got 0.", "Epochen: 0 liegt nicht zwischen 1 und 10000."},
		{"Rate: want 1 or 2, got 3.", "Rate: erwartet 1 or 2, nicht 3."}, // the closest entry, whatever the first letter's case
		{"a.tar.gz: the file is cut short.", "a.tar.gz: die Datei ist abgeschnitten."},
		{`No setting is called "wat".`, `Keine Einstellung heißt "wat".`},
		{"This link cannot be followed: no setting is called \"x\"", "Dieser Link führt nirgendwohin: keine Einstellung heißt \"x\""},
		{"12.5 % are done", "12,5 % sind fertig"},
		{"Nobody has translated this.", "Nobody has translated this."},
		{"It costs 5 % of 12 epochs", "Es kostet 5 % von 12 Epochen"},
		{"my.bin: these are no records; choose a.gz or one of b.", "my.bin: das sind keine Bilder; a.gz oder eines von b wählen."},
		{"", ""},
	} {
		if got := table.Translate(c.sentence); got != c.want {
			t.Errorf("%q:\ngot  %q\nwant %q", c.sentence, got, c.want)
		}
	}
	if got := In(English).Translate("As it was."); got != "As it was." {
		t.Errorf("English: got %q", got)
	}
}
