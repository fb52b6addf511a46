// Package racecard is what the page knows of a race: who may run, how far they
// are, the rows of the table, the curves, and the verdict in a sentence. It
// touches no browser, so all of it is tested natively.
package racecard
