package data

import (
	"fmt"
	"math"
)

// Norm turns bytes into the numbers that a network takes: (byte - Mean) / Std
// for each channel, on the scale of 0 to 255.
type Norm struct {
	Mean, Std [Channels]float64
}

// DefaultNorm is the mean and the spread of CIFAR-10's training pictures.
func DefaultNorm() Norm {
	return Norm{
		Mean: [Channels]float64{125.27, 122.93, 113.86},
		Std:  [Channels]float64{62.53, 61.91, 66.46},
	}
}

// Stats measures the mean and the spread (the root of the mean square
// deviation) of every channel over all pixels of a set. A channel that is the
// same everywhere has the spread 1, so that it can be divided by; an empty set
// has the mean 0.
func Stats(s *Set) Norm {
	var norm Norm
	for c, counts := range histogram(s) {
		n := max(1, float64(s.Len()*Height*Width))
		var sum, squares float64
		for v, count := range counts {
			sum += float64(v * count)
		}
		mean := sum / n
		for v, count := range counts {
			deviation := float64(v) - mean
			squares += float64(float64(count) * deviation * deviation)
		}
		norm.Mean[c], norm.Std[c] = mean, math.Sqrt(squares/n)
		if norm.Std[c] == 0 {
			norm.Std[c] = 1
		}
	}
	return norm
}

// histogram counts the values of every channel.
func histogram(s *Set) (counts [Channels][256]int) {
	const plane = Height * Width
	for i := range s.Len() {
		image := s.Image(i)
		for c := range Channels {
			for _, v := range image[c*plane : (c+1)*plane] {
				counts[c][v]++
			}
		}
	}
	return counts
}

// Validate says which number cannot be used.
func (n Norm) Validate() error {
	for c := range Channels {
		if !(math.Abs(n.Mean[c]) <= math.MaxFloat32) {
			return fmt.Errorf("data: normalisation: mean of channel %d: want a finite number, got %v", c, n.Mean[c])
		}
		if !(n.Std[c] >= 0x1p-20 && n.Std[c] <= math.MaxFloat32) {
			return fmt.Errorf("data: normalisation: std of channel %d: want a finite number above 0, got %v", c, n.Std[c])
		}
	}
	return nil
}

// normTable is the normalised value of every byte in every channel.
type normTable [Channels][256]float32

// table computes every value once: there are far fewer bytes than pixels.
func (n Norm) table() *normTable {
	var t normTable
	for c := range Channels {
		for v := range t[c] {
			t[c][v] = float32((float64(v) - n.Mean[c]) / n.Std[c])
		}
	}
	return &t
}
