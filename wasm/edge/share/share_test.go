package share_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device/reference"
	"filtermaplab/wasm/edge/share"
)

// saved is the file of a run that was tested after its epoch, as it is saved.
func saved(t testing.TB) []byte {
	t.Helper()
	cfg := engine.DefaultConfig()
	cfg.Epochs, cfg.Batch = 2, 10
	pictures := data.Shapes(1, 1, 1)
	s, err := engine.NewSession(cfg, pictures, reference.Device{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Step(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.EndEpoch(engine.Evaluation{Count: 10, Right: 3}, 100); err != nil {
		t.Fatal(err)
	}
	f, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := checkpoint.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is published is smaller than what was saved, is the same network, and
// what is stored of it can be read by whoever reads networks.
func TestAttachAndRead(t *testing.T) {
	file := saved(t)
	upload, err := share.Attach(file, share.Request{Name: " Ada  L. ", Test: share.TestShapes, Tested: 10})
	if err != nil {
		t.Fatal(err)
	}
	if len(upload) > len(file)*2/3 {
		t.Errorf("%d of %d bytes are sent; the momentum is not needed", len(upload), len(file))
	}
	m, err := share.Read(upload)
	if err != nil {
		t.Fatal(err)
	}
	if e := m.Entry; e.Name != "Ada L." || e.Accuracy != 0.3 || e.Bytes != len(m.File) || len(e.Curve) != 1 || e.ID != "" {
		t.Errorf("the entry is %+v", e)
	}
	again, err := share.Read(upload)
	if err != nil || again.Digest != m.Digest || !bytes.Equal(again.File, m.File) {
		t.Errorf("the same file gives another one (%v)", err)
	}
	f, err := checkpoint.ReadBytes(m.File)
	if err != nil {
		t.Fatal(err)
	}
	trained, err := engine.ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := trained.Fingerprint(); got != m.Entry.Fingerprint {
		t.Errorf("fingerprint %s, want %s", got, m.Entry.Fingerprint)
	}
	var settings engine.Config
	if err := json.Unmarshal([]byte(f.Metadata["filtermaplab.settings"]), &settings); err != nil || settings.Seed != 1 || settings.Epochs != 2 {
		t.Errorf("settings %+v (%v)", settings, err)
	}
}

func TestStanding(t *testing.T) {
	for _, tt := range []struct {
		test            string
		agree, disagree int
		want            share.Standing
	}{
		{share.TestShapes, 0, 0, share.Unverified}, {share.TestCIFAR, 1, 0, share.Verified}, {share.TestShapes, 0, 1, share.Disputed},
		{share.TestShapes, 2, 1, share.Verified}, {share.TestShapes, 2, 2, share.Disputed}, {share.TestOther, 5, 0, share.Private}, {"", 5, 0, share.Private},
	} {
		e := share.Entry{Test: tt.test, Checks: share.Checks{Agree: tt.agree, Disagree: tt.disagree}}
		if got := e.Standing(); got != tt.want {
			t.Errorf("%+v is %s, want %s", tt, got, tt.want)
		}
	}
}

// Every letter comes up as often as any other, and words are read back however
// they are typed.
func TestWords(t *testing.T) {
	counts := map[rune]int{}
	const n = 3000
	for range n {
		code, err := share.NewCode(rand.Reader)
		if err != nil || !share.ValidCode(code) {
			t.Fatalf("%q, %v", code, err)
		}
		for _, r := range code {
			counts[r]++
		}
	}
	mean := float64(n) * 7 / 27
	for r, c := range counts {
		if off := math.Abs(float64(c)-mean) / math.Sqrt(mean); off > 6 {
			t.Errorf("%q came %d times, which is %.1f deviations from the mean of %.0f", r, c, off, mean)
		}
	}
	if len(counts) != 27 {
		t.Errorf("%d letters, want 27", len(counts))
	}
	for typed, want := range map[string]string{"bcd-234f": "bcd234f", " BCD 234F ": "bcd234f", "bcd234": "", "bcd234l": "", "../etc2": "", "": ""} {
		if code, ok := share.ReadCode(typed); ok != (want != "") || ok && code != want {
			t.Errorf("ReadCode(%q) = %q, %v; want %q", typed, code, ok, want)
		}
	}
	if _, err := share.NewKey(strings.NewReader("short")); err == nil {
		t.Error("a key without randomness")
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "  Ada   Lovelace ": "Ada Lovelace", "Zoë-Änne O'Neil (2)": "Zoë-Änne O'Neil (2)", "李雷": "李雷", "محمد": "محمد",
	} {
		if got, err := share.CleanName(name); err != nil || got != want {
			t.Errorf("CleanName(%q) = %q, %v; want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"<b>", "a&b", `"`, "a\x00b", "\u202eabc", "a\u200bb", "\xff", "{{x}}", "a=b", "a/b", `a\b`, "`", "$x", strings.Repeat("é", 41), strings.Repeat(" ", 1000)} {
		if got, err := share.CleanName(name); err == nil {
			t.Errorf("CleanName(%q) = %q, want an error", name, got)
		}
	}
}

// Whatever comes in, nothing panics; what is accepted is a network with a
// fingerprint of its own.
func FuzzRead(f *testing.F) {
	upload, err := share.Attach(saved(f), share.Request{Test: share.TestShapes, Tested: 10})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(upload)
	f.Add(upload[:len(upload)/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := share.Read(b)
		if err != nil {
			return
		}
		file, err := checkpoint.ReadBytes(m.File)
		if err != nil {
			t.Fatal(err)
		}
		trained, err := engine.ReadTrained(file, 1)
		if err != nil || trained.Fingerprint() != m.Entry.Fingerprint {
			t.Fatalf("%v: what is stored is not what was published", err)
		}
	})
}
