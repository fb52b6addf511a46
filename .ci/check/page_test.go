package main

import (
	"errors"
	"io"
	"slices"
	"testing"
)

func TestFailedFiles(t *testing.T) {
	report := `TAP version 13
ok 1 - fine
  ---
  location: '/x/wasm/e2e/a.test.mjs:1:1'
  ...
    not ok 1 - inside
      ---
      location: '/x/wasm/e2e/b.test.mjs:9:3'
      ...
not ok 2 - outside
  ---
  duration_ms: 3
  location: '/x/wasm/e2e/b.test.mjs:5:1'
  ...
not ok 3 - another
  ---
  location: '/x/wasm/e2e/c.test.mjs:5:1'
`
	got := failedFiles(report, []string{"a.test.mjs", "b.test.mjs", "c.test.mjs", "d.test.mjs"})
	if want := []string{"b.test.mjs", "c.test.mjs"}; !slices.Equal(got, want) {
		t.Errorf("%v failed, want %v", got, want)
	}
}

func TestTwice(t *testing.T) {
	bad := errors.New("exit status 1")
	for _, c := range []struct {
		name          string
		first, second counts
		failed        []string
		err           error // of the second
		want          counts
		ok            bool
	}{
		{"all pass", counts{9, 0, 1}, counts{}, nil, nil, counts{9, 0, 1}, true},
		{"a starved file", counts{7, 2, 0}, counts{3, 0, 0}, []string{"b"}, nil, counts{9, 0, 0}, true},
		{"a broken file", counts{7, 2, 0}, counts{2, 1, 0}, []string{"b"}, bad, counts{8, 1, 0}, false},
		{"nobody knows which", counts{7, 1, 0}, counts{}, nil, nil, counts{7, 1, 0}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			runs := 0
			got, err := twice(io.Discard, 2, []string{"a", "b"}, func(at int, files []string) (counts, []string, error) {
				if runs++; runs == 1 {
					if c.first.failed > 0 {
						return c.first, c.failed, bad
					}
					return c.first, nil, nil
				}
				if at != 1 || !slices.Equal(files, c.failed) {
					t.Errorf("the second time %v, %d at a time", files, at)
				}
				return c.second, nil, c.err
			})
			if got != c.want || (err == nil) != c.ok {
				t.Errorf("got %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}
