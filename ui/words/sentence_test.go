package words

import "testing"

func TestSentence(t *testing.T) {
	for _, c := range []struct{ message, want string }{
		{"engine: epochs: want 1 to 10000, got 0", "Epochs: want 1 to 10000, got 0."},
		{"engine: optim: learning rate: want a finite number", "Learning rate: want a finite number."},
		{"data: a.tar.gz: the archive ends in the middle of a picture; download it again", "a.tar.gz: the archive ends in the middle of a picture; download it again."},
		{"Already a sentence.", "Already a sentence."},
		{"élan", "Élan."},
		{"", "Something went wrong, and nothing says what."},
	} {
		if got := Sentence(c.message); got != c.want {
			t.Errorf("Sentence(%q)\ngot  %q\nwant %q", c.message, got, c.want)
		}
	}
}
