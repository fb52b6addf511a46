// Package browser is the little of a browser that the page and the trainer
// need: elements that are touched only when something changes, animation
// frames, promises in both directions, and files as readers.
//
// Everything runs on the one thread of its WebAssembly instance, so nothing
// here is locked.
package browser
