package canvas

import _ "embed"

//go:embed replay.js
var replay string

// ReplayScript is a statement that defines the function replayName of
// globalThis. It comes with the page's script, since a page may be forbidden to
// make a function of a text.
func ReplayScript() string {
	return "globalThis." + replayName + " = function (ctx, ratio, data, lines, fonts, bytes, scratch) {\n" + replay + "};\n"
}
