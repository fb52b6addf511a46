// Package lab is what the page knows: the run that the trainer's events tell
// of, the words for it, and the answers that are still awaited. It touches no
// browser, so all of it is tested natively.
package lab
