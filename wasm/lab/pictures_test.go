package lab

import "testing"

func TestTestPerClass(t *testing.T) {
	for _, c := range []struct{ perClass, want int }{{0, 0}, {1, 20}, {100, 20}, {200, 40}, {500, 100}, {5000, 100}} {
		if got := TestPerClass(c.perClass); got != c.want {
			t.Errorf("%d to learn from: got %d, want %d", c.perClass, got, c.want)
		}
	}
}
