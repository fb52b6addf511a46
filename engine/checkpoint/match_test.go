package checkpoint_test

import (
	"errors"
	"slices"
	"testing"

	"filtermaplab/engine/checkpoint"
)

func TestMatch(t *testing.T) {
	f := tensors(
		checkpoint.Tensor{Name: "conv1.weight", Shape: []int{16, 3, 3, 3}},
		checkpoint.Tensor{Name: "linear.weight", DType: checkpoint.BF16, Shape: []int{10, 64}},
		checkpoint.Tensor{Name: "bn1.num_batches_tracked", DType: checkpoint.I64, Shape: []int{}},
	)
	conv := checkpoint.Spec{Name: "conv1.weight", Shape: []int{16, 3, 3, 3}}
	linear := checkpoint.Spec{Name: "linear.weight", Shape: []int{10, 64}} // any float type will do
	count := checkpoint.Spec{Name: "bn1.num_batches_tracked", Integer: true, Optional: true}
	absent := checkpoint.Spec{Name: "bn2.num_batches_tracked", Integer: true, Optional: true}

	for _, tt := range []struct {
		name string
		want []checkpoint.Spec
		err  *checkpoint.MatchError
	}{
		{"exact", []checkpoint.Spec{conv, linear, count, absent}, nil},
		{"map wanted",
			[]checkpoint.Spec{{Name: "conv1.map", Shape: []int{8, 8, 3}}, linear, count},
			&checkpoint.MatchError{Missing: []string{"conv1.map [8 8 3]"}, Extra: []string{"conv1.weight [16 3 3 3]"}}},
		{"everything at once",
			[]checkpoint.Spec{
				{Name: "conv1.weight", Shape: []int{16, 3, 3, 3}, Integer: true},
				{Name: "linear.weight", Shape: []int{100, 64}},
				{Name: "linear.bias", Shape: []int{100}},
				{Name: "bn1.num_batches_tracked", Optional: true}, // optional is not anything
			},
			&checkpoint.MatchError{
				Missing: []string{"linear.bias [100]"},
				Misshapen: []string{
					"conv1.weight: want integers, got F32",
					"linear.weight: want shape [100 64], got [10 64]",
					"bn1.num_batches_tracked: want floats, got I64",
				},
			}},
		{"nothing wanted", nil, &checkpoint.MatchError{Extra: []string{
			"conv1.weight [16 3 3 3]", "linear.weight [10 64]", "bn1.num_batches_tracked []"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := f.Match(tt.want)
			if tt.err == nil {
				if err != nil {
					t.Errorf("Match = %v, want nil", err)
				}
				return
			}
			var got *checkpoint.MatchError
			if !errors.As(err, &got) {
				t.Fatalf("Match = %v, want a MatchError", err)
			}
			if !slices.Equal(got.Missing, tt.err.Missing) || !slices.Equal(got.Misshapen, tt.err.Misshapen) || !slices.Equal(got.Extra, tt.err.Extra) {
				t.Errorf("Match:\n got %+v\nwant %+v", got, tt.err)
			}
		})
	}
}
