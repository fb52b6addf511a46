package scene

import "math"

// Dashed cuts a line into the pieces that are drawn, for painters that know no
// dashes; all of it where dash is empty.
func Dashed(points []Point, dash []float64) [][]Point {
	if len(dash) == 0 {
		return [][]Point{points}
	}
	var all [][]Point
	piece := []Point{points[0]}
	i, left := 0, dash[0]
	for n := range len(points) - 1 {
		a, b := points[n], points[n+1]
		length := math.Hypot(b.X-a.X, b.Y-a.Y)
		for at := 0.0; at < length; {
			step := min(left, length-at)
			at += step
			left -= step
			p := a.toward(b, at/length)
			piece = append(piece, p)
			if left == 0 {
				if i%2 == 0 {
					all = append(all, piece)
				}
				i++
				left = dash[i%len(dash)]
				piece = []Point{p}
			}
		}
	}
	if i%2 == 0 && len(piece) > 1 {
		all = append(all, piece)
	}
	return all
}
