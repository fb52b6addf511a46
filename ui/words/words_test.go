package words

import "testing"

func TestTable(t *testing.T) {
	de := In(German)
	for _, c := range []struct{ got, want string }{
		{de.T("Train"), "Trainieren"},
		{de.T("A sentence that nobody has translated"), "A sentence that nobody has translated"},
		{de.N(1, "%d epoch", "%d epochs", 1), "1 Epoche"},
		{de.N(0, "%d epoch", "%d epochs", 0), "0 Epochen"},
		{de.N(2, "%d epoch", "%d epochs", 2), "2 Epochen"},
		{In(English).T("Train"), "Train"},
		{In("tlh").N(1, "%d epoch", "%d epochs", 1), "1 epoch"},
		{(*Table)(nil).N(3, "%d epoch", "%d epochs", 3), "3 epochs"},
		{string((*Table)(nil).Language()), "en"},
		{string(de.Language()), "de"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
