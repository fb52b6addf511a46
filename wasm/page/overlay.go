//go:build js

package page

import (
	"html"
	"syscall/js"

	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/chart"
	"filtermaplab/wasm/lab"
)

// under are the lines of earlier runs, which lie under those of the present one.
func under(runs []lab.Earlier, of func(lab.Earlier) (train, test []lab.Point)) []chart.Line {
	var lines []chart.Line
	for _, r := range runs {
		train, test := of(r)
		lines = append(lines,
			chart.Line{Class: "train old " + r.Variant, Points: train, Old: true},
			chart.Line{Class: "test old " + r.Variant, Points: test, Old: true})
	}
	return lines
}

// legendEarlier names the earlier runs, the newest first.
func legendEarlier(t *words.Table, runs []lab.Earlier) string {
	s := ""
	for i := len(runs) - 1; i >= 0; i-- {
		name := runs[i].Network
		switch {
		case runs[i].Elsewhere:
		case i < len(runs)-1:
			name = t.N(len(runs)-i, "%d run before", "%d runs before", len(runs)-i) + ": " + name
		default:
			name = t.T("before") + ": " + name
		}
		s += `<span><svg viewBox="0 0 28 12" aria-hidden="true"><path class="line test old ` + html.EscapeString(runs[i].Variant) + `" d="M0 6h28"/></svg>` +
			html.EscapeString(name) + `</span>`
	}
	return s
}

// takeAway lets the curves be downloaded and the earlier runs be forgotten. It
// returns the button for the latter.
func takeAway(p *page) *browser.Element {
	csv, forget := browser.ByID("curves-csv"), browser.ByID("curves-forget")
	csv.On("click", func(js.Value) { browser.Download("filtermap-curves.csv", "text/csv", p.scope.CurvesCSV()) })
	forget.On("click", func(js.Value) {
		p.state.Earlier = nil
		p.scope.ForgetRuns()
		p.frame.Ask()
		csv.Call("focus")
	})
	return forget
}
