// Package share is what the page and its server have to agree on when trained
// networks are shared: how a file that is published looks and what is checked
// in it, what is told of it, and the small words (codes, names, links) that
// people exchange. It knows neither browser nor server.
//
// A file is published as fmlab saves it, with a [Request] beside its training
// state. [Read] trusts nothing in it: tensors are matched with the network
// that the settings name, the fingerprint is computed anew, and the accuracy
// is taken only where it belongs to these very weights. What is stored is
// written anew from what was understood, so nothing else of a file is kept.
//
// Whether the accuracy is true the server cannot know, as it does not compute
// it. See [Checks].
package share
