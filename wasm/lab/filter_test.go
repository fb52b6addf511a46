package lab

import (
	"slices"
	"testing"
)

func TestFilter(t *testing.T) {
	c := threeClasses()
	labels := c.Labels[:7]
	for _, x := range []struct {
		filter Filter
		test   *Confusion
		want   []int
	}{
		{Filter{Class: -1}, c, []int{0, 1, 2, 3, 4, 5, 6}},
		{Filter{Class: 1}, c, []int{3, 4}},
		{Filter{Class: -1, Kind: "wrong"}, c, []int{4, 5, 6}},
		{Filter{Class: 1, Kind: "right"}, c, []int{3}},
		{Filter{Class: -1, Kind: "wrong"}, nil, nil},
		{Filter{Class: 2, Train: true}, c, []int{5, 6}},
		{Filter{Class: 2, Train: true, Kind: "wrong"}, c, nil},
	} {
		var got []int
		for _, s := range x.filter.Shots(labels, x.test) {
			got = append(got, s.Index)
			if s.Answered != (x.test != nil && !x.filter.Train) {
				t.Errorf("%+v: picture %d answered: %v", x.filter, s.Index, s.Answered)
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%+v: got %v, want %v", x.filter, got, x.want)
		}
	}
}
