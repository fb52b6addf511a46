package program

import "filtermaplab/filtermap"

// Op is one operation on whole tensors. Devices switch on its type; the
// comment of each type is its definition and package reference its naive
// reading.
type Op interface {
	// Operands lists the buffers that are read and written; None may be
	// among them. A buffer that is added to is in both lists.
	Operands() (reads, writes []Buffer)
	// Cost counts the arithmetic of the definition for a batch of n.
	Cost(n int) Cost
}

// Conv is the shape of a convolution of (C,H,W) pictures with K filters of
// R x S x C, zero padding Pad on every side.
type Conv struct {
	C, H, W     int
	K, R, S     int
	Stride, Pad int
}

// Ho is the number of output rows.
func (c Conv) Ho() int { return (c.H+2*c.Pad-c.R)/c.Stride + 1 }

// Wo is the number of output columns.
func (c Conv) Wo() int { return (c.W+2*c.Pad-c.S)/c.Stride + 1 }

// MACs is the number of multiply-adds that the definition takes for one picture.
func (c Conv) MACs() int64 {
	return int64(c.K) * int64(c.C) * int64(c.R) * int64(c.S) * int64(c.Ho()) * int64(c.Wo())
}

// ConvForward is the plain convolution
//
//	Y[n,k,i,j] = sum over c,r,s of X[n, c, i*Stride+r-Pad, j*Stride+s-Pad] * W[k,c,r,s]
//
// with X zero outside the picture.
type ConvForward struct {
	Conv
	X, W, Y Buffer
}

// ConvBackward computes both gradients of ConvForward from DY. It overwrites
// DW; it overwrites DX, or adds to it where AddDX is set. DX may be None.
type ConvBackward struct {
	Conv
	X, W, DY, DX, DW Buffer
	AddDX            bool
}

// FMConvForward is ConvForward with the K filters that Map extracts from M,
// of shape (Hm,Wm,C).
type FMConvForward struct {
	Conv
	Map     filtermap.Geometry
	X, M, Y Buffer
}

// FMConvBackward computes the gradients of FMConvForward from DY. DM is the
// map's gradient under Rule (Mean is Eq. 1 of the paper). It overwrites DM;
// it overwrites DX, or adds to it where AddDX is set. DX may be None.
type FMConvBackward struct {
	Conv
	Map              filtermap.Geometry
	Rule             filtermap.Rule
	X, M, DY, DX, DM Buffer
	AddDX            bool
}

// Norm is the shape of a batch normalisation over C channels of H x W pixels.
type Norm struct {
	C, H, W int
	Eps     float32
}

// BatchNormTrain normalises with the statistics of the batch:
//
//	Y = act(Gamma * (X - mean) / sqrt(var + Eps) + Beta + Res)
//
// for each channel, with act = max(0,.) where ReLU is set and Res, of X's
// shape, left out where None. It saves mean and 1/sqrt(var+Eps) of the batch
// in SavedMean and SavedInv for BatchNormBackward and moves the running
// statistics: Mean += Momentum*(mean-Mean), Var likewise with the unbiased
// variance (the biased one when the batch has a single value a channel).
type BatchNormTrain struct {
	Norm
	Momentum            float32
	X, Gamma, Beta, Res Buffer
	Mean, Var           Buffer // (C) running
	SavedMean, SavedInv Buffer // (C)
	Y                   Buffer
	ReLU                bool
}

// BatchNormBackward computes the gradients of BatchNormTrain from DY. With
// ReLU, G = DY where Y > 0 and 0 elsewhere; without, G = DY and Y is None.
// DRes receives G. DGamma and DBeta are overwritten; DX and DRes are
// overwritten or added to. DX and DRes may be None.
type BatchNormBackward struct {
	Norm
	X, Y, DY, Gamma     Buffer
	SavedMean, SavedInv Buffer
	DX, DRes            Buffer
	DGamma, DBeta       Buffer
	ReLU                bool
	AddDX, AddDRes      bool
}

// BatchNormInfer is BatchNormTrain with the running statistics.
type BatchNormInfer struct {
	Norm
	X, Gamma, Beta, Res Buffer
	Mean, Var           Buffer
	Y                   Buffer
	ReLU                bool
}

// Concat joins A (N,CA,H,W) and B (N,CB,H,W) along channels, A first.
type Concat struct {
	CA, CB, H, W int
	A, B, Y      Buffer
}

// ConcatBackward splits DY onto DA and DB, overwriting or adding.
type ConcatBackward struct {
	CA, CB, H, W int
	DY, DA, DB   Buffer
	AddDA, AddDB bool
}

// AvgPool takes the mean of non-overlapping windows of R x S pixels; H and W
// are multiples of them. With R = H and S = W it is global average pooling.
type AvgPool struct {
	C, H, W, R, S int
	X, Y          Buffer
}

// AvgPoolBackward spreads DY evenly over the windows, overwriting or adding.
type AvgPoolBackward struct {
	C, H, W, R, S int
	DY, DX        Buffer
	AddDX         bool
}

// Linear is Y = X W' + B for X (N,In), W (Out,In), B (Out).
type Linear struct {
	In, Out    int
	X, W, B, Y Buffer
}

// LinearBackward computes the gradients of Linear from DY; it overwrites all three.
type LinearBackward struct {
	In, Out              int
	X, W, DY, DX, DW, DB Buffer
}

// SoftmaxLoss is the mean cross-entropy of softmax(Logits) against Labels
// over the pictures whose label is not negative, and its gradient DLogits.
// Smoothing mixes that share of the uniform distribution into the target.
// Stats receives the mean loss and the number of pictures whose largest logit
// is the label's.
type SoftmaxLoss struct {
	Classes                        int
	Smoothing                      float32
	Logits, Labels, DLogits, Stats Buffer
}

// SGD is one step of stochastic gradient descent on W in PyTorch's order, with
// rate, mu, decay, nesterov = Hyper[0..3]:
//
//	g = G + decay*W        (decay only where Decay is set)
//	V = mu*V + g
//	W -= rate * (g + mu*V) with Nesterov, rate * V without
type SGD struct {
	N              int
	W, G, V, Hyper Buffer
	Decay          bool
}
