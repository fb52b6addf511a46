package lab

import "filtermaplab/ui/words"

// ShotWords says what a picture is, what it was taken for, and both in a
// sentence for those who hear it.
func ShotWords(t *words.Table, s Shot, classes []string) (truth, says, sentence string) {
	truth = ClassNameOf(t, classes, s.Label)
	switch {
	case !s.Answered:
		return truth, "\u00a0", t.T("Picture %s: %s", t.Count(s.Index+1), truth)
	case s.Answer == s.Label:
		says = t.T("right %s", t.WholePercent(s.Confidence))
		return truth, says, t.T("Picture %s: %s, answered right with %s", t.Count(s.Index+1), truth, t.WholePercent(s.Confidence))
	}
	answer := ClassNameOf(t, classes, s.Answer)
	says = t.WholePercent(s.Confidence) + " " + answer // the number first: a long name may be cut
	return truth, says, t.T("Picture %s: %s, taken for %s with %s", t.Count(s.Index+1), truth, answer, t.WholePercent(s.Confidence))
}

// ClassNameOf is the name of a class as people write it, or its number.
func ClassNameOf(t *words.Table, classes []string, label int) string {
	if label < 0 || label >= len(classes) {
		return "?"
	}
	return ClassName(t, classes[label])
}

// PageWords says which of how many pictures are shown.
func PageWords(t *words.Table, first, shown, all int) string {
	if all == 0 {
		return t.T("No picture")
	}
	if shown == all {
		return t.N(all, "%s picture", "%s pictures", t.Count(all))
	}
	return t.T("%s to %s of %s", t.Count(first+1), t.Count(first+shown), t.Count(all))
}
