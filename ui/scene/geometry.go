package scene

import (
	"errors"
	"strconv"
	"strings"

	"filtermaplab/filtermap"
	"filtermaplab/ui/words"
)

// What a person may try is bounded by what can be drawn and read.
const (
	mostLines    = 64 // rows or columns of a map, filters along an axis
	mostWindow   = 9
	mostChannels = 512
)

// draft is the geometry as it is being typed: the one that is tried, or the
// layer's own.
func (s State) draft(sub *Subject) filtermap.Geometry {
	if s.Draft != (filtermap.Geometry{}) {
		return s.Draft
	}
	return sub.G
}

// geometryField is one number of a geometry.
type geometryField struct {
	name, label string
	most        int
	help        string
	at          func(*filtermap.Geometry) *int
}

func geometryFields(t *words.Table) []geometryField {
	return []geometryField{
		{"K1", "K1", mostLines, t.T("Windows along the rows."), func(g *filtermap.Geometry) *int { return &g.K1 }},
		{"K2", "K2", mostLines, t.T("Windows along the columns."), func(g *filtermap.Geometry) *int { return &g.K2 }},
		{"K3", "K3", mostLines, t.T("Windows along the channels; divides C."), func(g *filtermap.Geometry) *int { return &g.K3 }},
		{"X", "x", mostLines, t.T("Rows from one window to the next."), func(g *filtermap.Geometry) *int { return &g.X }},
		{"Y", "y", mostLines, t.T("Columns from one window to the next."), func(g *filtermap.Geometry) *int { return &g.Y }},
		{"S1", "S1", mostWindow, t.T("Rows of a window."), func(g *filtermap.Geometry) *int { return &g.S1 }},
		{"S2", "S2", mostWindow, t.T("Columns of a window."), func(g *filtermap.Geometry) *int { return &g.S2 }},
		{"C", "C", mostChannels, t.T("Channels."), func(g *filtermap.Geometry) *int { return &g.C }},
	}
}

// geometryControls lets the map be cut differently.
func geometryControls(s State, sub *Subject, t *words.Table) []Control {
	if sub.Plain && !sub.Tried {
		return nil
	}
	d := s.draft(sub)
	field, problem := Problem(t, d, sub.Snap.Conv.K)
	var all []Control
	for _, f := range geometryFields(t) {
		c := Control{
			Name: f.name, Label: f.label, Help: f.help, Place: AtGeometry, Kind: Number,
			Value: strconv.Itoa(*f.at(&d)), Min: 1, Max: float64(f.most), Step: 1,
		}
		if field == f.name || field == "K" && f.name[0] == 'K' {
			c.Problem = problem
		}
		all = append(all, c)
	}
	back := Control{Name: "own", Label: t.T("The layer's own"), Help: t.T("Go back to the geometry that the layer learns with."), Place: AtGeometry, Kind: Button}
	back.Disabled = !sub.Tried && problem == ""
	all = append(all, back)
	if near, ok := Nearest(d, sub.Snap.Conv.K); problem != "" && ok {
		all = append(all, Control{
			Name: "nearest", Place: AtGeometry, Kind: Button,
			Label: t.T("Use %d × %d × %d", near.K1, near.K2, near.K3),
			Help:  t.T("The nearest geometry that works."),
		})
	}
	return all
}

// Problem says what is wrong with g for a layer of k filters: the field and a
// sentence. Both are empty where nothing is.
func Problem(t *words.Table, g filtermap.Geometry, k int) (field, sentence string) {
	err := g.ValidateFor(k)
	if err == nil {
		switch {
		case g.S1 > mostWindow || g.S2 > mostWindow:
			return "S1", t.T("Windows of more than %d × %d are too small to read here.", mostWindow, mostWindow)
		case g.Hm() > mostLines || g.Wm() > mostLines:
			return "X", t.T("A map of %d × %d is too large to read here; want at most %d × %d.", g.Hm(), g.Wm(), mostLines, mostLines)
		case g.C > mostChannels:
			return "C", t.T("Want at most %d channels here.", mostChannels)
		}
		return "", ""
	}
	field = "K"
	if f := (*filtermap.FieldError)(nil); errors.As(err, &f) {
		field = f.Field
	}
	switch {
	case field == "K":
		sentence = t.T("%d × %d × %d = %d, but this layer has %d filters.", g.K1, g.K2, g.K3, g.K(), k)
	case field == "K3" && g.K3 > 0:
		sentence = t.T("K3 = %d does not divide the %d channels.", g.K3, g.C)
	default:
		sentence = t.T("Every number must be a whole number of at least 1, and not too large.")
	}
	if near, ok := Nearest(g, k); ok {
		sentence += " " + t.T("Nearest that works: %d × %d × %d.", near.K1, near.K2, near.K3)
	}
	return field, sentence
}

// Nearest is the valid geometry of k filters whose K1, K2 and K3 differ least
// from g's; the other numbers are g's, or 1 where they make no sense.
func Nearest(g filtermap.Geometry, k int) (filtermap.Geometry, bool) {
	for _, f := range geometryFields(nil)[3:] {
		n := f.at(&g)
		*n = min(max(1, *n), f.most)
	}
	best, least := filtermap.Geometry{}, -1
	for k1 := 1; k1 <= k; k1++ {
		if k%k1 != 0 {
			continue
		}
		for k2 := 1; k2 <= k/k1; k2++ {
			if k/k1%k2 != 0 {
				continue
			}
			c := g
			c.K1, c.K2, c.K3 = k1, k2, k/k1/k2
			if c.ValidateFor(k) != nil || c.Hm() > mostLines || c.Wm() > mostLines {
				continue
			}
			d := abs(c.K1-g.K1) + abs(c.K2-g.K2) + abs(c.K3-g.K3)
			if least < 0 || d < least {
				best, least = c, d
			}
		}
	}
	return best, least >= 0
}

func abs(n int) int { return max(n, -n) }

// setGeometry changes one number of the draft. A draft that is valid is tried
// at once; one that is not stays a draft, and the map as it was.
func (s State) setGeometry(sub *Subject, name string, number float64, valid bool) State {
	d := s.draft(sub)
	switch name {
	case "own":
		s.Try, s.Draft = filtermap.Geometry{}, filtermap.Geometry{}
		return s
	case "nearest":
		near, ok := Nearest(d, sub.Snap.Conv.K)
		if !ok {
			return s
		}
		d = near
	default:
		known := false
		for _, f := range geometryFields(nil) {
			if f.name == name {
				known = true
				*f.at(&d) = 0 // what is no number is no geometry
				if valid && number >= 0 && number <= filtermap.MaxExtent {
					*f.at(&d) = int(number)
				}
			}
		}
		if !known {
			return s
		}
	}
	s.Draft = d
	if field, _ := Problem(nil, d, sub.Snap.Conv.K); field == "" {
		s.Try, s.Draft = d, filtermap.Geometry{}
	}
	return s
}

// GeometrySummary is the line beside the folded geometry: sizes and ratio.
func GeometrySummary(sub *Subject, t *words.Table) string {
	g := sub.G
	if sub.Plain && !sub.Tried {
		return t.T("no map: %d weights, each used once", g.FilterLen())
	}
	s := t.T("map %d × %d × %d, %d weights for %d filter values: each stored weight serves %s on average",
		g.Hm(), g.Wm(), g.C, g.MapLen(), g.FilterLen(),
		t.Mark(strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(g.Ratio(), 'f', 2, 64), "0"), ".")))
	if g.X > g.S1 || g.Y > g.S2 {
		s += "; " + t.T("windows leave gaps, and cells in them never learn")
	}
	if sub.Tried {
		s += "; " + t.T("tried out with starting weights")
	}
	return s
}
