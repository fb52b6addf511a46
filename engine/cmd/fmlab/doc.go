// Command fmlab trains, tests and serves FilterMap networks from the command
// line.
//
//	fmlab params                     what each network learns and costs
//	fmlab train -data shapes         train a network, save it after each epoch
//	fmlab train -resume FILE         go on where a run stopped, to the bit
//	fmlab eval -weights FILE -data PATH
//	fmlab verify FILE...             hold PyTorch's golden vectors to a device
//	fmlab serve                      serve the page to a browser
//	fmlab analyze -weights FILE      what the filters span, with figures
//	fmlab export -weights FILE       take a network away: ONNX, safetensors, PyTorch
//	fmlab race                       train networks against each other
//	fmlab paper [FILE...]            the paper's tables beside ours
//	fmlab fit -weights FILE          make maps from a plain network's filters
//
// Flags may be written with one dash or two. What a person reads goes to
// standard output and, where it is about progress or trouble, to standard
// error; with -json standard output is JSON, one value a line, and nothing
// else. The exit status is 0 where all went well, 1 after an error or a failed
// verification, 2 where the command was not understood, and 130 where Ctrl-C
// ended a training run.
package main
