// Package engine trains and evaluates networks. It knows no browser and no
// drawing.
//
// A Config says what to train and how. A Session is one run of it on a device:
// it steps, evaluates, and saves and resumes to the bit. A Trainer is a
// Session with a person in front: it takes Commands (train, pause, step, load
// this file) and answers with Events (a step is done, an epoch is over, this
// file is damaged), so that the page, the desktop and tests share one loop. A
// Snapshot is what there is to see of one layer; a Trainer that is told to
// Watch sends them while it trains, at a bounded cost.
package engine
