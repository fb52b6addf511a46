package lab

import "filtermaplab/ui/words"

// TestedWords sums a test up in a sentence.
func TestedWords(t *words.Table, c *Confusion) string {
	if c == nil {
		return t.T("The first test comes after the first epoch.")
	}
	return t.T("%s of %s right at step %s.", t.Count(c.Right()), t.Count(len(c.Labels)), t.Count(c.Step))
}

// CellWords is the heading above the pictures of one number of the matrix.
func CellWords(t *words.Table, c *Confusion, label, answer int, classes []string) string {
	n := 0
	if c != nil && label < c.Classes && answer < c.Classes {
		n = c.Counts[label][answer]
	}
	if label == answer {
		return t.T("%s, answered right: %s", ClassNameOf(t, classes, label), t.Count(n))
	}
	return t.T("%s, taken for %s: %s", ClassNameOf(t, classes, label), ClassNameOf(t, classes, answer), t.Count(n))
}

// MatrixWords says what a number of the matrix stands for.
func MatrixWords(t *words.Table, classes []string, label, answer, n int) string {
	if label == answer {
		return t.N(n, "%s, answered right: %s picture", "%s, answered right: %s pictures", ClassNameOf(t, classes, label), t.Count(n))
	}
	return t.N(n, "%s, taken for %s: %s picture", "%s, taken for %s: %s pictures", ClassNameOf(t, classes, label), ClassNameOf(t, classes, answer), t.Count(n))
}

// ViewerWords names the picture that is shown large; label -1 is a picture
// whose class nobody knows.
func ViewerWords(t *words.Table, index, label int, classes []string) string {
	if label < 0 {
		return t.T("A picture of your own")
	}
	return t.T("Picture %s: %s", t.Count(index+1), ClassNameOf(t, classes, label))
}
