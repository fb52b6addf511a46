// Package opcount counts the arithmetic that exact fast algorithms need for a
// filter-map convolution. It counts what mathematics asks for; what a device
// makes of it is measured elsewhere.
//
// A filter-map convolution has two redundancies, and an Algorithm says which
// of them it removes.
//
// # Space
//
// Neighbouring filters overlap, so that products of a pixel with a map element
// recur. With strides x = y = 2 and 3x3 filters:
//
//	Taps   every product anew               9     multiply-adds for each (channel, filter) and output pixel
//	A      each product once, then sums     4
//	WA     A along columns, and along rows
//	       Winograd's F(2,3) whose end
//	       products neighbours share        3
//	WW     that in both axes                2.25
//
// # Channels
//
// A shift by z = C/K3 channels makes the layer block-circulant over N = K3
// blocks of channels: a Fourier transform over the blocks turns N^2 block
// products into fewer. Complex products take four real ones (Fourier4) or
// three and some additions (Fourier3):
//
//	N                1    2    4    8
//	Fourier4         1    2    6   14
//	Fourier3         1    2    5   11
//
// The two savings multiply.
package opcount
