// Command desktop is FilterMap Lab in a window of its own: the map microscope
// over a network that trains on this machine's processor. It needs no C
// compiler; X11 or Wayland's X server, and OpenGL, are opened when it starts.
//
//	desktop
//	desktop -model resnet20 -rule sum -data cifar-10-binary.tar.gz
//	desktop -link 'layer=layer2.0.conv1&mode=backward&by=gradient'
//
// Space trains and pauses, "." does one step, Tab goes through the controls and
// the parts of the picture, whose keys are those of the page; F11 fills the
// screen, T changes the theme, Ctrl-O opens a checkpoint, pictures or a link,
// Ctrl-S saves the run, Ctrl-Z brings back the one that was left, Ctrl-L copies
// the link of what is shown, Ctrl-V opens one, and Ctrl-Q ends. Files can be
// dropped on the window. The README lists flags and keys.
//
// The scene is painted by painter.go, as a few meshes (mesh.go) and letters from
// one sheet (letters.go). pulse.go asks for frames, and pace.go says how often
// while a network trains. What can be set, the scene's controls among it, are
// widgets of ebitenui: surface.go places them, knob.go makes them, skin.go gives
// them the look of the page, strip.go is the line at the foot that says what a
// control is for and what went wrong.
package main
