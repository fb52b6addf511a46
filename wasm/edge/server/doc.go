// Package server answers what the hosted site does besides handing out its
// files: data shards, published networks, and rooms of a class. It is plain
// net/http over two small interfaces, [Objects] for files and [Rows] for
// everything else, and knows nothing of where it runs; Cloudflare's R2 and D1
// stand behind them in the Worker, a map and SQLite in tests.
//
//	GET    /shards/cifar10/index.json                       what there is, with hashes
//	GET    /shards/cifar10/{train,test}/{n}.bin             pictures; with Range
//	POST   /api/models                                      publish a file: share.Published
//	GET    /api/models/{id}                                 share.Entry
//	GET    /api/models/{id}/file                            the file; with Range
//	DELETE /api/models/{id}                                 by its key or its room's
//	POST   /api/models/{id}/verifications                   share.Check: share.Checks
//	POST   /api/rooms                                       share.NewRoom: share.RoomMade
//	GET    /api/rooms/{code}                                share.Room with its entries
//	PATCH  /api/rooms/{code}                                share.RoomChange, by its key
//	DELETE /api/rooms/{code}                                by its key, with its entries
//
// What cannot be done is answered with a status and a share.Problem.
//
// # What is not trusted
//
// Nothing that arrives. Uploads are bounded before they are read and go
// through share.Read; names and codes have few letters; paths that lead to
// files are made of checked parts only. Whatever changes something must carry
// the header Fmlab-Request, which no foreign page can send, and no header is
// ever sent that would let one. Keys travel in the Authorization header and
// are kept as hashes. Addresses are kept as a hash under a key that is thrown
// away every day.
package server
