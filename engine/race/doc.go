// Package race trains networks against each other under equal conditions.
//
// All entrants see the same pictures in the same order with the same crops and
// flips, from one seed. They take turns on one device, a step each a round,
// and who goes first changes from round to round, so that a machine that grows
// warm or busy slows all of them alike. Only an entrant's own steps are on its
// clock; tests are not.
//
// What comes out is fair even where the favourite loses: accuracy beside the
// parameters, multiply-adds and seconds that it took.
package race
