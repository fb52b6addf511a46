package data

import (
	"bytes"
	"fmt"
)

func ExampleRead() {
	// A file of 60 pictures, 6 of each class, in place of a download.
	file := noise(cifar10(), 60, 1)
	pair, err := Read("data_batch_1.bin", bytes.NewReader(file), int64(len(file)), Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pair.Train.Name, pair.Train.Len(), pair.Test.Len())
	fmt.Println(pair.Train.Note)

	_, err = Read("data_batch_1.bin", bytes.NewReader(file[:1000]), 1000, Options{})
	fmt.Println(err)
	// Output:
	// CIFAR-10 50 10
	// There was no test file: the last sixth of each class is set aside for testing.
	// data: data_batch_1.bin: these are not CIFAR records; choose the binary version: cifar-10-binary.tar.gz, cifar-100-binary.tar.gz or one of their .bin files
}
