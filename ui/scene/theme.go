package scene

// Theme holds the colours of assets/tokens.css under their names there.
type Theme struct {
	Surface, Sunken, Well0, Well1, Line, Control Color
	Ink, Ink2, Ink3                              Color
	Accent, OnAccent, AccentSoft, AccentLine     Color
	OK, Err                                      Color
	FM, Thin, Plain, Ref                         Color

	Div ramp // below zero, zero, above: weights, gradients, change
	Seq ramp // counts
}

// Light is the theme for bright rooms and paper.
func Light() Theme {
	return Theme{
		Surface: rgb(0xffffff), Sunken: rgb(0xf1f1f5), Well0: rgb(0xffffff), Well1: rgb(0xf2f2f7),
		Line: rgb(0xe3e3ea), Control: rgb(0x85889a),
		Ink: rgb(0x16161d), Ink2: rgb(0x484a58), Ink3: rgb(0x62647a),
		Accent: rgb(0x5636d3), OnAccent: rgb(0xffffff), AccentSoft: rgb(0xeeebfc), AccentLine: rgb(0xb9abf3),
		OK: rgb(0x12704a), Err: rgb(0xb3231b),
		FM: rgb(0x5636d3), Thin: rgb(0x0f7d73), Plain: rgb(0xbd7400), Ref: rgb(0x85889a),
		Div: ramp{rgb(0x0a468f), rgb(0x3f82c8), rgb(0xa9cbea), rgb(0xf0f0ee), rgb(0xf3cb9f), rgb(0xdd8a34), rgb(0x994107)},
		Seq: ramp{rgb(0xe8f1ec), rgb(0xb4dac9), rgb(0x6bb59c), rgb(0x2a8570), rgb(0x0c5547)},
	}
}

// Dark is the theme for dark rooms.
func Dark() Theme {
	return Theme{
		Surface: rgb(0x14161d), Sunken: rgb(0x1b1e27), Well0: rgb(0x191c26), Well1: rgb(0x101218),
		Line: rgb(0x272a35), Control: rgb(0x6f7488),
		Ink: rgb(0xeeeff4), Ink2: rgb(0xb9bcc9), Ink3: rgb(0x9498a9),
		Accent: rgb(0xab98ff), OnAccent: rgb(0x140b38), AccentSoft: rgb(0x241f42), AccentLine: rgb(0x57479b),
		OK: rgb(0x62d3a0), Err: rgb(0xff9a8f),
		FM: rgb(0xb7a6ff), Thin: rgb(0x2fa796), Plain: rgb(0xffc861), Ref: rgb(0x6f7488),
		Div: ramp{rgb(0x8cc8ff), rgb(0x4a94e0), rgb(0x27486f), rgb(0x242732), rgb(0x6b4320), rgb(0xd07f2b), rgb(0xffbc70)},
		Seq: ramp{rgb(0x1f2a2b), rgb(0x235048), rgb(0x2f8270), rgb(0x53b79a), rgb(0x97ebcb)},
	}
}
