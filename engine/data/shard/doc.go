// Package shard cuts a data set into files of a few megabytes, so that a page
// can fetch as many pictures as it needs and no more.
//
// Every shard has equally many pictures of each class, and inside a shard the
// classes take turns: whatever number of shards is fetched, and wherever a
// download breaks off, what is there is balanced. The first shards have the
// first pictures of every class, as data.Set.PerClass chooses them.
//
//	FOLDER/index.json        an Index: what there is, with sizes and SHA-256 sums
//	FOLDER/train/0.bin ...   records of CIFAR-10's binary version: a label, then the
//	FOLDER/test/0.bin ...    planes (3,32,32); package data reads them as they are
package shard
