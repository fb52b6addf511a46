// Package page drives index.html: it sends what a person does to the trainer
// as commands, keeps a lab.State by the events that come back, and shows that
// state, at most once for every picture on the screen.
//
// Each card has a view, in a file of its own, with a show method that sets all
// of it from the state; browser.Element leaves alone what has not changed.
// Scripts get the same commands as window.fmlab (api.go).
package page
