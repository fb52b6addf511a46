package bench

import (
	"fmt"
	"slices"
	"strings"

	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
)

// profile adds layers and kinds of operations, where the device can time them.
func (r *Runner) profile(res *Result, o Options) error {
	profiler, ok := r.exe.(device.Profiler)
	if !ok {
		return nil
	}
	instrs := r.Net.Program.Train
	seconds, err := medians(profiler, len(instrs), o)
	if err != nil {
		return err
	}
	layers := make(map[int]*tally)
	kinds := make(map[string]*tally)
	for i, in := range instrs {
		direct, done := r.macs(instrs[i : i+1])
		kind := strings.TrimPrefix(fmt.Sprintf("%T", in.Op), "program.")
		for _, t := range []*tally{entry(layers, in.Layer, i), entry(kinds, kind, i)} {
			t.count++
			t.seconds[in.Pass] += seconds[i]
			t.direct += direct
			t.done += done
		}
	}
	n := r.Net.Program.Batch
	for _, layer := range inOrder(layers) {
		t := layers[layer]
		work := t.seconds[program.Forward] + t.seconds[program.Backward]
		res.Layers = append(res.Layers, Layer{
			Name:    r.Net.Program.Layers[layer],
			Forward: 1e3 * t.seconds[program.Forward], Backward: 1e3 * t.seconds[program.Backward],
			Update: 1e3 * t.seconds[program.Update],
			Direct: gflops(t.direct, n, work), Done: gflops(t.done, n, work),
		})
	}
	for _, kind := range inOrder(kinds) {
		t := kinds[kind]
		all := t.seconds[program.Forward] + t.seconds[program.Backward] + t.seconds[program.Update]
		res.Ops = append(res.Ops, Op{
			Kind: kind, Count: t.count, Millis: 1e3 * all,
			Direct: gflops(t.direct, n, all), Done: gflops(t.done, n, all),
		})
	}
	return nil
}

// tally sums instructions that belong together.
type tally struct {
	first        int // instruction, for the order
	count        int
	seconds      [3]float64 // by pass
	direct, done int64
}

func entry[K comparable](m map[K]*tally, key K, i int) *tally {
	t, ok := m[key]
	if !ok {
		t = &tally{first: i}
		m[key] = t
	}
	return t
}

// inOrder returns the keys in the order of their first instruction.
func inOrder[K comparable](m map[K]*tally) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return m[a].first - m[b].first })
	return keys
}

// medians profiles several steps and returns each instruction's median.
func medians(p device.Profiler, instrs int, o Options) ([]float64, error) {
	runs := min(o.Runs, 7)
	all := make([][]float64, instrs)
	for range runs {
		seconds, err := p.Profile(program.Train)
		if err != nil {
			return nil, err
		}
		for i, s := range seconds {
			all[i] = append(all[i], s)
		}
	}
	out := make([]float64, instrs)
	for i := range all {
		out[i] = median(all[i])
	}
	return out, nil
}
