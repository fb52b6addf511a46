package data

// Views shows a picture (3,32,32) as a sampler would, n times over: random
// windows and mirrored, by the very rules of training, (n,3,32,32) bytes.
// Another seed gives other views.
func (a Augment) Views(picture []byte, n int, seed uint64) []byte {
	s := newStream(seed, purposeAugment)
	// Bytes pass through the arithmetic of training unchanged.
	same := Norm{Std: [Channels]float64{1, 1, 1}}.table()
	values := make([]float32, PictureSize)
	views := make([]byte, 0, n*PictureSize)
	for range n {
		a.picture(values, picture, a.draw(&s), same)
		for _, v := range values {
			views = append(views, byte(v))
		}
	}
	return views
}
