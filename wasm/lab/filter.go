package lab

// Filter says which pictures of a part are looked at.
type Filter struct {
	Train bool
	Class int    // -1 is all
	Kind  string // "right" and "wrong" answers of the last test; "" is all
}

// Shots returns the pictures of labels that pass, in their order, with the
// answers of the last test where there are any. Pictures to learn from have
// none; asking for right or wrong ones among them finds nothing.
func (f Filter) Shots(labels []byte, c *Confusion) []Shot {
	var shots []Shot
	for i, label := range labels {
		if f.Class >= 0 && f.Class != int(label) {
			continue
		}
		shot := Shot{Index: i, Label: int(label)}
		if !f.Train && c != nil && i < len(c.Answers) {
			shot = c.Shot(i)
		}
		right := shot.Answered && shot.Answer == shot.Label
		if f.Kind == "right" && !right || f.Kind == "wrong" && (right || !shot.Answered) {
			continue
		}
		shots = append(shots, shot)
	}
	return shots
}
