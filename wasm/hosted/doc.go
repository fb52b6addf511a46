// Package hosted is what the page says about networks that are shared on a
// hosted site: when one may be published, what its accuracy is worth, and how a
// room is laid out. It has no browser and is tested natively.
package hosted
