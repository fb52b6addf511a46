// Command desktop is FilterMap Lab in a window of its own: the map microscope
// over a network that trains on this machine's processor. It needs no C
// compiler; X11 or Wayland's X server, and OpenGL, are opened when it starts.
//
//	desktop
//	desktop -model resnet20 -rule sum -data cifar-10-binary.tar.gz
//	desktop -link 'layer=layer2.0.conv1&mode=backward&by=gradient'
//
// Space trains and pauses, "." does one step, Tab goes from the map to the
// filters to the slice, whose keys are those of the page; F11 fills the screen,
// T changes the theme, Ctrl-L prints the link of what is shown and Ctrl-Q ends.
// CIFAR files can be dropped on the window.
package main
