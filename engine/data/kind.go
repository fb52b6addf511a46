package data

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// headSize is how many bytes of a file are looked at to tell what it is:
// enough for a tar header and for sixteen records.
const headSize = 16 * (2 + PictureSize)

// isGzip reports whether a file begins as RFC 1952 says.
func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b}) }

// isTar reports whether head begins with a tar header, by the sum of its 512
// bytes, which all dialects have in common.
func isTar(head []byte) bool {
	const size, sumAt, sumLen = 512, 148, 8
	if len(head) < size {
		return false
	}
	sum := sumLen * int(' ') // the sum counts its own field as blanks
	for i, b := range head[:size] {
		if i < sumAt || i >= sumAt+sumLen {
			sum += int(b)
		}
	}
	stored := strings.Trim(string(head[sumAt:sumAt+sumLen]), " \x00")
	want, err := strconv.ParseUint(stored, 8, 32)
	return err == nil && want == uint64(sum)
}

// foreign says in a sentence what a file is that holds no CIFAR records, and
// what to choose instead. It is empty for files that it does not know.
func foreign(head []byte) string {
	if what := otherVersion(head); what != "" {
		return what
	}
	start := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	text := strings.ToLower(string(bytes.TrimLeft(head[:min(len(head), 256)], "\ufeff \t\r\n")))
	switch {
	case len(bytes.Trim(head, "\x00")) == 0:
		return "there are only zeros in it: an archive of nothing, or a download that never arrived; fetch the file again"
	case start("PK\x03\x04"), start("PK\x05\x06"):
		return "this is a zip file; unpack it and choose a .tar.gz or .bin file from it"
	case start("\xfd7zXZ\x00"), start("BZh"), start("\x28\xb5\x2f\xfd"), start("7z\xbc\xaf\x27\x1c"), start("Rar!"):
		return "this is compressed by something other than gzip; unpack it and choose the .tar or a .bin file"
	case strings.HasPrefix(text, "<!doctype"), strings.HasPrefix(text, "<html"), strings.HasPrefix(text, "<?xml"):
		return "this is a web page, not data: the download went wrong; fetch the file again"
	case start("\x89PNG"), start("\xff\xd8\xff"), start("GIF8"):
		return fmt.Sprintf("this is a single picture, not a data set; %s", chooseBinary)
	}
	return ""
}

// otherVersion says whether a file belongs to the versions of CIFAR for Python
// or MATLAB. It is empty for others.
func otherVersion(head []byte) string {
	const pickle, firstBinary, lastProtocol = 0x80, 2, 5
	switch {
	case len(head) >= 2 && head[0] == pickle && head[1] >= firstBinary && head[1] <= lastProtocol:
		return fmt.Sprintf("this is the Python version of the data; %s", chooseBinary)
	case bytes.HasPrefix(head, []byte("MATLAB 5.0")):
		return fmt.Sprintf("this is the MATLAB version of the data; %s", chooseBinary)
	}
	return ""
}

// chooseBinary is the advice to those who chose something else.
const chooseBinary = "choose the binary version: cifar-10-binary.tar.gz, cifar-100-binary.tar.gz or one of their .bin files"
