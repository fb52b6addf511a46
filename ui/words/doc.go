// Package words says everything in the reader's language. There is one table,
// german.json, keyed by the English text, so that code stays readable and a
// sentence cannot lose its translation by being moved:
//
//	t := words.In(words.German)
//	t.T("Press Train: the curves start here")
//	t.N(n, "%d epoch", "%d epochs", n)
//
// Texts are passed a *Table; nothing here is global.
package words
