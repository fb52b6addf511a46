package racecard

import (
	"math"

	"filtermaplab/ui/words"
	"filtermaplab/wasm/lab"
)

// Row is a line of the table: one thing that is counted or measured of
// everybody. The order of rows and cells never changes.
type Row struct {
	Name  string
	Note  string // what it is, where its name does not say it
	Cells []Cell // one for each entrant
}

// Cell is one number.
type Cell struct {
	Text  string  // "not yet" where it is not known
	Note  string  // small, below it
	Best  string  // fewest, highest, fastest; "" for all others, and where all are equal
	Share float64 // length of its bar, 0..1 of the largest
	Known bool
}

// Rows is the table.
func (s *State) Rows(t *words.Table) []Row {
	always := func(of func(Entrant) float64) func(Entrant) (float64, bool) {
		return func(e Entrant) (float64, bool) { return of(e), true }
	}
	timed := func(of func(Entrant) float64) func(Entrant) (float64, bool) {
		return func(e Entrant) (float64, bool) { return of(e), e.StepSeconds > 0 }
	}
	million := func(n float64) string { return t.T("%.1f M", n/1e6) }
	count := func(n float64) string { return t.Count(int(n)) }
	rows := []Row{
		s.row(t, t.T("Parameters"), "", least(t.T("fewest")), count,
			always(func(e Entrant) float64 { return float64(e.Params) })),
		s.row(t, t.T("Megabytes"), t.T("as 32-bit numbers"), least(t.T("smallest")), func(v float64) string { return t.Decimal(v, 2) },
			always(func(e Entrant) float64 { return 4 * float64(e.Params) / 1e6 })),
		s.row(t, t.T("Test accuracy"), t.T("pictures it has never learned from"), most(t.T("highest")), t.Percent, s.Accuracy),
		s.row(t, t.T("Accuracy per parameter"), t.T("points for every 10,000 parameters"), most(t.T("highest")), func(v float64) string { return t.Decimal(v, 1) },
			func(e Entrant) (float64, bool) {
				share, ok := s.Accuracy(e)
				return 100 * share / (float64(e.Params) / 1e4), ok
			}),
		s.row(t, t.T("Multiply-adds a picture"), t.T("that are really done, forward"), least(t.T("fewest")), million,
			always(func(e Entrant) float64 { return float64(e.Spent) })),
		s.row(t, t.T("Milliseconds a step"), t.T("median"), least(t.T("fastest")), func(v float64) string { return t.Decimal(v, decimals(v)) },
			timed(func(e Entrant) float64 { return 1000 * e.StepSeconds })),
		s.row(t, t.T("Pictures a second"), t.T("while it learns, by the median"), most(t.T("fastest")), func(v float64) string { return lab.Rate(t, v) },
			timed(func(e Entrant) float64 { return float64(e.Config.Batch) / e.StepSeconds })),
	}
	for i, e := range s.Entrants {
		if e.Spent < e.MACs {
			rows[4].Cells[i].Note = t.T("of %.1f M", float64(e.MACs)/1e6)
		}
	}
	return rows
}

// best says which number of a row is the best, and by which word.
type best struct {
	word string
	sign float64 // 1 where more is better
}

func least(word string) best { return best{word, -1} }
func most(word string) best  { return best{word, 1} }

// row measures everybody by of and writes what is known.
func (s *State) row(t *words.Table, name, note string, b best, write func(float64) string, of func(Entrant) (float64, bool)) Row {
	r := Row{Name: name, Note: note}
	high, top, low := 0.0, math.Inf(-1), math.Inf(1)
	for _, e := range s.Entrants {
		if v, ok := of(e); ok {
			high, top, low = max(high, v), max(top, b.sign*v), min(low, b.sign*v)
		}
	}
	for _, e := range s.Entrants {
		v, ok := of(e)
		switch {
		case e.Out != "" && !ok:
			r.Cells = append(r.Cells, Cell{Text: t.T("out")})
			continue
		case !ok:
			r.Cells = append(r.Cells, Cell{Text: t.T("not yet")})
			continue
		}
		c := Cell{Text: write(v), Known: true}
		if high > 0 {
			c.Share = v / high
		}
		if b.sign*v == top && low < top {
			c.Best = b.word
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

// decimals keeps about three digits.
func decimals(v float64) int {
	switch {
	case v < 10:
		return 2
	case v < 100:
		return 1
	}
	return 0
}
