// Package optim is how weights follow their gradients: stochastic gradient
// descent with momentum, and the learning rate of every step of a run.
//
// A schedule is a pure function of the step, so a run that is stopped and
// taken up again needs nothing but its step number to go on at the same rate.
// OneCycle and SGD are those of PyTorch to the formula, steps counted from 0.
// All arithmetic is rounded operation by operation: the rates and the updates
// are the same bits on every machine.
package optim
