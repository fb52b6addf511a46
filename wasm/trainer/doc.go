// Package trainer is the Web Worker's part: an engine.Trainer whose commands
// arrive as messages and whose events leave as messages. In a second role
// (Race) it runs a race.Runner in the same way.
package trainer
