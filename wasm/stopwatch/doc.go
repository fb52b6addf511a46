// Package stopwatch measures speed in the browser. In a Web Worker it loads
// networks on the SIMD device and runs them (Serve); on the page it hands them
// to scripts as window.benchPeer (OfferPeer), and shows people what each layer
// costs (package page).
package stopwatch
