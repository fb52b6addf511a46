//go:build js

package canvas

import (
	"html"
	"strings"
	"syscall/js"

	"filtermaplab/ui/scene"
	"filtermaplab/wasm/browser"
)

// table is the open slice as an HTML table, kept up to date while it is open.
type table struct {
	m       *Microscope
	details *browser.Element
	body    *browser.Element
}

func newTable(m *Microscope) *table {
	t := &table{m: m, details: m.section.Find("details.table:not(.lengths)")}
	t.body = t.details.Find("table")
	t.details.On("toggle", func(js.Value) { t.show() })
	return t
}

func (t *table) show() {
	sub := t.m.scene.Subject()
	if sub == nil || !t.details.Get("open").Bool() {
		return
	}
	t.body.HTML(rows(scene.NewTable(t.m.scene.State(), sub, t.m.words)))
}

// rows is the inside of an HTML table.
func rows(data scene.Table) string {
	var b strings.Builder
	b.WriteString("<caption>" + html.EscapeString(data.Caption) + "</caption><thead><tr>")
	for _, c := range data.Columns {
		b.WriteString(`<th scope="col">` + c + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range data.Rows {
		b.WriteString(`<tr><th scope="row">` + html.EscapeString(row[0]) + "</th>")
		for _, cell := range row[1:] {
			b.WriteString("<td>" + cell + "</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody>")
	return b.String()
}
