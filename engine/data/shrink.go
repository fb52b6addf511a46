package data

import "fmt"

// Shrink makes a picture (3,32,32) of one of any size: the largest square in
// its middle, each of the 32 x 32 pixels the mean of the area that it covers.
// rgba has w x h pixels of four bytes, not premultiplied; what is transparent
// shows white. It panics where the sizes do not fit.
func Shrink(rgba []byte, w, h int) []byte {
	if w < 1 || h < 1 || len(rgba) != 4*w*h {
		panic(fmt.Sprintf("data: shrink: %d x %d pixels want %d bytes, got %d", w, h, 4*w*h, len(rgba)))
	}
	side := min(w, h)
	left, top := (w-side)/2, (h-side)/2
	dst := make([]byte, PictureSize)
	spans := stretches(side)
	for y, rows := range spans {
		for x, columns := range spans {
			var sum [Channels]float64
			var area float64
			for _, r := range rows {
				line := rgba[4*((top+r.at)*w+left):]
				for _, c := range columns {
					p := line[4*c.at : 4*c.at+4]
					weight := r.weight * c.weight
					area += weight
					alpha := weight * float64(p[3]) / 255
					white := (weight - alpha) * 255
					for ch := range Channels {
						sum[ch] += alpha*float64(p[ch]) + white
					}
				}
			}
			for ch := range Channels {
				dst[(ch*Height+y)*Width+x] = byte(sum[ch]/area + 0.5)
			}
		}
	}
	return dst
}

// stretch is a pixel of a side and how much of it a smaller pixel covers.
type stretch struct {
	at     int
	weight float64
}

// stretches cuts a side of n pixels into 32 equal pieces.
func stretches(n int) [Width][]stretch {
	var all [Width][]stretch
	for i := range all {
		from, to := float64(i*n)/Width, float64((i+1)*n)/Width
		for at := int(from); at < n && float64(at) < to; at++ {
			if weight := min(to, float64(at+1)) - max(from, float64(at)); weight > 0 {
				all[i] = append(all[i], stretch{at, weight})
			}
		}
	}
	return all
}
