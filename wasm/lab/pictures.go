package lab

// PerClass is how many pictures of each class are used unless somebody
// chooses: enough to learn from, drawn in about a second, and a tenth of
// CIFAR-10.
const PerClass = 500

// TestPerClass is how many test pictures of each class go with so many to
// learn from: a fifth, within limits that keep a test both telling and short.
// All (0) go with all.
func TestPerClass(perClass int) int {
	if perClass == 0 {
		return 0
	}
	return min(max(perClass/5, 20), 100)
}
