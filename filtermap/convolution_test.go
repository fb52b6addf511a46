package filtermap_test

// convolution is the plain 2-D convolution that a layer does with its filters:
// the slow, obvious version, in float64. Pictures are (N,C,H,W), filters
// (K,C,S1,S2), outputs (N,K,Ho,Wo).
type convolution struct {
	n, c, h, w  int // input shape
	k, s1, s2   int // filters
	stride, pad int
}

func (v convolution) outH() int { return (v.h+2*v.pad-v.s1)/v.stride + 1 }
func (v convolution) outW() int { return (v.w+2*v.pad-v.s2)/v.stride + 1 }

// eachProduct calls f with the offsets of every product that the convolution
// sums: output[o] += input[i] * filters[k]. Its two gradients are the same
// products with another factor and another sum.
func (v convolution) eachProduct(f func(o, i, k int)) {
	o := 0
	for n := range v.n {
		for k := range v.k {
			for y := range v.outH() {
				for x := range v.outW() {
					for c := range v.c {
						for a := range v.s1 {
							iy := y*v.stride + a - v.pad
							if iy < 0 || iy >= v.h {
								continue
							}
							for b := range v.s2 {
								ix := x*v.stride + b - v.pad
								if ix < 0 || ix >= v.w {
									continue
								}
								f(o, ((n*v.c+c)*v.h+iy)*v.w+ix, ((k*v.c+c)*v.s1+a)*v.s2+b)
							}
						}
					}
					o++
				}
			}
		}
	}
}

func (v convolution) forward(input, filters []float32) []float64 {
	out := make([]float64, v.n*v.k*v.outH()*v.outW())
	v.eachProduct(func(o, i, k int) { out[o] += float64(input[i]) * float64(filters[k]) })
	return out
}

func (v convolution) backward(gradOut, input, filters []float32) (gradInput, gradFilters []float64) {
	gradInput, gradFilters = make([]float64, len(input)), make([]float64, len(filters))
	v.eachProduct(func(o, i, k int) {
		gradInput[i] += float64(gradOut[o]) * float64(filters[k])
		gradFilters[k] += float64(gradOut[o]) * float64(input[i])
	})
	return gradInput, gradFilters
}
