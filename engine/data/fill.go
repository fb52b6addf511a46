package data

import "fmt"

// Fill writes the pictures of the given indices as they are, for evaluation:
// normalised by norm to dst (N,3,32,32), their classes to labels (N). Where
// there are fewer indices than N, the rest of dst is zero and of labels -1,
// which a loss does not count. It panics where there are more, or where dst and
// labels disagree on N.
func Fill(dst, labels []float32, set *Set, norm Norm, indices ...int) {
	checkBatch(dst, labels)
	if len(indices) > len(labels) {
		panic(fmt.Sprintf("data: fill: %d pictures for a batch of %d", len(indices), len(labels)))
	}
	table := norm.table()
	for n, i := range indices {
		table.picture(dst[n*PictureSize:(n+1)*PictureSize], set.Image(i))
		labels[n] = float32(set.Label(i))
	}
	clear(dst[len(indices)*PictureSize:])
	for n := len(indices); n < len(labels); n++ {
		labels[n] = -1
	}
}

// picture normalises one picture (3,32,32).
func (t *normTable) picture(dst []float32, src []byte) {
	const plane = Height * Width
	for c := range Channels {
		values, from, to := &t[c], src[c*plane:(c+1)*plane], dst[c*plane:(c+1)*plane]
		for i, v := range from {
			to[i] = values[v]
		}
	}
}

// checkBatch panics where dst is not as long as labels asks.
func checkBatch(dst, labels []float32) {
	if len(dst) != len(labels)*PictureSize {
		panic(fmt.Sprintf("data: batch: %d labels want %d numbers, got %d", len(labels), len(labels)*PictureSize, len(dst)))
	}
}
