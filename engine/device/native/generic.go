package native

// generic implements kernels in plain Go.
type generic struct{ genericFM }

func (generic) tile(a *tileArgs) {
	for f := range a.Filters {
		block := f/blockFilters*len(a.Taps)*a.Chans*blockFilters + f%blockFilters
		for p := range a.Pixels {
			at := f*a.OutChan + p*a.OutPix
			out := (*[lanes]float32)(a.Out[at : at+lanes])
			var sum [lanes]float32
			for t, tap := range a.Taps {
				for c := range a.Chans {
					w := a.W[block+(t*a.Chans+c)*blockFilters]
					from := tap + c*a.InChan + p*lanes
					in := (*[lanes]float32)(a.In[from : from+lanes])
					for l := range lanes {
						sum[l] += w * in[l]
					}
				}
			}
			if a.Add {
				for l := range lanes {
					out[l] += sum[l]
				}
			} else {
				*out = sum
			}
		}
	}
}

func (generic) weightGrad(a *gradArgs) {
	for j := range a.Cols {
		for f := range blockFilters {
			var sum float32
			for m := range a.Images {
				for i := range a.Rows {
					dy := a.DY[a.DYAt[f]+m*a.DYImage+i*a.DYRow:][:a.Pixels*lanes]
					x := a.X[a.XAt[j]+m*a.XImage+i*a.XRow:][:a.Pixels*lanes]
					for p := range dy {
						sum += dy[p] * x[p]
					}
				}
			}
			a.DW[j*a.DWStep+f] += sum
		}
	}
}

func (generic) copyColumns(a *columnsArgs) {
	for c := range a.Chans {
		dst := a.Dst[c*a.DstChan:][:(a.Before+a.Pixels+a.After)*lanes]
		clear(dst)
		for q := range a.Pixels {
			from := c*a.SrcChan + q*a.Step*lanes
			copy(dst[(a.Before+q)*lanes:][:lanes], a.Src[from:from+lanes])
		}
	}
}

func (generic) sumPixels(a *poolArgs) {
	for p := range a.Windows * a.Window {
		for l := range lanes {
			a.Dst[p/a.Window*lanes+l] += a.Scale * a.Src[p*lanes+l]
		}
	}
}

func (generic) spreadPixels(a *poolArgs) {
	for p := range a.Windows * a.Window {
		for l := range lanes {
			v := a.Scale * a.Src[p/a.Window*lanes+l]
			if a.Add {
				v += a.Dst[p*lanes+l]
			}
			a.Dst[p*lanes+l] = v
		}
	}
}

func (generic) moments(a *normArgs) {
	a.Sum, a.SumSq = 0, 0
	for i := range a.Rows {
		var sum, sq float32
		for p, x := range a.X[i*a.Stride:][:a.N] {
			if a.Mask[p%lanes] != 0 {
				d := x - a.Pivot
				sum += d
				sq += d * d
			}
		}
		a.Sum += float64(sum)
		a.SumSq += float64(sq)
	}
}

func (generic) normalize(a *normArgs) {
	for i := range a.Rows {
		at := i * a.Stride
		x, y := a.X[at:][:a.N], a.Y[at:][:a.N]
		for p := range y {
			v := a.Scale*(x[p]-a.Pivot) + a.Shift
			if a.HasRes {
				v += a.Res[at+p]
			}
			if a.Mask[p%lanes] == 0 || a.ReLU && v < 0 {
				v = 0
			}
			y[p] = v
		}
	}
}

func (generic) normSums(a *normArgs) {
	a.Sum, a.SumSq = 0, 0
	for i := range a.Rows {
		at := i * a.Stride
		var sum, prod float32
		for p := range a.N {
			if g := a.gradAt(at + p); g != 0 {
				sum += g
				prod += g * (a.X[at+p] - a.Pivot)
			}
		}
		a.Sum += float64(sum)
		a.SumSq += float64(prod)
	}
}

func (generic) normGrad(a *normArgs) {
	for i := range a.Rows {
		at := i * a.Stride
		for p := at; p < at+a.N; p++ {
			g := a.gradAt(p)
			if a.HasDRes {
				if a.AddDRes {
					a.DRes[p] += g
				} else {
					a.DRes[p] = g
				}
			}
			if !a.HasDX {
				continue
			}
			d := a.Scale*g + (a.Slope*(a.X[p]-a.Pivot) + a.Shift)
			if a.Mask[p%lanes] == 0 {
				d = 0
			}
			if a.AddDX {
				d += a.DX[p]
			}
			a.DX[p] = d
		}
	}
}

// gradAt is the gradient in front of the activation.
func (a *normArgs) gradAt(p int) float32 {
	if a.ReLU && !(a.Y[p] > 0) {
		return 0
	}
	return a.DY[p]
}

func (generic) sgd(w, g, v []float32, h sgdArgs) {
	for i := range w {
		d := g[i] + h.Decay*w[i]
		v[i] = h.Mu*v[i] + d
		if h.Nesterov {
			d += h.Mu * v[i]
		} else {
			d = v[i]
		}
		w[i] -= h.Rate * d
	}
}
