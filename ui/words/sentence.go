package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence makes an error readable, in English, for whoever never saw the
// packages of this project: without their names in front, with a capital
// (unless it begins with a file's name) and a full stop. Translate says it in
// a reader's language.
func Sentence(message string) string {
	message = strings.TrimSpace(message)
	for {
		head, rest, found := strings.Cut(message, ": ")
		if !found || !isPackage(head) {
			break
		}
		message = rest
	}
	if message == "" {
		return "Something went wrong, and nothing says what."
	}
	if word, _, _ := strings.Cut(message, " "); !strings.Contains(strings.TrimRight(word, ".:"), ".") {
		first, size := utf8.DecodeRuneInString(message)
		message = string(unicode.ToUpper(first)) + message[size:]
	}
	if !strings.ContainsAny(message[len(message)-1:], ".?") {
		message += "."
	}
	return message
}

// isPackage reports whether an error's beginning is one of its packages.
func isPackage(word string) bool {
	switch word {
	case "engine", "data", "model", "nn", "optim", "device", "program", "reference", "simd", "filtermap", "protocol", "bench", "lab", "scene", "link", "golden", "torch", "onnx", "checkpoint", "race", "native", "paper":
		return true
	}
	return false
}
