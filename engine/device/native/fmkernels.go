package native

// fmKernels are the loops of the fast FilterMap algorithms. They are sums and
// differences of contiguous pixels; the products are kernels.tile and
// kernels.weightGrad. Lengths are multiples of lanes.
type fmKernels interface {
	// butterfly transforms blocks of channels; see butterflyArgs.
	butterfly(*butterflyArgs)
	// rowTypes writes the three combinations of a Winograd tile of rows:
	// e = p0-p2, s = p1+p2, t = p2-p1.
	rowTypes(e, s, t, p0, p1, p2 []float32)
	// combine finishes a tile of rows; see combineArgs.
	combine(*combineArgs)
	// sum2 writes dst = x + y.
	sum2(dst, x, y []float32)
	// addSum3 writes dst += x + y + z.
	addSum3(dst, x, y, z []float32)
	// splitSum3 writes first = x + y + z and adds the same to second.
	splitSum3(first, second, x, y, z []float32)
}

// maxPoints is the longest channel transform.
const maxPoints = 8

// butterflyArgs describes a real Fourier transform over Points blocks of
// channels: number j of a block's position (row,i) is at
// Src[j*SrcBlock + row*SrcPitch + i], its result likewise in Dst, for Rows
// rows and i < N. The blocks that result are, for 4 points, the frequencies
// 0 and 2 and the cosine and sine sums of frequency 1; for 8 points 0, 4 and
// those of 2, 1 and 3. Inverse is the transposed transform, which takes
// products at these frequencies back; the factors 1/n are in the weights.
// Dst may be Src.
type butterflyArgs struct {
	Dst, Src           []float32
	DstBlock, SrcBlock int
	DstPitch, SrcPitch int
	Rows, N            int
	Points             int
	Inverse, Add       bool // Add adds to Dst instead of overwriting it
}

// combineArgs describes the end of a Winograd tile of two output rows. For
// each type u of S, T, E, whose products lie TypeLen apart,
//
//	h_u = Even + Odd + Next
//
// are the column sums of its products, and then
//
//	Here = h_S + h_T + h_E,  Below = h_S - h_T,  Other -= h_E
//
// with N floats each. Where First is set, only Below is wanted and there are
// no products of type E.
type combineArgs struct {
	Even, Odd, Next    []float32
	TypeLen            int
	Here, Below, Other []float32
	N                  int
	First              bool
}

// genericFM implements fmKernels in plain Go.
type genericFM struct{}

func (genericFM) butterfly(a *butterflyArgs) {
	var v [maxPoints]float32
	for row := range a.Rows {
		for i := range a.N {
			for j := range a.Points {
				v[j] = a.Src[j*a.SrcBlock+row*a.SrcPitch+i]
			}
			if a.Inverse {
				fourierInverse(&v, a.Points)
			} else {
				fourier(&v, a.Points)
			}
			for j := range a.Points {
				at := j*a.DstBlock + row*a.DstPitch + i
				if a.Add {
					v[j] += a.Dst[at]
				}
				a.Dst[at] = v[j]
			}
		}
	}
}

// halfRoot is the sine and cosine of 45 degrees.
const halfRoot = 0.70710678118654752440

// fourier is the transform of butterflyArgs.
func fourier(v *[maxPoints]float32, points int) {
	switch points {
	case 2:
		v[0], v[1] = v[0]+v[1], v[0]-v[1]
	case 4:
		u0, u1 := v[0]+v[2], v[1]+v[3]
		v[0], v[1], v[2], v[3] = u0+u1, u0-u1, v[0]-v[2], v[1]-v[3]
	case 8:
		d := [4]float32{v[0] - v[4], v[1] - v[5], v[2] - v[6], v[3] - v[7]}
		for j := range d {
			v[j] += v[j+4]
		}
		fourier(v, 4)
		p, q := halfRoot*(d[1]-d[3]), halfRoot*(d[1]+d[3])
		v[4], v[5], v[6], v[7] = d[0]+p, d[2]+q, d[0]-p, q-d[2]
	}
}

// fourierInverse is the transpose of fourier.
func fourierInverse(v *[maxPoints]float32, points int) {
	switch points {
	case 2:
		fourier(v, 2)
	case 4:
		p, m := v[0]+v[1], v[0]-v[1]
		v[0], v[1], v[2], v[3] = p+v[2], m+v[3], p-v[2], m-v[3]
	case 8:
		q, t := v[4]-v[6], v[5]+v[7]
		o := [4]float32{v[4] + v[6], halfRoot * (q + t), v[5] - v[7], halfRoot * (t - q)}
		fourierInverse(v, 4)
		for j := range o {
			v[j], v[j+4] = v[j]+o[j], v[j]-o[j]
		}
	}
}

func (genericFM) rowTypes(e, s, t, p0, p1, p2 []float32) {
	for i := range e {
		e[i], s[i], t[i] = p0[i]-p2[i], p1[i]+p2[i], p2[i]-p1[i]
	}
}

func (genericFM) combine(a *combineArgs) {
	sum := func(u, i int) float32 {
		i += u * a.TypeLen
		return a.Even[i] + a.Odd[i] + a.Next[i]
	}
	for i := range a.N {
		s, t := sum(0, i), sum(1, i)
		a.Below[i] = s - t
		if !a.First {
			e := sum(2, i)
			a.Here[i] = s + t + e
			a.Other[i] -= e
		}
	}
}

func (genericFM) sum2(dst, x, y []float32) {
	for i := range dst {
		dst[i] = x[i] + y[i]
	}
}

func (genericFM) addSum3(dst, x, y, z []float32) {
	for i := range dst {
		dst[i] += x[i] + y[i] + z[i]
	}
}

func (genericFM) splitSum3(first, second, x, y, z []float32) {
	for i := range first {
		h := x[i] + y[i] + z[i]
		first[i] = h
		second[i] += h
	}
}
