package scene

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The themes are the tokens that the page is painted with.
func TestThemesAreTheTokens(t *testing.T) {
	css, err := os.ReadFile("../../assets/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(css), `[data-theme="dark"]`)
	if !found {
		t.Fatal("tokens.css has no dark theme")
	}
	token := func(part, name string) string {
		m := regexp.MustCompile(`--` + name + `: (#[0-9a-f]{6})`).FindStringSubmatch(part)
		if m == nil {
			t.Fatalf("tokens.css has no --%s", name)
		}
		return m[1]
	}
	for _, c := range []struct {
		name, css string
		th        Theme
	}{{"light", light, Light()}, {"dark", dark, Dark()}} {
		th := c.th
		for name, got := range map[string]Color{
			"surface": th.Surface, "sunken": th.Sunken, "well-0": th.Well0, "well-1": th.Well1, "line": th.Line, "control": th.Control,
			"ink": th.Ink, "ink-2": th.Ink2, "ink-3": th.Ink3, "accent": th.Accent, "on-accent": th.OnAccent,
			"accent-soft": th.AccentSoft, "accent-line": th.AccentLine, "ok": th.OK, "err": th.Err,
			"fm": th.FM, "thin": th.Thin, "plain": th.Plain, "ref": th.Ref,
		} {
			if want := token(c.css, name); got.String() != want {
				t.Errorf("%s: %s is %v, the token %s", c.name, name, got, want)
			}
		}
		for i, name := range []string{"div-n3", "div-n2", "div-n1", "div-0", "div-p1", "div-p2", "div-p3"} {
			if want := token(c.css, name); th.Div[i].String() != want {
				t.Errorf("%s: %s is %v, the token %s", c.name, name, th.Div[i], want)
			}
		}
		for i, got := range th.Seq {
			if want := token(c.css, "seq-"+string(rune('0'+i))); got.String() != want {
				t.Errorf("%s: seq-%d is %v, the token %s", c.name, i, got, want)
			}
		}
	}
}
