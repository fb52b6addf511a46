// Package trainer is the Web Worker's part: an engine.Trainer whose commands
// arrive as messages and whose events leave as messages.
package trainer
