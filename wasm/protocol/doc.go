// Package protocol puts the commands of the page and the events of the trainer
// into bytes, so that they can be posted between a page and its Web Worker.
//
// A packet is a version byte and any number of records. A record is one byte
// that names the type (see kinds) and the value's exported fields in order:
//
//	bool           one byte, 0 or 1
//	int            zigzag varint
//	uint           varint
//	[]uint16       varint of the length, then 2 bytes each, little-endian
//	float          8 bytes, or 4 of a float32, IEEE 754, little-endian
//	string, []byte varint of the length, then the bytes
//	[]T            varint of the length, then the elements
//	struct         its fields
//
// Fields that are interfaces stay behind: the io.Reader of an engine.Load or
// engine.Open is put back by the receiver, to which the file itself is posted.
//
// A race has a worker of its own and speaks in records of its own (raceKinds).
//
// Both ends are the same program, so a type is described only by itself. The
// bytes are nevertheless treated as foreign: decoding never panics, and what
// it allocates grows with the bytes that are there, not with what they claim.
package protocol
