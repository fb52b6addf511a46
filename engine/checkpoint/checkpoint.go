package checkpoint

import "strings"

// File is the content of one safetensors file.
type File struct {
	Metadata map[string]string // never nil after reading; nil and empty are written alike
	Tensors  []Tensor          // in the order of their data after reading, in any order for writing
}

// Tensor is one named array, row-major. The numbers of the float types are in
// Data and those of the integer types in Ints; the other slice is nil.
type Tensor struct {
	Name  string
	DType DType     // how the file stores it; zero is F32
	Shape []int     // empty for a single number
	Data  []float32 // F32, F16 and BF16 exactly; F64 rounded to the nearest float32
	Ints  []int64   // I64, I32 and U8
}

// Lookup returns the tensor of that name, and whether there is one. The tensor
// shares its data with f.
func (f *File) Lookup(name string) (Tensor, bool) {
	for _, t := range f.Tensors {
		if t.Name == name {
			return t, true
		}
	}
	return Tensor{}, false
}

// Sub returns the tensors whose names begin with prefix, under their names
// without it: of a file that holds several sets of weights, the set at
// "step1.", say. Metadata and data are shared with f.
func (f *File) Sub(prefix string) *File {
	sub := &File{Metadata: f.Metadata}
	for _, t := range f.Tensors {
		if name, ok := strings.CutPrefix(t.Name, prefix); ok {
			t.Name = name
			sub.Tensors = append(sub.Tensors, t)
		}
	}
	return sub
}
