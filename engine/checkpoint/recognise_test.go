package checkpoint

import (
	"bytes"
	"testing"
)

func TestRecognise(t *testing.T) {
	var file bytes.Buffer
	if err := Write(&file, &File{Tensors: []Tensor{{Name: "v", Shape: []int{2}, Data: []float32{1, 2}}}}); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	record := bytes.Repeat([]byte{6}, 3073) // a CIFAR picture: its class, then pixels
	for _, c := range []struct {
		name string
		file []byte
		want bool
	}{
		{"safetensors", whole, true},
		{"cut behind its header", whole[:len(whole)-4], true},
		{"cut in its header", whole[:12], false},
		{"nothing", nil, false},
		{"a picture", record, false},
		{"text", []byte("{\"a\": 1, \"b\": 2, \"c\": 3}"), false},
		{"gzip", []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3}, false},
	} {
		head := c.file[:min(len(c.file), RecognisedBy)]
		if got := Recognise(head, int64(len(c.file))); got != c.want {
			t.Errorf("%s: got %t", c.name, got)
		}
	}
}
