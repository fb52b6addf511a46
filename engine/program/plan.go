package program

import (
	"cmp"
	"slices"
)

// Plan places every buffer in one arena. Buffers that outlive a run come
// first, each with memory of its own; activations follow and share memory
// where their lives do not overlap. The two routines never run at once, so
// their activations overlay each other.
type Plan struct {
	Offset []int // indexed by Buffer, in the unit of the size function; -1 where nothing is placed
	Size   int   // of the whole arena
	Fixed  int   // of the part that outlives a run
}

// NewPlan places the buffers of p. Size gives the room that a buffer takes in
// the device's layout, in any unit and rounded to the device's alignment;
// 0 leaves a buffer out. A buffer that no op touches gets no room unless it
// outlives runs.
func NewPlan(p *Program, size func(Buffer) int) Plan {
	plan := Plan{Offset: make([]int, len(p.Buffers))}
	for b := range plan.Offset {
		plan.Offset[b] = -1
	}
	place := func(b Buffer) {
		if n := size(b); n > 0 {
			plan.Offset[b] = plan.Fixed
			plan.Fixed += n
		}
	}
	for b := Buffer(1); int(b) < len(p.Buffers); b++ {
		if p.Buffers[b].Kind != Activation || slices.Contains(p.Keep, b) {
			place(b)
		}
	}
	plan.Size = plan.Fixed
	for _, r := range []Routine{Train, Infer} {
		end := plan.overlay(lives(p, r), size)
		plan.Size = max(plan.Size, end)
	}
	return plan
}

// life is the span of instructions during which a buffer holds something.
type life struct {
	b           Buffer
	first, last int
}

// lives returns the activations of a routine in the order in which they are born.
func lives(p *Program, r Routine) []life {
	var all []life
	at := make(map[Buffer]int)
	for i, in := range p.Instrs(r) {
		reads, writes := in.Op.Operands()
		for _, b := range append(reads, writes...) {
			if b == None || p.Info(b).Kind != Activation {
				continue
			}
			k, ok := at[b]
			if !ok {
				k = len(all)
				at[b] = k
				all = append(all, life{b: b, first: i})
			}
			all[k].last = i
		}
	}
	return all
}

// overlay gives each life the lowest free place above the fixed part and
// returns the end of the highest.
func (plan *Plan) overlay(all []life, size func(Buffer) int) (end int) {
	type block struct {
		life
		offset, size int
	}
	var placed []block
	end = plan.Fixed
	for _, l := range all {
		n := size(l.b)
		if n == 0 || plan.Offset[l.b] >= 0 {
			continue
		}
		at := plan.Fixed
		for _, q := range placed { // ascending offsets
			if q.last < l.first || q.first > l.last {
				continue
			}
			if at+n <= q.offset {
				break
			}
			at = max(at, q.offset+q.size)
		}
		plan.Offset[l.b] = at
		end = max(end, at+n)
		placed = append(placed, block{l, at, n})
		slices.SortFunc(placed, func(a, b block) int { return cmp.Compare(a.offset, b.offset) })
	}
	return end
}
