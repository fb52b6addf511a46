package words

import "testing"

func TestNumbers(t *testing.T) {
	en, de := In(English), In(German)
	for _, c := range []struct{ got, want string }{
		{en.Count(0), "0"}, {en.Count(999), "999"}, {en.Count(14314), "14,314"}, {en.Count(-1000), "-1,000"}, {en.Count(-100), "-100"},
		{de.Count(1234567), "1.234.567"}, {(*Table)(nil).Count(1000), "1,000"},
		{en.Percent(0.7184), "71.8 %"}, {de.Percent(0.7184), "71,8 %"},
		{en.WholePercent(0.998), "99 %"}, {en.WholePercent(0.9999), "100 %"}, {de.WholePercent(0.123), "12 %"},
		{en.Number(0.0005), "0.0005"}, {de.Number(0.0005), "0,0005"}, {en.Number(1), "1"},
		{de.Decimal(2.345, 1), "2,3"}, {en.Decimal(2, 0), "2"},
		{en.T("%d steps, %.2f, %v, %s", 1560, 2.5, 0.25, "1.5"), "1,560 steps, 2.50, 0.25, 1.5"},
		{de.T("%d steps, %.2f, %v, %s", 1560, 2.5, 0.25, "1.5"), "1.560 steps, 2,50, 0,25, 1.5"},
		{de.T("%+.1f of %[1]g", -2.5), "-2,5 of -2,5"},
		{de.N(2000, "%d epoch", "%d epochs", 2000), "2.000 Epochen"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		tags []string
		want Language
	}{
		{nil, English}, {[]string{"", "de-AT", "en"}, German}, {[]string{"en-US", "de"}, English},
		{[]string{"fr", "DE_ch"}, German}, {[]string{"tlh", "german"}, English},
	} {
		if got := Choose(c.tags...); got != c.want {
			t.Errorf("Choose(%q): got %q, want %q", c.tags, got, c.want)
		}
	}
}
